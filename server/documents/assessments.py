"""The acceptance sheet of an object as a paper: every item with its points and what they rest on.

Source: 武政办发〔2013〕20号 四-7 (acceptance against a standard); the form is ours.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from grids.indicators import Share
from grids.policy import local_day
from server import catalogue
from server.documents import printing
from server.documents.wording import Words
from server.store.policy import indicators_on

_HONOURED: Final = ("name", "unit", "reason")


@dataclass(frozen=True, slots=True)
class Said:
    """The texts of assessments in one language; pages call it as `t`."""

    language: str

    def __call__(self, key: str, **facts: object) -> str:
        """Return a sentence of the catalogue."""
        return catalogue.text("assessments", key, self.language, facts)

    @property
    def words(self) -> Words:
        """Give the texts that all papers share."""
        return Words(self.language)

    def text(self, item: Mapping[str, Any]) -> str:
        """Name an item."""
        return str((self.language == "en" and item["text_en"]) or item["text"])

    def period(self, told: Mapping[str, Any]) -> str:
        """Write the days an assessment is of."""
        days = told["period"]
        return self("period.days", first=self.words.day(days["from"]), last=self.words.day(days["to"]))

    def standing(self, decision: Mapping[str, Any] | None, at: datetime) -> str:
        """Say who decided when, or that nothing is decided yet."""
        if decision is None:
            return self("provisional", at=self.words.minute(at))
        return self("decided", by=decision["by_name"], at=self.words.minute(decision["at"]))


def number(value: float) -> str:
    """Write points without a tail of noughts.

    >>> number(10.0), number(7.5)
    ('10', '7.5')
    """
    return f"{value:g}"


def day_of(decision: Mapping[str, Any] | None, at: datetime) -> date:
    """Return the day whose rules a paper's figures are written by: that of the decision, else of the request."""
    return local_day(at if decision is None else decision["at"])


def basis(line: Mapping[str, Any], told: Mapping[str, Any], said: Said, day: date) -> list[str]:
    """Say what the points of an item rest on: the indicator's numbers, the score, the appeal, the own score."""
    entries = [each for each in told["entries"] if each["item"] == line["key"]]
    given = next((each for each in entries if each["of_whom"] == "district"), None)
    own = next((each for each in entries if each["of_whom"] == "own"), None)
    parts = [*_counted(line, said, day), *_given(line, given, said)]
    if own is not None:
        parts.append(said("own", points=own["points"], reason=own["reason"]))
    return parts


def _counted(line: Mapping[str, Any], said: Said, day: date) -> list[str]:
    automatic, share = line["automatic"], line["share"]
    if automatic is None or share is None:
        return []
    name = automatic["name"][said.language]
    if share["d"] == 0:
        return [said("counted.none", name=name)]
    percent = Share(n=share["n"], d=share["d"]).percent(indicators_on(day))
    key = "counted" if automatic["full_at"] > automatic["none_at"] else "counted.down"
    lines = {side: number(automatic[f"{side}_at"]) for side in ("full", "none")}
    return [said(key, name=name, n=share["n"], d=share["d"], percent=f"{percent} %", **lines)]


def _given(line: Mapping[str, Any], given: Mapping[str, Any] | None, said: Said) -> list[str]:
    if given is None:
        return [said("waiting")] if line["automatic"] is None else []
    if given["appeal_id"] is not None:
        key = "appealed" if line["counted"] is None else "appealed.counted"
        return [said(key, counted=line["counted"], reason=given["reason"]).strip()]
    files = [said("files", n=len(given["attachments"]))] if given["attachments"] else []
    at = said.words.minute(given["at"])
    return [said("scored", by=given["by_name"], at=at, reason=given["reason"]).strip(), *files]


def sheet_page(told: Mapping[str, Any], at: datetime, language: str) -> str:
    """Return an acceptance sheet as HTML: as decided, else as it stands at this moment and says so."""
    said, day = Said(language), day_of(told["decision"], at)
    return printing.page(
        "assessment.html",
        t=said,
        words=said.words,
        told=told,
        of=told["assessment"],
        period=said.period(told["assessment"]),
        standing=said.standing(told["decision"], at),
        lines=[
            {"text": said.text(line), "points": number(line["points"]), "got": line["got"] or "—",
             "basis": basis(line, told, said, day)}
            for line in told["lines"]
        ],
        honours=_honours(told, said),
        criticisms=_criticisms(told, said),
    )  # fmt: skip


def _honours(told: Mapping[str, Any], said: Said) -> Sequence[str]:
    """Write the honours of this object and of its people: named by it, or with it as their unit."""
    decision = told["decision"]
    own = [] if decision is None else [each for each in decision["honours"] if told["name"] in each.values()]
    return [said("comma").join(each[word] for word in _HONOURED if each[word]) for each in own]


def _criticisms(told: Mapping[str, Any], said: Said) -> Sequence[str]:
    decision = told["decision"]
    own = [] if decision is None else [each for each in decision["criticisms"] if each["sheet"] == str(told["id"])]
    return [
        said("criticism", reason=each["reason"], due=said.words.day(date.fromisoformat(each["due_on"]))) for each in own
    ]
