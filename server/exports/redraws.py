"""A plan of grid boundaries as a file for GIS programs; it comes back by code (server/imports/redraws.py)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from sqlalchemy.orm import Session

from gis import drawing, systems
from gis.exchange.layer import Batch, Column, Format, Layer
from gis.exchange.writing import write as write_layer
from grids.permissions import Person
from grids.policy import HERE
from server.documents.wording import Words
from server.exports import statement
from server.exports.columns import say, value_word
from server.reads import redraw_impact, redraws
from server.store import redraws as store
from server.store.tables import RedrawRow

_COLUMNS: Final = ("code", "name", "kind")


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """For whom, how and in which system."""

    person: Person
    format: Format
    crs: str
    language: str
    at: datetime


def write(session: Session, plan: RedrawRow, order: Order, folder: Path) -> Path:
    """Write the units of a plan that the reader may see, as it has them, into an empty folder.

    Raises: Refusal `bad-crs` for a system that is unknown or that the format can't hold.
    """
    system = systems.named(order.crs)
    person, at, language = order.person, order.at, order.language
    axes = "degrees" if system.crs.is_degrees else "metres"
    metric = store.metric_of(plan)
    units = store.whole(session, plan)
    own = redraw_impact.in_scope(redraws.seen(person), units)
    about = f"{say('what.redraw', language, {'title': plan.title})}, "
    said = [
        ("about", about + say("redraw.revision", language, {"revision": plan.revision})),
        ("crs", statement.system_in_words(system, language)),
        ("error", statement.error_in_words(system, language)),
        ("made", Words(language).minute(at)),
        ("by", person.name),
    ]
    layer = Layer(
        name=f"redraw_{plan.revision}_{system.name.replace(':', '')}_{at.astimezone(HERE):%Y%m%d_%H%M}",
        title=plan.title,
        columns=tuple(Column(name, name, say(f"column.{name}", language)) for name in _COLUMNS),
        geometry="MultiPolygon",
        system=system,
        statement=[(say(f"statement.{name}", language), text) for name, text in said],
        place=(say(f"x.{axes}", language), say(f"y.{axes}", language)),
        fields=say("fields", language),
    )
    shown = [units[key].image for key in sorted(own)]
    rows = [(image.code, image.name, value_word("kind", image.kind, language)) for image in shown]
    shapes = [drawing.to_degrees(image.wkb or b"", metric) for image in shown]
    return write_layer(layer, iter([Batch(rows, shapes)]), order.format, folder, lambda _done: None)
