"""The process that keeps open maps live: see streams.py."""
