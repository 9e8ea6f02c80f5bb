"""Benchmarks: each module measures one thing and says whether it keeps its budget."""
