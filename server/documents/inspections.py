"""The forms of an inspection, from a document's frozen content to what stands on the paper.

Source: docs/rules.md 2.5 (fields and signatures of each form); 安全生产法 arts 65, 68; 行政处罚法 art 55.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final

from grids.commands import DocumentKind
from grids.policy import HERE, local_day
from server import catalogue
from server.documents import place_map, wording
from server.documents.forms import Block, Facts, Form, Line, Sign, Signs, Table
from server.messages import day

Content = Mapping[str, Any]


class Words:
    """The texts of forms in one language."""

    def __init__(self, language: str) -> None:
        """Take the language."""
        self.language = language

    def __call__(self, key: str, **facts: object) -> str:
        """Return a sentence."""
        return catalogue.text("inspections", key, self.language, facts)

    def day(self, on: str | None) -> str:
        """Write a day given as ISO 8601; open where there is none."""
        return day(date.fromisoformat(on), self.language) if on else ""

    def minute(self, at: str | None) -> str:
        """Write a moment given as ISO 8601, to the minute, where deadlines count."""
        if not at:
            return ""
        here = datetime.fromisoformat(at).astimezone(HERE)
        parts = {"year": here.year, "month": here.month, "day": here.day, "hour": here.hour, "minute": f"{here:%M}"}
        return self("time.minute", **parts)

    def listed(self, parts: Sequence[str]) -> str:
        """Write parts one after the other."""
        return self("comma").join(parts)


def form_of(content: Content, language: str, *, state: str, reason: str = "", signed: str = "") -> Form:
    """Set a document's form. `signed` is who signed for it online; `state` and `reason` make the stamp."""
    words, kind = Words(language), DocumentKind(content["kind"])
    blocks = _FORMS[kind](content, words)
    seals = kind in _SEALED
    to = words("to", name=content["enterprise"]["name"]) if kind in _ADDRESSED else ""
    copies = words("annex.copies" if kind in _SERVED else "annex.copies.one")
    notes = [copies, *([words("translation")] if language == "en" else [])]
    if signed:
        notes.append(words("sign.online", name=signed))
    stamp = {"draft": words("draft"), "voided": words("voided", reason=reason)}.get(state, "")
    return Form(
        language=language, title=words(f"form.{kind.value}"), number=content["number"],
        authority=content["authority"], to=to,
        blocks=blocks, seal=content["seal"] if seals else "", seal_place=words("seal.place") if seals else "",
        day=words.day(content["issued_on"]) if seals else "", notes=notes, stamp=stamp,
        demo=words("demo") if content.get("is_demo") else "",
    )  # fmt: skip


def _scheme(content: Content, words: Words) -> list[Block]:
    case, enterprise, approval = content["case"], content["enterprise"], content["approval"]
    rows = [
        [(words("label.enterprise"), enterprise["name"])],
        [(words("label.uscc"), enterprise["uscc"]), (words("label.industry"), enterprise["industry"])],
        [(words("label.address"), enterprise["address"])],
        [(words("label.contact"), enterprise["contact"]), (words("label.phone"), enterprise["phone"])],
        [(words("label.ground"), words(f"ground.{case['ground']}")), (words("label.announced"), _manner(case, words))],
        [(words("label.purpose"), case["purpose"])],
        [(words("label.basis"), case["basis"])],
        [(words("label.content"), case["content"])],
        [(words("label.method"), case["method"]), (words("label.planned"), words.day(case["planned_on"]))],
        [(words("label.officers"), _officers(content, words))],
    ]
    if case["emergency"]:
        rows.append([(words("label.emergency"), case["emergency_reason"])])
    if approval:
        said = f"{approval['opinion'] or ''}　　{approval['by']}　{words.day(approval['on'])}".strip()
        rows.append([(words("label.approval"), said)])
    rows.append([(words("label.remark"), content["said"].get("remark") or "")])
    return [Facts(rows=rows), _signs_of_officers(content, words)]


def _notice(content: Content, words: Words) -> list[Block]:
    case, said = content["case"], content["said"]
    return [
        Line(text=words("notice.intro", basis=case["basis"], day=words.day(case["planned_on"]))),
        Facts(
            rows=[
                [(words("label.ground"), words(f"ground.{case['ground']}"))],
                [(words("label.content"), said.get("content") or case["content"])],
                [(words("label.method"), case["method"])],
                [(words("label.officers"), _officers(content, words))],
            ]
        ),
        Line(text=words("notice.ready")),
        Line(text=words("notice.rights")),
        Line(text=words("notice.five")),
        Signs(rows=[Sign(label=words("sign.received"), beside=(words("label.date"), ""))]),
    ]


def _record(content: Content, words: Words) -> list[Block]:
    said, enterprise = content["said"], content["enterprise"]
    names = words.listed([officer["name"] for officer in content["officers"]])
    licences = words.listed([officer["licence"] for officer in content["officers"]])
    span = words("time.span", began=words.minute(said.get("began_at")), ended=words.minute(said.get("ended_at")))
    blocks: list[Block] = [
        Facts(
            rows=[
                [(words("label.enterprise"), enterprise["name"])],
                [(words("label.address"), enterprise["address"])],
                [
                    (words("label.legal_rep"), enterprise["legal_rep"] or enterprise["principal"]),
                    (words("label.who"), said.get("met") or ""),
                ],
                [(words("label.post"), said.get("post") or ""), (words("label.phone"), said.get("phone") or "")],
                [(words("label.place"), said.get("place") or "")],
                [(words("label.time"), span)],
            ]
        ),
        Line(text=words("record.ask", authority=content["authority"], names=names, licences=licences)),
        Line(text=words("record.findings"), bold=True),
        *_paragraphs(said.get("findings")),
        Line(text=words("record.handling"), bold=True),
        *_paragraphs(said.get("handling")),
    ]
    if said.get("refused"):
        blocks.append(Line(text=words("record.refused", reason=said.get("refusal") or ""), bold=True))
    return [*blocks, _signs_of_record(content, words)]


def _measure(content: Content, words: Words) -> list[Block]:
    said = content["said"]
    on = (
        local_day(datetime.fromisoformat(said["began_at"])).isoformat()
        if said.get("began_at")
        else content["issued_on"]
    )
    government, court = wording.Words(words.language).remedies(content["district"])
    return [
        Line(text=words("measure.before", day=words.day(on))),
        *_paragraphs(said.get("findings")),
        Line(text=words("measure.decide", basis=said.get("basis") or "")),
        *_paragraphs(said.get("handling")),
        Line(text=words("measure.remedies", government=government, court=court)),
        _signs_of_served(content, words),
    ]


def _order(content: Content, words: Words) -> list[Block]:
    items = content["items"]
    by_day: dict[str, list[int]] = defaultdict(list)
    for item in items:
        by_day[item["due_on"]].append(item["no"])
    terms = words.listed(
        [words("order.term", numbers=_numbers(by_day[on], words), day=words.day(on)) for on in sorted(by_day)]
    )
    government, court = wording.Words(words.language).remedies(content["district"])
    rows = [[str(item["no"]), _problem(item), _demand(item), words.day(item["due_on"])] for item in items]
    heads = [words(f"label.{name}") for name in ("no", "problem", "demand", "due")]
    return [
        Line(text=words("order.intro")),
        Table(heads=heads, rows=rows, widths=(0.08, 0.46, 0.28, 0.18)),
        Line(text=words("order.basis") + terms + words("order.standard")),
        Line(text=words("order.meanwhile")),
        Line(text=words("order.remedies", government=government, court=court)),
        _signs_of_served(content, words),
    ]


def _opinion(content: Content, words: Words) -> list[Block]:
    items, order = content["items"], content["order"]
    rows = [
        [
            str(item["no"]), _problem(item), words("opinion.passed" if item["passed"] else "opinion.failed"),
            item["opinion"],
        ]
        for item in items
    ]  # fmt: skip
    heads = [words(f"label.{name}") for name in ("no", "problem", "result", "opinion")]
    passed = sum(item["passed"] for item in items)
    failed = len(items) - passed
    summed = words("opinion.sum", n=len(items), passed=passed, failed=failed)
    return [
        Line(text=words("opinion.intro", day=words.day(order["on"]), number=order["number"])),
        Table(heads=heads, rows=rows, widths=(0.08, 0.44, 0.16, 0.32)),
        Line(text=summed + (words("opinion.sum.failed") if failed else "")),
        *_paragraphs(content["said"].get("remark")),
        _signs_of_served(content, words),
    ]


def _receipt(content: Content, words: Words) -> list[Block]:
    said = content["said"]
    served = "\n".join(words("form." + each["kind"]) + "　" + each["number"] for each in content["served"])
    rows = [
        [(words("label.served"), content["enterprise"]["name"])],
        [(words("label.document"), served)],
        [(words("label.place.served"), said.get("place") or "")],
        [
            (words("label.time.served"), words.minute(said.get("began_at"))),
            (words("label.mode"), words(f"mode.{said['mode']}") if said.get("mode") else ""),
        ],
        [(words("label.received"), said.get("met") or "")],
        [(words("label.remark"), _receipt_remark(said, words))],
    ]
    note = words("sign.finger") if said.get("signature_met") else ""
    servers = [
        Sign(label=words("sign.server"), said=officer["name"], beside=(words("label.licence"), officer["licence"]))
        for officer in content["officers"]
    ]
    received = Sign(
        label=words("sign.received"), said="" if said.get("refused") else said.get("met") or "",
        picture=said.get("signature_met") or "", beside=(words("label.date"), words.day(content["issued_on"])),
    )  # fmt: skip
    return [Facts(rows=rows), Signs(rows=[*servers, received], note=note)]


def _receipt_remark(said: Content, words: Words) -> str:
    refused = words("receipt.refused", reason=said.get("refusal") or "") if said.get("refused") else ""
    return " ".join(part for part in (refused, said.get("remark") or "") if part)


def _paragraphs(text: str | None) -> list[Line]:
    return [Line(text=part.strip()) for part in (text or "").splitlines() if part.strip()]


def _manner(case: Content, words: Words) -> str:
    return words("manner.announced" if case["announced"] else "manner.unannounced")


def _officers(content: Content, words: Words) -> str:
    return words.listed([f"{officer['name']}（{officer['licence']}）" for officer in content["officers"]])


def _problem(item: Content) -> str:
    law = f"\n{item['law']}" if item.get("law") else ""
    return f"{item['place']}：{item['problem']}{law}" if item.get("place") else f"{item['problem']}{law}"


def _demand(item: Content) -> str:
    return "\n".join(part for part in (item["demand"], item.get("interim")) if part)


def _numbers(numbers: Sequence[int], words: Words) -> str:
    return place_map.run(numbers).replace(",", words("comma")).replace("–", "—")


def _signs_of_officers(content: Content, words: Words) -> Signs:
    return Signs(
        rows=[
            Sign(label=words("sign.officer"), said=officer["name"], beside=(words("label.licence"), officer["licence"]))
            for officer in content["officers"]
        ]
    )


def _signs_of_record(content: Content, words: Words) -> Signs:
    said = content["said"]
    drawn = (said.get("signature") or "", said.get("signature_second") or "")
    officers = [
        Sign(
            label=words("sign.officer"), said="" if picture else officer["name"], picture=picture,
            beside=(words("label.licence"), officer["licence"]),
        )
        for officer, picture in zip(content["officers"], drawn, strict=True)
    ]  # fmt: skip
    met = Sign(
        label=words("sign.met"), picture=said.get("signature_met") or "",
        beside=(words("label.date"), words.day(content["issued_on"])),
    )  # fmt: skip
    note = words("sign.finger") if any(drawn) or said.get("signature_met") else ""
    return Signs(rows=[met, *officers], note=note)


def _signs_of_served(content: Content, words: Words) -> Signs:
    officers = _signs_of_officers(content, words).rows
    return Signs(rows=[*officers, Sign(label=words("sign.received"), beside=(words("label.date"), ""))])


_FORMS: Final[Mapping[DocumentKind, Callable[[Content, Words], list[Block]]]] = {
    DocumentKind.SCHEME: _scheme,
    DocumentKind.NOTICE: _notice,
    DocumentKind.RECORD: _record,
    DocumentKind.MEASURE: _measure,
    DocumentKind.ORDER: _order,
    DocumentKind.OPINION: _opinion,
    DocumentKind.RECEIPT: _receipt,
}
_SEALED: Final = frozenset(
    {DocumentKind.NOTICE, DocumentKind.MEASURE, DocumentKind.ORDER, DocumentKind.OPINION, DocumentKind.RECEIPT}
)
_ADDRESSED: Final = frozenset({DocumentKind.NOTICE, DocumentKind.MEASURE, DocumentKind.ORDER, DocumentKind.OPINION})
_SERVED: Final = frozenset(
    {DocumentKind.NOTICE, DocumentKind.RECORD, DocumentKind.MEASURE, DocumentKind.ORDER, DocumentKind.OPINION}
)
