"""The web application: settings, database and routes wired together."""

from __future__ import annotations

import functools

from flask_openapi3 import Info, OpenAPI
from werkzeug.middleware.proxy_fix import ProxyFix

from grids.policy import HERE
from server import problems
from server.api import compression, holders, readers, replica, routes, security, shell
from server.api.holders import Holder
from server.api.memory import Memory
from server.api.readers import Reader
from server.api.tile_lane import TileLane
from server.config import Settings
from server.db import JOB_STATEMENT_TIMEOUT_S, Database
from server.ogc import routes as ogc
from server.ogc.items_lane import ItemsLane
from server.reading import Reading
from server.store.columns.keeping import Keeper


def create_app(settings: Settings, database: Database | None = None) -> OpenAPI:
    """Wire the application; tests pass a database of their own."""
    HERE.settle(settings.time_zone)
    app = OpenAPI(
        "server",
        info=Info(title="wangge 网格", version="1", description="Grid inspection of workplace safety"),
        doc_ui=False,  # the page of the library would serve files of its own; routes.py serves the document
        static_folder=None,
        validation_error_callback=problems.invalid,
    )
    app.config["MAX_CONTENT_LENGTH"] = settings.photo_max_bytes
    app.extensions["wangge.settings"] = settings
    app.extensions["wangge.database"] = primary = database or Database.of(settings)
    app.extensions["wangge.reading"] = Reading.of(settings, primary)
    app.extensions["wangge.patient"] = functools.cache(
        lambda: database or Database.of(settings, statement_timeout_s=JOB_STATEMENT_TIMEOUT_S)
    )
    app.extensions[readers.EXTENSION] = Memory[Reader]()
    app.extensions[holders.EXTENSION] = Memory[Holder]()
    app.extensions["wangge.columns"] = Keeper(settings.data_dir / "columns", builds_beside=True)
    hops = settings.proxy_hops
    behind = ProxyFix(ItemsLane(app, app.wsgi_app), x_for=hops, x_proto=hops, x_host=hops)
    app.wsgi_app = TileLane(app, behind)  # type: ignore[method-assign] # a tile says nothing of its address
    security.install(app)
    compression.install(app)
    problems.install(app)
    replica.install(app)
    routes.install(app)
    ogc.install(app)
    shell.install(app)
    return app
