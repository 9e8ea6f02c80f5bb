"""Enterprises from a file: staged whole, judged, matched with the base, then written by sets."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import UUID

import numpy as np
from sqlalchemy.orm import Session

from gis.gcj02 import Array
from gis.records import Source
from gis.smell import judge_points
from grids.errors import Refusal
from grids.levels import Level
from server.imports import names, smelling, stage, writing
from server.imports.mapping import Mapping
from server.imports.names import Division, Territory
from server.imports.order import Order, Tell
from server.imports.report import Report
from server.imports.rows import Parsed, Parser

_BATCH: Final = 5000
_CENTRE_AT: Final = 10
"""So many rows with different addresses on one exact point are the centre of an area. Source: ours; in the
registration data of Wujin the least crowded centre has 12."""


@dataclass(slots=True)
class _Positions:
    """The coordinates of the file, in its own numbers, until their system is judged."""

    lines: list[int] = field(default_factory=list)
    xy: list[tuple[float, float]] = field(default_factory=list)
    divisions: list[int | None] = field(default_factory=list)
    sites: dict[int, Any] = field(default_factory=dict)


def run(
    session: Session, order: Order, source: Source, columns: Mapping, batch: UUID, report: Report, tell: Tell
) -> None:
    """Import a file of enterprises within the caller's transaction."""
    read(session, order, source, columns, report, tell)
    match(session, order, report)
    tell("writing", 0, None)
    stage.run_sql(session, "place", many=_CENTRE_AT, same_town=order.reach.towns is not None)
    writing.write(session, order, batch, report)
    tell("writing", 1, 1)


def read(session: Session, order: Order, source: Source, columns: Mapping, report: Report, tell: Tell) -> None:
    """Stage the rows of a file that can be read, each enterprise once, with their positions in WGS-84."""
    territory = names.load(session)
    if not territory.of_level(Level.DISTRICT):
        raise Refusal("bad-file", cause="no-divisions")
    parser = Parser(columns, territory, default_district(order, territory), order.reach, report)
    positions = _Positions()
    stage.run_sql(session, "stage")
    stage.copy_rows(session, _parsed(source, parser, positions, report, tell))
    _settle_positions(session, order, source, columns, positions, territory, report)
    _drop_duplicates(session, report)


def default_district(order: Order, territory: Territory) -> Division | None:
    """Give the district of rows that name none: the one asked for, the person's, or the only one there is."""
    districts = territory.of_level(Level.DISTRICT)
    if order.district:
        asked = territory.coded_anywhere(order.district) or territory.named(None, Level.DISTRICT, order.district)
        if asked is None or asked.level is not Level.DISTRICT:
            raise Refusal("unknown-thing", thing=order.district)
        return asked
    own = [d for d in districts if d.id in (order.reach.districts or ())]
    own = own or [territory.by_id[town] for town in order.reach.towns or () if town in territory.by_id]
    if len(own or districts) == 1:
        only = (own or districts)[0]
        return territory.by_id[only.district] if only.district else None
    return None


def _parsed(source: Source, parser: Parser, positions: _Positions, report: Report, tell: Tell) -> Iterator[Parsed]:
    for records in source.batches(_BATCH):
        for record in records:
            row = parser.parse(record)
            if row is None:
                continue
            if row.xy is not None:
                positions.lines.append(row.line)
                positions.xy.append(row.xy)
                positions.divisions.append(row.claimed)
                if row.site is not None:
                    positions.sites[row.line] = row.site
            yield row
        report.read += len(records)
        tell("reading", report.read, source.rows)


def _settle_positions(
    session: Session, order: Order, source: Source, columns: Mapping, found: _Positions, territory: Territory,
    report: Report,
) -> None:  # fmt: skip
    """Judge the coordinate system, leave out what lies astray, and send the rest in WGS-84."""
    if not found.lines:
        return
    said = smelling.stated(order, columns, source)
    shapes = smelling.outlines(session, territory)
    xy: Array = np.array(found.xy, dtype=np.float64)
    verdict = judge_points(xy, smelling.claims(found.divisions, territory, shapes), shapes, said.crs)
    smelling.accept(verdict, said, report, order)
    wgs84 = smelling.to_wgs84(said, xy)
    lost = smelling.astray(wgs84, smelling.district_of(found.divisions, territory), shapes)
    for n in np.flatnonzero(lost).tolist():
        report.remark(found.lines[n], "lon", "astray", lon=found.xy[n][0], lat=found.xy[n][1])
    sites = {line: smelling.outline_in_wgs84(said, site) for line, site in found.sites.items()}
    stage.copy_positions(session, found.lines, wgs84, ~lost, sites)


def _drop_duplicates(session: Session, report: Report) -> None:
    doomed = stage.run_sql(session, "duplicates")
    for line, of, first in doomed:
        report.refuse(line, of, "duplicate-in-file", first=first)
    stage.drop_lines(session, {line for line, _, _ in doomed})


def match(session: Session, order: Order, report: Report) -> None:
    """Find the enterprises that are known, and refuse rows that would write where they may not."""
    stage.run_sql(session, "match")
    seen: dict[UUID, int] = {}
    doomed = []
    for line, known, district, town, name in stage.run_sql(session, "matched"):
        if not order.reach.covers(district, town):
            report.refuse(line, "uscc", "known-elsewhere", name=name)
        elif known in seen:
            report.refuse(line, "row", "same-enterprise", name=name, first=seen[known])
        else:
            seen[known] = line
            continue
        doomed.append(line)
    stage.drop_lines(session, doomed)
