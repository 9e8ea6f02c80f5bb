"""Applications of enterprises without an account: taken in, looked up by number and secret, corrected when sent back.

Nothing here is an act: it is a letter to the town office, and nothing of it counts before the office decides through
the writing door. What the register holds is never told, not even whether an enterprise is in it: a form is taken in
alike, and goes to the town that keeps the entry.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import uuid4

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from grids import applications as rules
from grids.applications import ApplicationState
from grids.errors import Refusal
from grids.escalation import Audience
from grids.levels import Level, Place
from grids.onboarding import OnboardingPolicy
from grids.policy import local_day
from server import people, throttle
from server.messages import Message, tell
from server.recipients import Roll
from server.store import places
from server.store.code_lists import codes_on
from server.store.serials import following
from server.store.tables import Application, Area, Enterprise, PersonRow
from server.store.tables.public_reports import Try

_OPEN: Final = (ApplicationState.WAITING.value, ApplicationState.RETURNED.value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """What a registrant fills in; `claims` says that the enterprise has a file already, as far as they know."""

    uscc: str
    name: str
    address: str
    town: int
    village: int | None
    lon: float | None
    lat: float | None
    radius_m: float | None
    principal: str
    phone: str
    username: str
    password: str
    claims: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """The number of an application and the secret that opens it; the secret is told once and kept nowhere."""

    number: str
    secret: str


def apply(session: Session, form: Form, own: str, at: datetime, policy: OnboardingPolicy) -> Receipt:
    """Take an application in and tell the town office.

    `own` is the fingerprint of the address (server/throttle.py).
    Raises: Refusal `too-many-tries` (an address or a telephone number too often), and what `_checked` raises.
    """
    throttle.admit(session, own, Try.APPLICATION, {throttle.HOUR: policy.applications_hourly}, at)
    phone = form.phone.strip()
    throttle.turn(session, "telephone of applications", phone)
    recent = select(func.count()).where(Application.phone == phone, Application.at > at - throttle.DAY)
    if (session.scalar(recent) or 0) >= policy.applications_daily_phone:
        raise Refusal("too-many-tries", minutes=24 * 60)
    values = _checked(session, form, at, None)
    secret = secrets.token_urlsafe(12)
    row = Application(
        id=uuid4(), secret_sha256=sealed(secret), state=ApplicationState.WAITING.value, at=at, changed_at=at, **values,
    )  # fmt: skip
    year = local_day(at).year
    row.number = number_of(year, row.district_id, following(session, "application", row.district_id, year))
    session.add(row)
    session.flush()
    _tell_office(session, row, at)
    return Receipt(number=row.number, secret=secret)


def count_try(session: Session, own: str, at: datetime, policy: OnboardingPolicy) -> None:
    """Count a form that was sent, good or bad; the caller commits this before the form is looked at.

    Raises: Refusal `too-many-tries`. So nobody finds out user names by sending forms.
    """
    throttle.admit(session, own, Try.FORM, {throttle.HOUR: policy.tries_hourly}, at)


def look(session: Session, number: str, secret: str, own: str, at: datetime, policy: OnboardingPolicy) -> Application:
    """Find an application by its number and secret.

    Raises: Refusal `not-found` for a wrong number or secret, without saying which; the failure is kept, so the caller
    commits before it refuses.
    """
    throttle.check(session, own, Try.OPEN, {throttle.HOUR: policy.lookups_hourly}, at)
    row = session.scalars(select(Application).where(Application.number == number.strip().upper())).one_or_none()
    held = "" if row is None else row.secret_sha256
    if not hmac.compare_digest(held, sealed(secret.strip())) or row is None:
        throttle.note(session, own, Try.OPEN, at)
        raise NotOpenedError
    return row


class NotOpenedError(Exception):
    """The number and the secret do not belong together; the failure is to be committed."""


def correct(session: Session, row: Application, form: Form, at: datetime) -> None:
    """Send an application again that was sent back, with what was corrected."""
    if row.state != ApplicationState.RETURNED:
        raise Refusal("application-state")
    for name, value in _checked(session, form, at, row).items():
        setattr(row, name, value)
    row.state, row.changed_at, row.sent = ApplicationState.WAITING.value, at, row.sent + 1
    session.flush()
    _tell_office(session, row, at)


def _checked(session: Session, form: Form, at: datetime, own: Application | None) -> dict[str, object]:
    """Return the columns of a form, or refuse: a wrong code, a town that is none, a user name that is taken."""
    uscc = form.uscc.strip().upper()
    if not codes_on(local_day(at)).is_uscc(uscc):
        raise Refusal("field-unfit", field="uscc", fault="uscc")
    username = rules.check_account(form.username, form.password)
    if _is_taken(session, username, own):
        raise Refusal("username-taken")
    known = session.execute(
        select(Enterprise.town_id, Enterprise.district_id).where(Enterprise.uscc == uscc, Enterprise.status != "merged")
    ).one_or_none()
    town = _area(session, form.town, Level.TOWN)
    village = None if form.village is None else _area(session, form.village, Level.VILLAGE)
    if village is not None and village.town_id != town.id:
        raise Refusal("unknown-thing", thing="village")
    keeper = town.id if known is None or known.town_id is None else known.town_id
    keeping = _area(session, keeper, Level.TOWN)
    point = None if form.lon is None or form.lat is None else f"SRID=4326;POINT({form.lon:.7f} {form.lat:.7f})"
    return {
        "uscc": uscc, "name": form.name.strip(), "address": form.address.strip(), "asked_town_id": town.id,
        "town_id": keeping.id, "village_id": village and village.id, "district_id": keeping.district_id,
        "city_id": keeping.city_id, "point": point, "radius_m": form.radius_m, "principal": form.principal.strip(),
        "phone": form.phone.strip(), "username": username, "password_hash": people.hash_password(form.password),
        "is_claim": form.claims,
    }  # fmt: skip


def _is_taken(session: Session, username: str, own: Application | None) -> bool:
    throttle.turn(session, "user name of applications", username)  # two that ask at once: one of them has it
    if session.scalar(select(PersonRow.id).where(PersonRow.username == username)) is not None:
        return True
    asked = select(Application.id).where(Application.username == username, Application.state.in_(_OPEN))
    return session.scalar(asked if own is None else asked.where(Application.id != own.id)) is not None


def _area(session: Session, area: int, level: Level) -> Area:
    found = session.get(Area, area)
    if found is None or found.level != level or found.valid_to is not None:
        raise Refusal("unknown-thing", thing=level.value)
    return found


def number_of(year: int, district: int, serial: int) -> str:
    """Write the number of an application: the year, the district that keeps its series, its place in it."""
    return f"ZC{year}-{district}-{serial:04d}"


def sealed(secret: str) -> str:
    """Return the only trace that is kept of a secret."""
    return hashlib.sha256(secret.encode()).hexdigest()


def _tell_office(session: Session, row: Application, at: datetime) -> None:
    place = Place(town=row.town_id, district=row.district_id, city=row.city_id)
    office = Roll(session, at).of_place(place, Audience.TOWN_OFFICER)
    message = Message(
        event="application-waits", ref_kind="application", ref_id=str(row.id),
        dedupe=f"application:{row.id}:{row.sent}",
        facts={"name": row.name, "number": row.number, "town": places.area_name(session, row.town_id)},
    )  # fmt: skip
    tell(session, office, message, at)
