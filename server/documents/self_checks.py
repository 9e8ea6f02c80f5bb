"""Papers of self-inspection: the statistical table for the principal's signature, and the record of one check.

Source: 安监总局令第16号 (quarterly and yearly statistics, written, signed); docs/rules.md 4.2 (columns).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Final

from server.documents import printing
from server.documents.notices import picture
from server.documents.wording import Words
from server.photos import PhotoStore

_YUAN_A_WAN: Final = 10_000


def table_page(told: Mapping[str, Any], store: PhotoStore, language: str) -> str:
    """Return the statistical table of a period as HTML: as signed last, else with an open line for the signature."""
    words = Words(language)
    signed = told["versions"][0] if told["versions"] else None
    figures = signed["figures"] if signed else told["figures"]
    return printing.page(
        "self_report.html",
        t=words,
        told=told,
        title=words("self.title.year" if len(told["period"]) == len("2026") else "self.title.quarter"),
        period=_period(told, words),
        due=words.day(date.fromisoformat(told["due_on"])),
        figures=figures,
        general=_share(figures["general_closed"], figures["general_found"]),
        major=_share(figures["major_closed"], figures["major_found"]),
        in_place=_share(figures["major_in_place"], figures["major_planned"]),
        funds=f"{figures['funds'] / _YUAN_A_WAN:.2f}",
        signed=signed,
        signed_at=words.minute(datetime.fromisoformat(signed["received_at"])) if signed else "",
        drawn=picture(store, signed["signature"]) if signed else "",
    )


def record_page(told: Mapping[str, Any], language: str) -> str:
    """Return the record of a self-check as HTML, each item in the words of the version it was checked by."""
    words = Words(language)
    own = "_en" if language == "en" else ""
    answers = {answer["item"]: answer for answer in told["answers"]}
    rows = [
        {
            "code": item["code"], "title": item.get(f"title{own}") or item["title"],
            "how": item.get(f"do_how{own}") or item.get("do_how") or item.get(f"how{own}") or item["how"],
            "law": item.get(f"law{own}") or item["law"], "points": item.get("points"),
            **_answer(answers.get(item["code"]), words),
        }
        for item in told["items"]
    ]  # fmt: skip
    return printing.page(
        "self_check.html",
        t=words,
        told=told,
        checklist=(told["checklist_en"] if language == "en" else "") or told["checklist"],
        began=words.minute(datetime.fromisoformat(told["started_at"])),
        ended=words.minute(datetime.fromisoformat(told["finished_at"])),
        rows=rows,
    )


def _answer(answer: Mapping[str, Any] | None, words: Words) -> dict[str, Any]:
    if answer is None:
        return {"result": words("self.result.not_checked"), "remark": "", "off": None}
    said = words(f"self.result.{answer['result']}")
    return {"result": said, "remark": answer.get("remark", ""), "off": answer.get("off")}


def _period(told: Mapping[str, Any], words: Words) -> str:
    first, last = (words.day(date.fromisoformat(told[name])) for name in ("begins_on", "ends_on"))
    return words("self.period", first=first, last=last)


def _share(n: int, d: int) -> str:
    """Write a rate; nothing over nothing is a dash. Source: docs/rules.md 4.3."""
    return f"{100 * n / d:.2f}%" if d else "—"
