"""Acts on surveys: faults are settled, taken back, and the clean units handed in. Rules: grids/surveys.py."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from gis import crs
from grids import commands as c
from grids import surveys as rules
from grids.boundaries import Outline, ReplaceUnits
from grids.errors import Refusal
from grids.levels import Place
from grids.permissions import Role
from grids.redraws import EditState, RedrawState
from grids.surveys import Choice, Survey, SurveyState
from server.acts.deed import Deed, Done, Handlers
from server.store import redraw_edits, redraw_outlines, redraws, surveys
from server.store.surveys import Stated
from server.store.tables import GridUnit, PersonRow, RedrawRow, SurveyRow, SurveyStepRow


def start(deed: Deed, command: c.StartSurvey) -> Done:
    """Begin with a file that this person had read."""
    row = surveys.load(deed.session, command.survey)
    roles = deed.allowed_now(command, surveys.place(row))
    if row.by_person != deed.person.id or row.sha256 != command.sha256.lower():
        raise Refusal("not-found", thing="survey")
    if row.state != SurveyState.READ.value:
        raise Refusal("already-done", step=command.kind)
    row.state = SurveyState.OPEN.value
    return _done(row, roles, {"revision": row.revision, "faults": len(row.faults)})


def settle(deed: Deed, command: c.SettleFaults) -> Done:
    """Settle faults alike; a fault that was settled before is settled anew."""
    row, _, roles = _open(deed, command)
    choice = Choice(remedy=command.remedy, taker=command.taker, reason=command.reason.strip())
    return _step(deed, row, roles, rules.settle(surveys.faults(row), command.faults, choice))


def take(deed: Deed, command: c.TakeSuggestions) -> Done:
    """Settle open faults as suggested."""
    row, _, roles = _open(deed, command)
    found = surveys.faults(row).values()
    return _step(deed, row, roles, rules.suggested(found, surveys.choices(row), command.kinds, command.up_to_m))


def undo(deed: Deed, command: c.UndoSurvey) -> Done:
    """Take the last step back."""
    return _turn(deed, command, back=True)


def redo(deed: Deed, command: c.RedoSurvey) -> Done:
    """Take the step again that was taken back last."""
    return _turn(deed, command, back=False)


def hand_in(deed: Deed, command: c.HandInSurvey) -> Done:
    """Make a plan of the clean units of a district: of new ones where it has none, else of what differs from today."""
    row, now, _ = _open(deed, command)
    stated = surveys.units(row)
    own = {key: unit for key, unit in stated.items() if unit.district == command.district}
    after = rules.hand_in(now, command.district, surveys.open_faults(row), len(own))
    place = Place(town=row.town_id, district=command.district, city=row.city_id)
    roles = deed.allowed_now(command, place)
    if deed.session.get(RedrawRow, command.redraw) is not None:
        raise Refusal("already-done", step=command.kind)
    cut, chosen = surveys.sheet(row), surveys.choices(row)
    clean = {key: shape for key, shape in cut.clean(chosen).items() if key in own}
    plan = _plan(deed, row, command)
    op = _op(deed.session, row, plan, own, clean)
    made = redraw_edits.draw(deed.session, plan, op)
    redraw_edits.keep(deed.session, plan, op, made, deed.person.id, deed.at)
    plan.revision = 1
    row.handed = [*row.handed, {"district": after.handed[-1], "redraw": str(plan.id), "at": deed.at.isoformat()}]
    left = sorted(own.keys() - clean.keys())
    _touch(deed, row)
    facts = {"revision": row.revision, "redraw": str(plan.id), "units": len(clean), "left_out": left}
    return Done(place=place, roles=roles, facts=facts)


def drop(deed: Deed, command: c.DropSurvey) -> Done:
    """Put a survey away."""
    row = surveys.load(deed.session, command.survey)
    roles = deed.allowed_now(command, surveys.place(row))
    row.state = rules.drop(surveys.value(row)).state.value
    _touch(deed, row)
    return _done(row, roles, {"state": row.state})


def _open(
    deed: Deed, command: c.SettleFaults | c.TakeSuggestions | c.UndoSurvey | c.RedoSurvey | c.HandInSurvey
) -> tuple[SurveyRow, Survey, frozenset[Role]]:
    """Find a survey and lock it, with the roles in which the person may work on it, or refuse."""
    row = surveys.load(deed.session, command.survey)
    place = surveys.place(row)
    if isinstance(command, c.HandInSurvey):
        place = Place(town=row.town_id, district=command.district, city=row.city_id)
    roles = deed.allowed_now(command, place)
    now = surveys.value(row)
    rules.check_open(now, command.kind)
    if now.revision != command.base_revision:
        by = deed.session.get_one(PersonRow, row.touched_by).name
        rules.check_revision(now, command.base_revision, by, row.touched_at.isoformat())
    return row, now, roles


def _step(deed: Deed, row: SurveyRow, roles: frozenset[Role], made: Mapping[str, Choice]) -> Done:
    """Keep a step with what it changed, so that it can be taken back; steps that were taken back are dropped."""
    before = {name: row.choices.get(name) for name in made}
    undone = update(SurveyStepRow).where(
        SurveyStepRow.survey_id == row.id, SurveyStepRow.state == EditState.UNDONE.value
    )
    deed.session.execute(undone.values(state=EditState.DROPPED.value))
    last = deed.session.scalar(select(func.max(SurveyStepRow.n)).where(SurveyStepRow.survey_id == row.id)) or 0
    surveys.choose(row, made)
    deed.session.add(
        SurveyStepRow(
            survey_id=row.id, n=last + 1, before=before, after={name: row.choices[name] for name in made},
            state=EditState.DONE.value, by_person=deed.person.id, at=deed.at,
        )
    )  # fmt: skip
    _touch(deed, row)
    return _done(row, roles, {"revision": row.revision, "settled": len(made), "open": len(surveys.open_faults(row))})


def _turn(deed: Deed, command: c.UndoSurvey | c.RedoSurvey, *, back: bool) -> Done:
    row, _, roles = _open(deed, command)
    held = EditState.DONE if back else EditState.UNDONE
    order = SurveyStepRow.n.desc() if back else SurveyStepRow.n.asc()
    query = select(SurveyStepRow).where(SurveyStepRow.survey_id == row.id, SurveyStepRow.state == held.value)
    step = deed.session.scalars(query.order_by(order).limit(1)).one_or_none()
    if step is None:
        raise Refusal("redraw-no-step")
    wanted = step.before if back else step.after
    surveys.choose(row, {name: told and surveys.choice(told) for name, told in wanted.items()})
    step.state = (EditState.UNDONE if back else EditState.DONE).value
    _touch(deed, row)
    return _done(row, roles, {"revision": row.revision, "open": len(surveys.open_faults(row))})


def _plan(deed: Deed, row: SurveyRow, command: c.HandInSurvey) -> RedrawRow:
    srid = select(GridUnit.geom_metric.ST_SRID()).where(
        GridUnit.district_id == command.district, GridUnit.valid_to.is_(None), GridUnit.kind == "general",
        GridUnit.geom_metric.is_not(None),
    )  # fmt: skip
    plan = RedrawRow(
        id=command.redraw, city_id=row.city_id, district_id=command.district, town_id=row.town_id,
        title=command.title, why=command.why, state=RedrawState.DRAFT.value, revision=0,
        metric_srid=deed.session.scalar(srid.limit(1)) or row.metric_srid, author=deed.person.id, created_at=deed.at,
        touched_at=deed.at, touched_by=deed.person.id,
    )  # fmt: skip
    deed.session.add(plan)
    deed.session.flush()
    return plan


def _op(
    session: Session, row: SurveyRow, plan: RedrawRow, own: Mapping[str, Stated], clean: Mapping[str, Any]
) -> ReplaceUnits:
    """Say as one edit what the clean units make of today's. Raises: Refusal `redraw-nothing` where nothing differs."""
    metric, wanted = surveys.metric_of(row), redraws.metric_of(plan)
    known = redraws.whole(session, plan)
    if not known:
        return ReplaceUnits(
            units=tuple(
                Outline(key=own[key].code, name=own[key].name, town=own[key].town, village=own[key].village,
                        parts=redraw_outlines.parts(shape, metric))
                for key, shape in sorted(clean.items())
            )
        )  # fmt: skip
    stated = {own[key].code: (own[key].name, crs.move(shape, metric, wanted)) for key, shape in clean.items()}
    kept = {unit.code for unit in own.values()}
    own_town = {unit.image.code for unit in known.values() if row.town_id in {None, unit.image.town_id}}
    gone = own_town - kept if row.is_whole else set()
    found = redraw_outlines.compared(known, stated, wanted, gone)
    if found.op is None:
        raise Refusal("redraw-nothing")
    return found.op


def _touch(deed: Deed, row: SurveyRow) -> None:
    row.revision += 1
    row.touched_at, row.touched_by = deed.at, deed.person.id


def _done(row: SurveyRow, roles: frozenset[Role], facts: dict[str, Any]) -> Done:
    place = Place(town=row.town_id, district=row.chain_id, city=row.city_id)
    return Done(place=place, roles=roles, facts=facts)


HANDLERS: Final[Handlers] = {
    c.DropSurvey: drop,
    c.HandInSurvey: hand_in,
    c.RedoSurvey: redo,
    c.SettleFaults: settle,
    c.StartSurvey: start,
    c.TakeSuggestions: take,
    c.UndoSurvey: undo,
}
