"""OGC API - Features and Tiles under `/ogc/`: the layers of gis/layers.py for other GIS programs, read only."""
