"""`wangge report monthly`: the monthly report from the shell, in somebody's name and within what they may read."""

from __future__ import annotations

import os
import shutil
import tempfile
from argparse import ArgumentParser, Namespace
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

from sqlalchemy import select

from grids.errors import Refusal
from server.cli import installation
from server.cli.console import line, step
from server.config import Settings
from server.db import Database
from server.exports import monthly
from server.exports.order import Order
from server.photos import PhotoStore
from server.reads.exports import What
from server.sentences import Trouble, language_of, sentence
from server.store.people import person_at
from server.store.tables import Area, PersonRow


def arguments(parser: ArgumentParser) -> None:
    """Take which report, of when, of where, as what, in whose name."""
    parser.add_argument("kind", choices=["monthly"], metavar="monthly")
    parser.add_argument("--month", required=True, metavar="YYYY-MM", help=sentence("monthly-report.option-month"))
    parser.add_argument("--town", metavar="NAME", help=sentence("monthly-report.option-town"))
    parser.add_argument(
        "--format", choices=["pdf", "html"], default="pdf", help=sentence("monthly-report.option-format")
    )
    parser.add_argument(
        "--as", dest="person", required=True, metavar="USERNAME", help=sentence("monthly-report.option-as")
    )
    parser.add_argument("--out", type=Path, metavar="FILE", help=sentence("monthly-report.option-out"))


def run(chosen: Namespace, settings: Settings) -> int:
    """Make the report beside where it goes, and put it there whole."""
    with installation.database_running(settings) as running:
        database = Database.of(running, statement_timeout_s=0)
        try:
            order = _order(database, chosen)
            with tempfile.TemporaryDirectory() as folder, step(sentence("monthly-report.making")):
                made, _ = monthly.write(database, PhotoStore.of(running), order, Path(folder), lambda _: None)
                target = chosen.out or Path.cwd() / made.name
                beside = target.with_name(f".{target.name}.part")
                shutil.copyfile(made, beside)
                beside.replace(target)
        except Refusal as refusal:
            raise Trouble("monthly-report.refused", code=refusal.code) from refusal
        finally:
            database.close()
    line(str(target))
    return 0


def _order(database: Database, chosen: Namespace) -> Order:
    at = datetime.now(UTC)
    try:
        datetime.strptime(chosen.month, "%Y-%m").replace(tzinfo=UTC)
    except ValueError as odd:
        raise Trouble("monthly-report.bad-month", month=chosen.month) from odd
    with database.session() as session:
        found = session.scalar(select(PersonRow.id).where(PersonRow.username == chosen.person))
        person = None if found is None else person_at(session, found, at)
        if person is None:
            raise Trouble("person.unknown", username=chosen.person)
        town = None
        if chosen.town:
            town = session.scalar(select(Area.id).where(Area.name == chosen.town, Area.level == "town"))
            if town is None:
                raise Trouble("monthly-report.no-town", town=chosen.town)
    return Order(
        id=uuid4(), what=What.MONTHLY, format=chosen.format, crs="wgs84", language=language_of(os.environ),
        wanted={"month": chosen.month, **({"town": town} if town else {})}, person=person, at=at,
    )  # fmt: skip
