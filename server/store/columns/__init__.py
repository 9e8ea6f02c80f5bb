"""Hazards, visits and enterprises as columns of numbers, in files that all web processes map, for counting."""
