"""Where things are: coordinate systems, files, coverages and places. Knows `grids`, not the web."""
