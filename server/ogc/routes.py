"""The facade's routes, and the style of its pages."""

from __future__ import annotations

from typing import Final

from flask import Flask

from server.ogc import collections, items, landing, tiles

BLUEPRINTS: Final = (landing.ogc, collections.ogc, items.ogc, tiles.ogc)


def install(app: Flask) -> None:
    """Register every route under `/ogc`."""
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
