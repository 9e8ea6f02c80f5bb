"""Basic facts into an enterprise's row, with what follows from some of them: status, class, credit code, lessor."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from uuid import UUID

from sqlalchemy import select, update

from grids.base_fields import check_fields
from grids.enterprise_life import check_step, days_to_look
from grids.errors import Refusal
from grids.policy import local_day
from server.acts.deed import Deed
from server.store import moving
from server.store.code_lists import codes_on, industry_name
from server.store.file_tables import base_fields, file_policy_on
from server.store.tables import Enterprise, EnterpriseState

_NO_USCC = "no-uscc"
_NOTED = frozenset({"name", "status", "supervision_class"})
"""Facts whose history is kept as what an enterprise was when."""


def apply_facts(deed: Deed, row: Enterprise, proposed: Mapping[str, str], reason: str) -> None:
    """Write accepted facts into the file, checked as of today."""
    today = local_day(deed.at)
    values = check_fields(proposed, base_fields(), codes_on(today))
    if "status" in values:
        step(deed, row, str(values.pop("status")))
    if isinstance(values.get("uscc"), str):
        check_code_free(deed, row.id, str(values["uscc"]))
        row.flags = [flag for flag in row.flags if flag != _NO_USCC]
        row.unlicensed = False
    if isinstance(values.get("lessor_id"), UUID):
        _check_lessor(deed, row, values["lessor_id"])
    for name, value in values.items():
        setattr(row, name, value)
    if "industry_code" in values and "industry" not in values:
        row.industry = industry_name(row.industry_code, today) or row.industry
    row.version += 1
    deed.session.flush()
    if "supervision_class" in values:
        moving.carry(deed.session, [row.id])
    if _NOTED & proposed.keys():
        note_reason(deed, row, reason)


def step(deed: Deed, row: Enterprise, status: str) -> None:
    """Let the status follow, from today on, and say when somebody must look."""
    check_step(row.status, status)
    today = local_day(deed.at)
    row.status, row.status_since = status, today
    days = days_to_look(status, file_policy_on(today))
    row.revisit_on = None if days is None else today + timedelta(days=days)


def note_reason(deed: Deed, row: Enterprise, reason: str) -> None:
    """Write into the history who decided and why; the row itself was opened by the database."""
    here = EnterpriseState.enterprise_id == row.id, EnterpriseState.valid_to.is_(None)
    deed.session.execute(update(EnterpriseState).where(*here).values(reason=reason, by_person=deed.person.id))


def check_code_free(deed: Deed, entry: UUID | None, uscc: str) -> None:
    """Refuse a credit code that another standing entry has: that is one enterprise, to be merged."""
    taken = select(Enterprise.name).where(Enterprise.uscc == uscc, Enterprise.status != "merged")
    other = deed.session.scalar(taken if entry is None else taken.where(Enterprise.id != entry))
    if other is not None:
        raise Refusal("registered-already", name=other)


def _check_lessor(deed: Deed, row: Enterprise, lessor: object) -> None:
    found = deed.session.get(Enterprise, lessor)
    if found is None or found.id == row.id or found.district_id != row.district_id or found.status == "merged":
        raise Refusal("unknown-thing", thing="lessor_id")
