"""The routes: thin, each parses, asks the door or a read, and answers."""
