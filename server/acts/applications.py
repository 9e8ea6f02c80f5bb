"""Acts on applications of enterprises: the town makes an entry, gives the account of one, or sends it back."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from sqlalchemy import select

from grids import applications as rules
from grids import commands as c
from grids.errors import Refusal
from grids.levels import Place
from grids.permissions import Role
from server.acts import enterprise_life
from server.acts.base_facts import apply_facts, check_code_free
from server.acts.deed import Deed, Done, Handlers
from server.acts.enterprises import unit_covering
from server.catalogue import text as sentence
from server.store import places
from server.store.tables import Application, Enterprise, EnterpriseRegistration, GrantRow, PersonRow

_FROM_APPLICATION: Final = (("principal", "principal"), ("principal_phone", "phone"), ("contact_phone", "phone"),
                            ("address", "address"))  # fmt: skip
"""Facts of a file that are empty <- what the application says of them."""


def decide(deed: Deed, command: c.DecideApplication) -> Done:
    """Decide an application; approving makes the account, and for a new one the entry, in one transaction."""
    row = deed.session.get(Application, command.application, with_for_update=True)
    if row is None:
        raise Refusal("not-found", thing="application")
    place = Place(town=row.town_id, district=row.district_id, city=row.city_id)
    roles = deed.allowed_now(command, place)
    row.state = rules.decide(row.state, command).value
    row.outcome, row.reason = command.outcome.value, command.reason
    row.decided_by, row.decided_at, row.changed_at = deed.person.id, deed.at, deed.at
    wanted, row.password_hash = (
        row.password_hash,
        "",
    )  # decided, it needs none; corrected, it brings another
    if command.outcome is c.ApplicationOutcome.RETURN:
        return Done(place=place, roles=roles)
    if command.outcome is c.ApplicationOutcome.NEW:
        _register(deed, row, command)
    file = places.enterprise(deed.session, command.enterprise, lock=True)  # type: ignore[arg-type] # decide() saw it
    deed.allowed_now(command, places.place_of(file))  # nobody hands out the account of a neighbour's enterprise
    rules.check_code(row.uscc, file.uscc)
    _fill(deed, file, row)
    row.enterprise_id, row.person_id = file.id, _account(deed, row, file, wanted)
    deed.session.flush()
    return Done(place=places.place_of(file), roles=roles, facts={"enterprise": str(file.id)})


def _register(deed: Deed, row: Application, command: c.DecideApplication) -> None:
    """Enter the enterprise through the act by which a town enters any."""
    unit = command.unit if command.unit is not None else unit_covering(deed, row.point, row.town_id)
    words = deed.session.get_one(PersonRow, deed.person.id).locale
    entered = c.RegisterEnterprise(
        enterprise=command.enterprise, unit=unit, name=row.name, address=row.address,  # type: ignore[arg-type]
        supervision_class=command.supervision_class, uscc=row.uscc,
        reason=sentence("files", "registered.itself", words, {"number": row.number}),
    )  # fmt: skip
    enterprise_life.register(deed, entered)
    made = deed.session.get_one(Enterprise, command.enterprise)
    if row.point is not None:
        made.point, made.position_quality = row.point, "address"
        made.position_accuracy_m, made.crs_source = row.radius_m, "wgs84"
        made.unit_source = "point" if command.unit is None else "manual"


def _fill(deed: Deed, file: Enterprise, row: Application) -> None:
    """Let the application fill what the file does not say; what stands there is changed by proposals only."""
    given = {name: getattr(row, of) for name, of in _FROM_APPLICATION if not getattr(file, name) and getattr(row, of)}
    if file.uscc is None:
        check_code_free(deed, file.id, row.uscc)
        given["uscc"] = row.uscc
    if given:
        apply_facts(deed, file, given, row.number)


def _account(deed: Deed, row: Application, file: Enterprise, password_hash: str) -> UUID:
    """Make the account with the password that the enterprise chose, good for this enterprise from now on."""
    if deed.session.scalar(select(PersonRow.id).where(PersonRow.username == row.username)) is not None:
        raise Refusal("username-taken")
    person = PersonRow(username=row.username, name=row.principal, phone=row.phone, password_hash=password_hash)
    deed.session.add(person)
    deed.session.flush()
    deed.session.add(
        GrantRow(person_id=person.id, role=Role.ENTERPRISE.value, enterprise_id=file.id, valid_from=deed.at)
    )
    if deed.session.get(EnterpriseRegistration, file.id) is None:
        deed.session.add(EnterpriseRegistration(enterprise_id=file.id, registered_at=deed.at, how="applied"))
    return person.id


HANDLERS: Final[Handlers] = {c.DecideApplication: decide}
