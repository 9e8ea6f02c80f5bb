"""Layers as files that other programs open: written batch by batch, so that memory does not grow with the rows."""
