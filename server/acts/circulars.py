"""Acts on circulars: issue, read, sign, answer, decide, withdraw. The rules are in grids/circulars.py."""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import Final
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert

from grids import circulars as rules
from grids import commands as c
from grids.circulars import UPWARD, AddresseeState
from grids.errors import Refusal
from grids.levels import Place
from grids.offices import Office, OfficeKind, check_own, of_key, offices_of
from grids.permissions import Role
from grids.policy import local_day
from server.acts.attaching import attached
from server.acts.deed import Deed, Done, Handlers
from server.store import circulars, offices, places, serials
from server.store.circulars import ENTERPRISE
from server.store.policy import circulars_on
from server.store.tables import CircularAddressee, CircularAnswer, CircularReading, CircularRow

_Step = c.ReadCircular | c.SignCircular | c.AnswerCircular


def issue(deed: Deed, command: c.IssueCircular) -> Done:
    """Give it a number, and write a row for every addressee; one that reaches nobody is refused."""
    place = offices.place_of(deed.session, of_key(command.office))
    roles = deed.allowed_now(command, place)
    office = check_own(deed.person.grants, command.office)
    today = local_day(deed.at)
    policy = circulars_on(today)
    rules.check_issue(command, today, policy)
    if deed.session.get(CircularRow, command.circular) is not None:
        raise Refusal("already-done", step=command.kind)
    row = CircularRow(
        id=command.circular, number=_number(deed, office, command.circular_kind), office=office.key,
        office_name=offices.name_on(deed.session, office, today), kind=command.circular_kind.value,
        title=command.title.strip(), body=command.body,
        attachments=attached(deed, command.attachments, policy.attachments_max), due_on=command.due_on,
        wants_answer=command.wants_answer, period=command.period or None,
        audience={
            "offices": list(command.offices),
            "enterprises": None if command.enterprises is None else asdict(command.enterprises),
        },
        issued_at=deed.at, issued_by=deed.person.id, **offices.stored(deed.session, office),
    )  # fmt: skip
    deed.session.add(row)
    deed.session.flush()
    n = _address(deed, row, command, office, place)
    return Done(place=place, roles=roles, facts={"number": row.number, "addressees": n})


def _address(deed: Deed, row: CircularRow, command: c.IssueCircular, office: Office, place: Place) -> int:
    for key in dict.fromkeys(command.offices):
        other = of_key(key)
        there = offices.place_of(deed.session, other)
        rules.check_address(command.circular_kind, office, place, other, there)
        if other.kind is OfficeKind.DEPARTMENT and not offices.has_people(deed.session, other, deed.at):
            raise Refusal("unknown-thing", thing="office")
        deed.session.add(
            CircularAddressee(
                circular_id=row.id, addressee=other.key, town_id=there.town, state=AddresseeState.SENT.value,
                due_on=row.due_on, name=offices.name_on(deed.session, other, local_day(deed.at)),
            )
        )  # fmt: skip
    deed.session.flush()
    n = len(set(command.offices))
    if command.enterprises is not None:
        n += circulars.address_enterprises(deed.session, row, office, command.enterprises)
    if n == 0:
        raise Refusal("circular-unfit", fault="addressee")
    return n


def read(deed: Deed, command: c.ReadCircular) -> Done:
    """Note who of an addressee opened it, once each; the first one is the receipt."""
    circular, row, place, roles = _mine(deed, command)
    now = circulars.receipt(circular, row)
    if row.read_at is None:
        row.read_at = deed.act_at
    circulars.write(row, rules.read(now), row.done_at or deed.at)
    seen = {"circular_id": row.circular_id, "addressee": row.addressee, "person_id": deed.person.id, "at": deed.act_at}
    deed.session.execute(insert(CircularReading).values(seen).on_conflict_do_nothing())
    return Done(place=place, roles=roles)


def sign(deed: Deed, command: c.SignCircular) -> Done:
    """Sign for it; who signs has read it."""
    circular, row, place, roles = _mine(deed, command)
    after = rules.sign(circulars.receipt(circular, row))
    row.read_at = row.read_at or deed.act_at
    row.signed_at, row.signed_by, row.signed_name = deed.act_at, deed.person.id, command.signed_by.strip()
    circulars.write(row, after, deed.at)
    return Done(place=place, roles=roles)


def answer(deed: Deed, command: c.AnswerCircular) -> Done:
    """Keep an answer behind those before it; the moment of the first one stays."""
    circular, row, place, roles = _mine(deed, command)
    after = rules.answer(circulars.receipt(circular, row))
    if deed.session.get(CircularAnswer, command.answer) is not None:
        raise Refusal("already-done", step=command.kind)
    before = select(func.count()).where(
        CircularAnswer.circular_id == row.circular_id, CircularAnswer.addressee == row.addressee
    )
    most = circulars_on(local_day(deed.at)).attachments_max
    n = (deed.session.scalar(before) or 0) + 1
    deed.session.add(
        CircularAnswer(
            id=command.answer, circular_id=row.circular_id, addressee=row.addressee, n=n, body=command.body,
            attachments=attached(deed, command.attachments, most), by_person=deed.person.id, at=deed.at,
        )
    )  # fmt: skip
    row.answered_at = row.answered_at or deed.at
    circulars.write(row, after, deed.at)
    return Done(place=place, roles=roles, facts={"n": n})


def decide(deed: Deed, command: c.DecideAnswer) -> Done:
    """Take the last answer or give it back; only the office that issued it."""
    circular = circulars.load(deed.session, command.circular)
    place = offices.place_of(deed.session, of_key(circular.office))
    roles = deed.allowed_now(command, place)
    check_own(deed.person.grants, circular.office)
    row = circulars.addressee(deed.session, command.circular, command.addressee)
    after = rules.decide(
        circulars.receipt(circular, row), accepted=command.accepted, opinion=command.opinion,
        new_due_on=command.new_due_on, today=local_day(deed.at),
    )  # fmt: skip
    query = select(CircularAnswer).where(
        CircularAnswer.circular_id == row.circular_id, CircularAnswer.addressee == row.addressee
    )
    last = deed.session.scalars(query.order_by(CircularAnswer.n.desc()).limit(1)).one()
    last.accepted, last.opinion = command.accepted, command.opinion
    last.decided_by, last.decided_at = deed.person.id, deed.at
    circulars.write(row, after, deed.at)
    return Done(place=place, roles=roles)


def withdraw(deed: Deed, command: c.WithdrawCircular) -> Done:
    """Withdraw it; what was signed and answered stays readable."""
    circular = circulars.load(deed.session, command.circular, lock=True)
    place = offices.place_of(deed.session, of_key(circular.office))
    roles = deed.allowed_now(command, place)
    check_own(deed.person.grants, circular.office)
    if circular.withdrawn_at is not None:
        raise Refusal("already-done", step=command.kind)
    circular.withdrawn_at, circular.withdraw_reason = deed.at, command.reason
    return Done(place=place, roles=roles)


def _mine(deed: Deed, command: _Step) -> tuple[CircularRow, CircularAddressee, Place, frozenset[Role]]:
    """Find the circular and the row of the person's own office or enterprise, or refuse."""
    own, place = _addressee(deed, command.addressee)
    roles = deed.allowed_now(command, place)
    if not own:
        raise Refusal("office-not-yours")
    circular = circulars.load(deed.session, command.circular)
    row = circulars.addressee(deed.session, command.circular, command.addressee)
    return circular, row, place, roles


def _addressee(deed: Deed, key: str) -> tuple[bool, Place]:
    """Tell whether an addressee is the person's own, and where it is."""
    if not key.startswith(ENTERPRISE):
        place = offices.place_of(deed.session, of_key(key))
        return key in {office.key for office in offices_of(deed.person.grants)}, place
    try:
        enterprise = UUID(key.removeprefix(ENTERPRISE))
    except ValueError as error:
        raise Refusal("unknown-thing", thing="enterprise") from error
    row = places.enterprise(deed.session, enterprise)
    own = any(g.role is Role.ENTERPRISE and g.enterprise == row.id and g.hazards is None for g in deed.person.grants)
    return own, replace(places.place_of(row), enterprise=row.id)


def _number(deed: Deed, office: Office, kind: c.CircularKind) -> str:
    year = local_day(deed.at).year
    up = kind in UPWARD
    series = f"circular-{office.kind.value}-{'up' if up else 'down'}"
    serial = serials.following(deed.session, series, office.area, year)
    return rules.number(office.kind, offices.area_of(deed.session, office).name, year, serial, up=up)


HANDLERS: Final[Handlers] = {
    c.AnswerCircular: answer,
    c.DecideAnswer: decide,
    c.IssueCircular: issue,
    c.ReadCircular: read,
    c.SignCircular: sign,
    c.WithdrawCircular: withdraw,
}
