"""A generated city to measure on: `with city.loaded(scale) as place:` gives a database of one's own with it.

The city of a recipe is made once a machine and kept as a template under the folder for temporary files, by the hash
of recipe and migrations; each benchmark gets a copy, may change it, and leaves nothing behind. Several at once share
the server; the last stops it.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Final
from uuid import uuid4

import psycopg
from psycopg import sql
from sqlalchemy import make_url
from sqlalchemy.orm import Session

from bench import city_facts, city_loading
from bench.city_ground import Recipe
from server import cluster, migrate
from server.cli import console
from server.db import Database
from server.store.columns.keeping import Columns, Keeper

PASSWORD: Final = city_loading.PASSWORD
PEOPLE: Final = ("city", "district", "town_head", "officer")
"""User names, each named as the role: the whole city, and the fullest district, town and unit."""
UNTIL: Final[datetime] = city_facts.UNTIL
"""The last moment of the city: take it for now."""
_CITY: Final = Recipe()
_HERE: Final = Path(__file__).parent
_DONE: Final = "loaded"
_TEMPLATE: Final = sql.Identifier(cluster.DATABASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class City:
    """A city in a database of one's own."""

    url: str
    database: Database
    recipe: Recipe


@contextmanager
def loaded(scale: float = 1.0, whole: Recipe = _CITY) -> Iterator[City]:
    """Give a fresh copy of the city; scale 1 is 4,400 km2 with 200,000 enterprises and 1,000,000 hazards."""
    recipe = replace(whole, scale=scale)
    folder = Path(tempfile.gettempdir()) / f"wangge-bench-city-{_mark(recipe)}"
    folder.mkdir(mode=0o711, exist_ok=True)
    with _server(folder, recipe) as template, _copied(template) as url:
        database = Database.at(url, statement_timeout_s=0)
        try:
            yield City(url=url, database=database, recipe=recipe)
        finally:
            database.close()


def awaited(session: Session, keeper: Keeper) -> Columns:
    """Wait until the columns are built, which a first request does not."""
    while True:
        columns = keeper.current(session)
        if columns is not None:
            return columns
        session.rollback()
        time.sleep(0.05)


def forget(scale: float = 1.0, whole: Recipe = _CITY) -> None:
    """Delete the kept city of a scale, to make room; it is made again when it is asked for."""
    folder = Path(tempfile.gettempdir()) / f"wangge-bench-city-{_mark(replace(whole, scale=scale))}"
    if folder.exists() and not cluster.is_running(cluster.of(folder)):
        shutil.rmtree(folder)


def _mark(recipe: Recipe) -> str:
    """Name what the template depends on: the recipe, how it is made, and the tables it goes into."""
    hashed = hashlib.sha256(repr(recipe).encode())
    for path in sorted([*_HERE.glob("city*"), *(migrate.FOLDER / "versions").glob("*.py")]):
        hashed.update(path.read_bytes())
    return hashed.hexdigest()[:16]


@contextmanager
def _server(folder: Path, recipe: Recipe) -> Iterator[str]:
    """Run the server while anybody uses it, and have the template ready."""
    private = cluster.of(folder)
    with (folder / "users").open("w") as users:
        fcntl.flock(users, fcntl.LOCK_SH)
        try:
            with (folder / "making").open("w") as making:  # one makes it, the others wait
                fcntl.flock(making, fcntl.LOCK_EX)
                url = cluster.start(private)
                if not (folder / _DONE).exists():
                    _make(url, recipe)
                    (folder / _DONE).touch()
            yield url
        finally:
            try:
                fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                pass  # somebody else is measuring here
            else:
                cluster.stop(private)


def _make(url: str, recipe: Recipe) -> None:
    _admin(url, sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(_TEMPLATE))
    _admin(url, sql.SQL("CREATE DATABASE {}").format(_TEMPLATE))
    migrate.upgrade(url)
    with console.Bars() as bars:
        city_loading.load(url, recipe, bars)


@contextmanager
def _copied(template: str) -> Iterator[str]:
    name = f"city_{os.getpid()}_{uuid4().hex[:8]}"
    _admin(template, sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), _TEMPLATE))
    try:
        yield _renamed(template, name)
    finally:
        _admin(template, sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def _renamed(url: str, name: str) -> str:
    return make_url(url).set(database=name).render_as_string(hide_password=False)


def _admin(url: str, statement: sql.Composed) -> None:
    with psycopg.connect(_renamed(url, "postgres"), autocommit=True) as connection:
        connection.execute(statement)
