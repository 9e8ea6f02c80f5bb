"""Refusals: the one way a rule says no, with a stable code and the facts a sentence needs."""

from __future__ import annotations

from typing import Final

Fact = str | int | float | None

CODES: Final[dict[str, str]] = {
    "application-account": "the enterprise has an account already, or the claimed one is another",
    "application-state": "the application has been decided, or does not wait",
    "area-not-yours": "the place lies outside the person's area",
    "another-person-needed": "the one who rectified may not re-inspect",
    "already-done": "the step has been taken before",
    "bad-act": "an act that does not have the form of any act",
    "bad-crs": "a coordinate system that is unknown or does not fit the data",
    "bad-date": "a date before today or beyond the allowed limit",
    "bad-file": "a file that can't be read as what it claims to be",
    "bad-photo": "bytes that are no picture we accept",
    "bad-query": "a parameter or a filter of a query that can't be meant",
    "bad-rescue": "a rescue file that is damaged, or not proved by the key of the phone it names",
    "cursor-gone": "the change cursor is too old or of another database",
    "field-unfit": "a basic fact of a file that can't be what is proposed",
    "grading-method": "a grading method that can't be meant",
    "grading-nothing": "no proposed grade is left to decide",
    "grading-running": "another run over the same enterprises is not finished",
    "grading-state": "the step does not follow from the state of the method",
    "interim-measures-needed": "a major hazard needs interim protective measures",
    "key-conditions": "nobody is put on the key list without conditions to leave it",
    "key-live": "the enterprise has an entry on the key list that has not ended",
    "key-own": "whoever proposed an entry may not decide it",
    "key-state": "the step does not follow from the state of the entry",
    "kept-enough": "more enterprises are kept on the phone than the limit",
    "key-reuse": "the same id came with other content",
    "level-needs-department": "only a department may lower a level",
    "link-gone": "the link has expired or was revoked",
    "list-draft": "the department has a draft already",
    "list-empty": "no enterprise has the classes that are named",
    "list-state": "only a draft is changed, published or given up",
    "live-absent": "no process that keeps maps live; the page asks by itself",
    "major-not-on-the-spot": "a major hazard is never rectified on the spot",
    "merge-too-late": "a merge is taken back within its days only",
    "merge-two-units": "two entries with different credit codes are two legal units",
    "merge-unfit": "an entry is merged into another standing one of its district",
    "moved-on": "somebody changed it since this phone last saw it",
    "not-data-owner": "only the owner of an enterprise's data decides about its file",
    "not-found": "unknown, or not in the person's area",
    "not-in-notice": "the hazard is not an item of this notice",
    "not-receiver": "only the receiver signs for a transfer",
    "not-yours": "the role may not take this step",
    "photo-needed": "a photo is required for this step",
    "phase-empty": "a phase that asks nobody",
    "plan-needed": "a major hazard needs an approved treatment plan first",
    "proposal-atoms": "more units are asked for than there are pieces of ground to make them of",
    "proposal-cancelled": "the work on a proposal was called off",
    "proposal-islands": "fewer units are asked for than pieces of ground that do not touch",
    "proposal-locked": "nothing is free to be divided, or all wanted units are locked ones",
    "proposal-running": "another proposal is being computed for the plan",
    "proposal-town": "a proposal divides a town, and none is named",
    "proposal-units": "a number of units that can't be meant",
    "reason-needed": "a reason is required for this step",
    "record-ended": "the record was ended before",
    "record-unfit": "a record of a file that does not give what its topic asks for",
    "redraw-all": "the ground given away is the whole unit: merge instead",
    "redraw-behind": "the plan was changed meanwhile by somebody else",
    "redraw-code-taken": "the code is or was another unit's",
    "redraw-crosses": "boundaries would cross or no longer match",
    "redraw-faults": "a plan with errors is not handed in",
    "redraw-no-border": "the units have no border where the line begins and ends",
    "redraw-no-step": "there is no edit to take back or to do again",
    "redraw-no-unit": "no such unit in the draft",
    "redraw-no-vertex": "no boundary vertex at this place",
    "redraw-not-there": "an enterprise to hand over has no known place in the unit",
    "redraw-nothing": "the edit changes nothing",
    "redraw-outer": "the outer boundary would move, or a gap open",
    "redraw-outdated": "units under the plan have been changed by another one",
    "redraw-own": "the one who drew or submitted a plan may not approve it",
    "redraw-parts": "a unit would fall into several pieces",
    "redraw-split": "a line must cut the unit in exactly two",
    "redraw-stale": "a unit has been changed since",
    "redraw-state": "the step does not follow from the plan's state",
    "redraw-town": "the plan of a town may not change the ground of another",
    "registered-already": "an enterprise of this credit code is registered or waits for the town",
    "returned-twice": "after two returns the district decides",
    "roster-act": "this row of the list is not worked off that way",
    "roster-settled": "the row was worked off by somebody before",
    "same-town": "within a town an enterprise is put into a unit without the town's signature",
    "second-inspector-needed": "an inspection paper needs two licensed inspectors",
    "spot-checker": "who is named may not check: neither of a department nor a licensed inspector there",
    "spot-drawn": "the sample has been drawn, and is drawn only once",
    "spot-empty": "nobody has a self-report of the period that could be drawn",
    "spot-not-drawn": "the sample has not been drawn yet",
    "spot-not-yours": "the check of this enterprise is another person's",
    "spot-open": "items of the spot check have no verdict yet",
    "status-step": "the status does not follow from the present one",
    "standard-behind": "the draft was changed meanwhile by somebody else",
    "standard-code": "the code of a standard is used already",
    "standard-faults": "a draft with errors is not published",
    "standard-no-draft": "the standard has no draft",
    "storage-failed": "the storage of photos did not give back what it was given",
    "self-check-quick": "a check without a hazard that took less time than looking takes",
    "self-check-short": "a check without a hazard names too few of the items as looked at",
    "self-report-early": "the period is not over",
    "self-report-empty": "no self-check was done in the period",
    "self-report-moved": "the records changed since the report was read and signed",
    "self-report-state": "the report is not signed, or has been decided",
    "draw-inspectors": "fewer than two inspectors without a conflict for an object",
    "frequency-grades": "a rule of frequency that forgets a grade",
    "frequency-order": "a worse grade is visited or inspected less often than a better one",
    "inspection-cap": "the cap of inspections of the year is used up",
    "plan-change": "a change of a plan without its month or turn, or into a month that is over",
    "plan-change-decided": "the change of a plan was decided already",
    "plan-change-object": "the enterprise is outside the plan, or the plan has no such inspection",
    "plan-draws": "the plan was drawn as often as may be",
    "plan-own": "who wrote or submitted a plan does not approve it",
    "plan-state": "the step does not follow from the state of the plan",
    "plan-undrawn": "the plan was changed since it was drawn, or has no object",
    "plan-year": "a plan of a year that is over or too far ahead",
    "sign-in-failed": "user name or password do not match",
    "signed-out": "nobody is signed in",
    "supervisor-unfit": "who is named does not work there in such a role",
    "survey-area": "the units of a file lie in several cities, or in several towns of somebody who has only these",
    "survey-behind": "the list was worked on meanwhile by somebody else",
    "survey-handed": "a part of the survey was handed in, its choices stand",
    "survey-no-fault": "no such fault in the list",
    "survey-nothing": "nothing is left that the suggestions could settle",
    "survey-open": "faults are still open",
    "survey-remedy": "the fault can't be settled this way",
    "survey-state": "the step does not follow from the survey's state",
    "survey-taker": "the ground can't go to that unit",
    "short-password": "the password is shorter than the limit",
    "task-another": "the tasks to merge are of other enterprises or no inspections",
    "task-officer": "who is to do a task has no such right there",
    "task-running": "tasks of the district are being made already",
    "task-state": "the step does not follow from the state of the task",
    "too-large": "more bytes, pixels or items than the limit",
    "too-many-tokens": "nobody holds more access tokens than the limit",
    "too-many-tries": "sign-in is paused after repeated failures",
    "too-slow": "the query takes longer than the limit",
    "too-soon": "before and after photo lie less than the minimum apart",
    "unit-needed": "an enterprise that is handed over is put into a unit of the town that signs",
    "unit-unknown": "the place of the enterprise lies in no grid unit of the town, and none was chosen",
    "unknown-thing": "the act names something the database does not have",
    "username-taken": "the user name is somebody else's",
    "username-unfit": "a user name that is too short or has other characters than allowed",
    "wrong-state": "the step does not follow from the present state",
    "evaluation-needed": "a treated major hazard needs its evaluation report",
    "major-only": "the step is for major hazards",
    "plan-parts-missing": "parts of the report or plan of a major hazard are missing",
    "stop-in-force": "a stop is in force, and resuming was not decided",
    "stop-nothing": "no stop is in force, or none was asked to be lifted",
    "stop-what-needed": "a stop must say what is stopped",
    "listing-in-force": "the hazard is listed, and not yet taken off the list",
    "listing-state": "the step does not follow from the state of the listing",
    "listing-own": "the one who proposed a listing may not decide it",
    "listing-level": "the level is not higher than the present one, or not this body's to decide",
    "listing-parts": "leader, responsible unit and person, and the deadline are needed",
    "listing-not-closed": "the hazard has not been accepted and closed yet",
    "not-overdue": "the hazard is not overdue long enough for this",
    "not-sampled": "the closing is not in a sample that waits",
}


class Refusal(Exception):  # noqa: N818 - the trade's word; a refusal is an answer, not a fault
    """Say no to an act or a request, for a reason a person can act on.

    `code` is one of `CODES`; `facts` fill the sentence of the catalogue (`refusal.<code>`).
    """

    def __init__(self, code: str, **facts: Fact) -> None:
        """Refuse with a known code; an unknown one is a fault of the programmer."""
        if code not in CODES:
            message = f"unknown refusal code {code!r}"
            raise LookupError(message)
        super().__init__(code)
        self.code = code
        self.facts = facts


class Conflict(Refusal):
    """Say no because somebody else was first; the other act stands and is named in the facts."""


class Held(Refusal):
    """Say not yet: the act this one depends on has not arrived."""

    def __init__(self, parent: str) -> None:
        """Hold an act until its parent is known."""
        super().__init__("unknown-thing", parent=parent)
