"""Divisions, grid units and enterprises from files: checked whole, written in one transaction, reported."""
