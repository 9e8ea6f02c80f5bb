"""Exports: what a person has on screen, as a file that says what it is."""
