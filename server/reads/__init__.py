"""Reads: lists and documents straight from SQL, every query bound to the reader's scope."""
