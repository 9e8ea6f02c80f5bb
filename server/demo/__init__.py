"""The demo district: real divisions, made-up people, enterprises, visits and hazards."""
