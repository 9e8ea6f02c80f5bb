"""Rows and values: every table, and how rows become the rules' values and back."""
