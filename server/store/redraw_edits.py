"""An edit of a plan: what it makes of the units around it, kept with images of both, taken back and done again."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import shapely
from pydantic import TypeAdapter
from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from gis import crs, drawing
from gis.crs import WGS84
from gis.drawing import Sites
from gis.tiling import Edit, moved_m2
from grids import boundaries as b
from grids.boundaries import BoundaryOp
from grids.enterprises import POINTS
from grids.errors import Conflict, Refusal
from grids.redraws import EditState, fresh_code
from server.store import redraws
from server.store.redraws import Image, Images, Unit, Units
from server.store.tables import Enterprise, RedrawEdit, RedrawRow, RedrawUnit

OP: Final[TypeAdapter[BoundaryOp]] = TypeAdapter(BoundaryOp)


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """What an edit makes: the units it was drawn among, and those it changes, before and after."""

    known: Units
    before: Images
    after: Images

    @property
    def touched(self) -> list[str]:
        """Name the units it changes."""
        return sorted(self.after)


def draw(session: Session, row: RedrawRow, op: BoundaryOp) -> Drawn:
    """Do an edit on a plan as it stands, and write nothing.

    Raises: Refusal `redraw-*`.
    """
    known = redraws.around(session, row, b.named(op), b.drawn(op))
    match op:
        case b.RenameUnit():
            made = _described(known, op.unit, name=op.name)
        case b.SetCode():
            _check_code(session, row, known, op)
            made = _described(known, op.unit, code=op.code)
        case b.SplitUnit():
            code = _new_code(session, row, op)
            tiling = redraws.tiling_of(known)
            made = _images(known, drawing.draw(tiling, op, redraws.metric_of(row), new=code), op, code)
        case b.GiveEnterprises():
            tiling, sites = redraws.tiling_of(known), _sites(session, row, known, op)
            made = _images(known, drawing.draw(tiling, op, redraws.metric_of(row), sites=sites), op)
        case b.ReplaceUnits():
            _check_new(session, row, known, op)
            made = _images(known, drawing.draw(redraws.tiling_of(known), op, redraws.metric_of(row)), op)
        case _:
            made = _images(known, drawing.draw(redraws.tiling_of(known), op, redraws.metric_of(row)), op)
    _check_town(row, known, made)
    return made


def keep(session: Session, row: RedrawRow, op: BoundaryOp, made: Drawn, person: UUID, at: datetime) -> RedrawEdit:
    """Write an edit down and let the units become what it makes of them; edits taken back before it are dropped."""
    last, was_undone = _standing(session, row)
    if was_undone:
        dropped = update(RedrawEdit).where(RedrawEdit.redraw_id == row.id, RedrawEdit.state == EditState.UNDONE.value)
        session.execute(dropped.values(state=EditState.DROPPED.value, turned_by=person, turned_at=at))
    redraws.put(session, row, made.known, made.after)
    edit = RedrawEdit(
        redraw_id=row.id, n=last + 1, op=OP.dump_python(op, mode="json"), before=_told(made.before),
        after=_told(made.after), state=EditState.DONE.value, by_person=person, at=at,
    )  # fmt: skip
    session.add(edit)
    session.flush()
    return edit


def turn(session: Session, row: RedrawRow, *, back: bool, person: UUID, at: datetime) -> RedrawEdit:
    """Take the last edit back, or do the one again that was taken back last; the same bytes come back.

    Raises: Refusal `redraw-no-step`, Conflict `redraw-outdated`.
    """
    held = EditState.DONE if back else EditState.UNDONE
    order = RedrawEdit.n.desc() if back else RedrawEdit.n.asc()
    query = select(RedrawEdit).where(RedrawEdit.redraw_id == row.id, RedrawEdit.state == held.value)
    edit = session.scalars(query.order_by(order).limit(1)).one_or_none()
    if edit is None:
        raise Refusal("redraw-no-step")
    found, wanted = (edit.after, edit.before) if back else (edit.before, edit.after)
    known, now = redraws.current(session, row, found)
    stale = [key for key, told in found.items() if now[key] != redraws.image(told)]
    if stale:
        raise Conflict("redraw-outdated", units=", ".join(stale), n=len(stale))
    redraws.put(session, row, known, {key: redraws.image(told) for key, told in wanted.items()})
    edit.state = (EditState.UNDONE if back else EditState.DONE).value
    edit.turned_by, edit.turned_at = person, at
    session.flush()
    return edit


def drop(session: Session, row: RedrawRow, person: UUID, at: datetime) -> None:
    """Take every edit off a plan, for good: its units are those of today again. The history stays."""
    session.execute(delete(RedrawUnit).where(RedrawUnit.redraw_id == row.id))
    counted = [EditState.DONE.value, EditState.UNDONE.value]
    query = update(RedrawEdit).where(RedrawEdit.redraw_id == row.id, RedrawEdit.state.in_(counted))
    session.execute(query.values(state=EditState.DROPPED.value, turned_by=person, turned_at=at))


def done(session: Session, row: RedrawRow) -> list[RedrawEdit]:
    """List the edits that count, in their order."""
    query = select(RedrawEdit).where(RedrawEdit.redraw_id == row.id, RedrawEdit.state == EditState.DONE.value)
    return list(session.scalars(query.order_by(RedrawEdit.n)))


def _images(known: Units, edit: Edit, op: BoundaryOp, code: str = "") -> Drawn:
    """Give the outlines that an edit made to their units."""
    before: dict[str, Image | None] = {}
    after: dict[str, Image | None] = {}
    for key, wkb in edit.after.items():
        unit = known.get(key)
        before[key] = unit.image if unit is not None and unit.image.wkb is not None else None
        if wkb is None:
            after[key] = None if unit is None or unit.unit_id is None else redraws.ended(unit.image)
        elif unit is not None:
            after[key] = replace(unit.image, wkb=wkb)
        else:
            after[key] = _made(known, key, wkb, op, code)
    if isinstance(op, b.ReplaceUnits):
        names = {outline.key: outline.name for outline in op.units if outline.name}
        after |= {key: replace(made, name=names.get(key, made.name)) for key, made in after.items() if made is not None}
    return Drawn(known=known, before=before, after=after)


def _made(known: Units, key: str, wkb: bytes, op: BoundaryOp, code: str) -> Image:
    """Describe a unit that is new: it belongs where the one belongs that held most of its ground."""
    if isinstance(op, b.SplitUnit):
        parent = known[op.unit].image
        return replace(parent, code=code, name=op.new_name or f"{parent.name}{code.rpartition('-')[2]}", wkb=wkb)
    if not known:
        return _first(key, wkb, op)
    shape = shapely.from_wkb(wkb)
    held = {unit.key: _shared_m2(shape, unit) for unit in known.values() if unit.image.wkb is not None}
    parent = known[max(held, key=lambda name: (held[name], name))].image
    return replace(parent, code=key, name=key, wkb=wkb)


def _first(key: str, wkb: bytes, op: BoundaryOp) -> Image:
    """Describe one of the first units of a district: it belongs where it says."""
    said = next(each for each in op.units if each.key == key) if isinstance(op, b.ReplaceUnits) else None
    town, village = (None, None) if said is None else (said.town, said.village)
    return Image(code=key, name=key, kind="general", village_id=village, town_id=town, wkb=wkb)


def _shared_m2(shape: Any, unit: Unit) -> float:  # noqa: ANN401 - a geometry
    return float(shapely.area(shapely.intersection(shape, shapely.from_wkb(unit.image.wkb))))


def _described(known: Units, key: str, **changed: str) -> Drawn:
    unit = known.get(key)
    if unit is None or unit.image.wkb is None:
        raise Refusal("redraw-no-unit", unit=key)
    after = replace(unit.image, **changed)  # type: ignore[arg-type] # only texts are given
    if after == unit.image:
        raise Refusal("redraw-nothing")
    return Drawn(known=known, before={key: unit.image}, after={key: after})


def _new_code(session: Session, row: RedrawRow, op: b.SplitUnit) -> str:
    used = redraws.codes(session, row)
    if op.new_code is None:
        return fresh_code(op.unit, used)
    if op.new_code in used:
        raise Refusal("redraw-code-taken", taken=op.new_code)
    return op.new_code


def _check_code(session: Session, row: RedrawRow, known: Units, op: b.SetCode) -> None:
    """Refuse a code that is or was anybody's but the unit's own."""
    unit = known.get(op.unit)
    own = unit is not None and unit.base is not None and unit.base.code == op.code
    if not own and op.code in redraws.codes(session, row):
        raise Refusal("redraw-code-taken", taken=op.code)


def _check_new(session: Session, row: RedrawRow, known: Units, op: b.ReplaceUnits) -> None:
    new = {outline.key for outline in op.units} - known.keys()
    taken = sorted(new & redraws.codes(session, row)) if new else []
    if taken:
        raise Refusal("redraw-code-taken", taken=taken[0])


def _check_town(row: RedrawRow, known: Units, made: Drawn) -> None:
    """Let the plan of a town change that town only; a neighbour's edge may get a vertex."""
    if row.town_id is None:
        return
    for key, after in made.after.items():
        before = made.before[key]
        owner = before or after
        if owner is None or owner.town_id == row.town_id:
            continue
        if not is_vertex_only(before, after):
            raise Refusal("redraw-town", unit=known[key].image.name if key in known else key)


def is_vertex_only(before: Image | None, after: Image | None) -> bool:
    """Tell whether a unit is what it was but for a vertex on its old edge."""
    same = before is not None and after is not None and replace(after, wkb=before.wkb) == before
    return same and not _moved_m2(before, after)


def _moved_m2(before: Image | None, after: Image | None) -> float:
    if before is None or after is None or before.wkb is None or after.wkb is None:
        return 1.0
    return moved_m2(shapely.from_wkb(before.wkb), shapely.from_wkb(after.wkb))


def _sites(session: Session, row: RedrawRow, known: Units, op: b.GiveEnterprises) -> Sites:
    """Find the enterprises of the giver by their points, apart in those to hand over and those that stay."""
    unit = known.get(op.giver)
    if unit is None or unit.image.wkb is None:
        raise Refusal("redraw-no-unit", unit=op.giver)
    metric = redraws.metric_of(row)
    shape = crs.move(shapely.from_wkb(unit.image.wkb), metric, WGS84)
    within = func.ST_Intersects(func.ST_GeomFromWKB(shapely.to_wkb(shape), 4326), Enterprise.point)
    query = select(Enterprise.id, func.ST_X(Enterprise.point), func.ST_Y(Enterprise.point)).where(
        within, Enterprise.district_id == row.district_id, Enterprise.position_quality.in_(sorted(POINTS))
    )
    places = drawing.points_of({own: (lon, lat) for own, lon, lat in session.execute(query)}, metric)
    wanted = set(op.enterprises)
    if not wanted <= places.keys():
        raise Refusal("redraw-not-there", n=len(wanted - places.keys()), unit=op.giver)
    return Sites(
        chosen={own: place for own, place in places.items() if own in wanted},
        others={own: place for own, place in places.items() if own not in wanted},
    )


def _told(images: Images) -> dict[str, Any]:
    return {key: made and made.told() for key, made in images.items()}


def _standing(session: Session, row: RedrawRow) -> tuple[int, bool]:
    """Return the number of the last edit, and whether any was taken back and may still be done again."""
    undone = func.bool_or(RedrawEdit.state == EditState.UNDONE.value)
    last, was_undone = session.execute(
        select(func.max(RedrawEdit.n), undone).where(RedrawEdit.redraw_id == row.id)
    ).one()
    return last or 0, bool(was_undone)
