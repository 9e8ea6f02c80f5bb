"""Which enterprises are to be graded again, and why: computed from what happened since their grade, never kept.

Source: docs/rules.md 2.9 (yearly and on events): major hazard, accident, penalty, key list, a changed record; R39: a
spot check that did not match, a report that was missed.
"""

from __future__ import annotations

from typing import Final

REASONS: Final = (
    "never", "review", "major_hazard", "accident", "penalty", "spot_check", "missed_report", "key_list", "scale",
    "record",
)  # fmt: skip

JOINS: Final = (
    "LEFT JOIN grading c ON c.enterprise_id = e.id AND c.state = 'approved' AND c.valid_to IS NULL "
    "LEFT JOIN grading_method m ON m.id = c.method_id"
)
"""The grade that holds, beside e."""

_TESTS: Final = {
    "never": "c.id IS NULL",
    "review": "c.as_of + coalesce((m.body ->> 'review_days')::int, :review_days) <= :today",
    "major_hazard": (
        "EXISTS (SELECT 1 FROM hazard h WHERE h.enterprise_id = e.id AND h.level = 'major' AND h.recorded_at > c.at "
        "AND h.state NOT IN ('reported', 'transfer_pending', 'invalid', 'merged', 'void'))"
    ),
    "accident": (
        "EXISTS (SELECT 1 FROM file_record r WHERE r.enterprise_id = e.id AND r.topic = 'accident' AND r.at > c.at)"
    ),
    "penalty": (
        "EXISTS (SELECT 1 FROM file_record r WHERE r.enterprise_id = e.id AND r.topic = 'enforcement' AND r.at > c.at)"
    ),
    "spot_check": (
        "EXISTS (SELECT 1 FROM spot_target s WHERE s.enterprise_id = e.id AND s.received_at > c.at "
        "AND s.n_not_true + s.n_missed > 0)"
    ),
    "missed_report": (
        "EXISTS (SELECT 1 FROM self_period p WHERE p.enterprise_id = e.id AND p.waived IS NULL "
        "AND p.first_signed_at IS NULL AND p.due_on >= c.as_of AND p.due_on < :today)"
    ),
    "key_list": "c.facts ? 'key_list' AND (c.facts ->> 'key_list')::float8 <> e.key_list::int",
    "scale": "c.facts ? 'scale' AND c.facts ->> 'scale' IS DISTINCT FROM nullif(e.scale, '')",
    "record": (
        "EXISTS (SELECT 1 FROM file_record r WHERE r.enterprise_id = e.id "
        "AND r.topic NOT IN ('accident', 'enforcement') AND (r.at > c.at OR r.ended_on > c.as_of))"
    ),
}

WHY: Final = (
    "array_remove(ARRAY["
    + ", ".join(f"CASE WHEN {test} THEN '{reason}' END" for reason, test in _TESTS.items())
    + "]::text[], NULL)"
)
"""The reasons as an array; empty where nothing is due."""

IS_DUE: Final = f"e.id IN (SELECT e.id FROM enterprise e {JOINS} WHERE e.district_id = :district AND {WHY} <> '{{}}')"  # noqa: S608 - texts of this module
"""For the enterprises of a district, as a condition on e."""
