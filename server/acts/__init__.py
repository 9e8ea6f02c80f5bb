"""Acts: the only way to change anything. One file a noun; door.py is where they all pass."""
