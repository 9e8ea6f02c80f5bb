"""What an import did: counts, remarks on single rows, warnings on the whole, all in words."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import takewhile
from typing import Any, Final

from gis.records import Record
from server import catalogue
from server.imports.order import Kind

Fact = str | int | float | None
_NAMED_REASONS: Final = 20


@dataclass(frozen=True, slots=True)
class Remark:
    """Something about one row: it was refused, or one of its values was left out, or only looked odd."""

    line: int
    field: str
    code: str
    facts: Mapping[str, Fact]
    refused: bool = True


@dataclass(frozen=True, slots=True)
class Caution:
    """Something about the file as a whole."""

    code: str
    facts: Mapping[str, Fact]


@dataclass(slots=True, kw_only=True)
class Report:
    """Counts and remarks, filled while an import runs."""

    kind: Kind
    file_name: str
    dry_run: bool
    read: int = 0
    inserted: int = 0
    updated: int = 0
    unchanged: int = 0
    flagged: int = 0
    headings: tuple[str, ...] = ()
    mapping: dict[str, str] = field(default_factory=dict)
    crs: str | None = None
    remarks: list[Remark] = field(default_factory=list)
    warnings: list[Caution] = field(default_factory=list)
    details: dict[str, Any] = field(default_factory=dict)
    refused_csv: str | None = None

    def refuse(self, line: int, of: str, code: str, **facts: Fact) -> None:
        """Keep that a row was refused and why."""
        self.remarks.append(Remark(line, of, code, facts))

    def remark(self, line: int, of: str, code: str, **facts: Fact) -> None:
        """Keep that a row went in, but not as it stands in the file."""
        self.remarks.append(Remark(line, of, code, facts, refused=False))

    def warn(self, code: str, **facts: Fact) -> None:
        """Keep something a person should know about the whole file."""
        self.warnings.append(Caution(code, facts))

    @property
    def refused_lines(self) -> frozenset[int]:
        """Name the rows that did not go in."""
        return frozenset(remark.line for remark in self.remarks if remark.refused)

    @property
    def refused(self) -> int:
        """Count the rows that did not go in."""
        return len(self.refused_lines)

    def reasons(self, language: str) -> list[dict[str, Any]]:
        """Count the remarks by reason, most frequent first, each with the first one's sentence."""
        counted = Counter((r.refused, r.field, r.code) for r in self.remarks)
        first = {(r.refused, r.field, r.code): r for r in reversed(self.remarks)}
        return [
            {
                "refused": key[0], "field": key[1], "code": key[2], "rows": rows,
                "example": sentence(f"reason.{key[2]}", language, first[key].facts),
                "field_name": field_name(key[1], language),
            }
            for key, rows in counted.most_common(_NAMED_REASONS)
        ]  # fmt: skip

    def as_json(self, language: str) -> dict[str, Any]:
        """Give the report as the database and the screen keep it, with sentences in one language."""
        return {
            "kind": self.kind, "file": self.file_name, "dry_run": self.dry_run,
            "read": self.read, "inserted": self.inserted, "updated": self.updated,
            "unchanged": self.unchanged, "refused": self.refused, "flagged": self.flagged,
            "crs": self.crs, "headings": list(self.headings), "mapping": self.mapping,
            "reasons": self.reasons(language),
            "warnings": [
                {"code": w.code, "facts": dict(w.facts), "text": sentence(f"warning.{w.code}", language, w.facts)}
                for w in self.warnings
            ],
            "details": self.details,
        }  # fmt: skip


def sentence(key: str, language: str, facts: Mapping[str, Fact] | None = None) -> str:
    """Say a key of the import catalogue."""
    return catalogue.text("imports", key, language, facts)


def field_name(of: str, language: str) -> str:
    """Name a field in a person's words; a heading of the file stands for itself."""
    names = catalogue.read("imports", language)
    return names.get(f"field.{of}", of)


def returned_rows(report: Report, records: Iterable[Record], language: str) -> str | None:
    """Write the rows with remarks in their own layout, with line, result, field and reason before them.

    The text begins with a byte order mark so that a spreadsheet opens it as UTF-8.
    """
    if not report.remarks:
        return None
    by_line: dict[int, list[Remark]] = {}
    for remark in report.remarks:
        by_line.setdefault(remark.line, []).append(remark)
    out = io.StringIO()
    out.write("\ufeff")
    writer = csv.writer(out)
    own = [sentence(f"column.{name}", language) for name in ("line", "result", "field", "reason")]
    writer.writerow([*report.headings, *own])
    last = max(by_line)
    for record in takewhile(lambda record: record.line <= last, records):
        for remark in by_line.get(record.line, ()):
            writer.writerow([*_cells(record, report.headings), *_said(remark, language)])
    return out.getvalue()


def _cells(record: Record, headings: Sequence[str]) -> list[str]:
    # a cell that a spreadsheet would take for a formula is given back as text
    cells = (record.fields.get(name, "") for name in headings)
    return ["'" + cell if cell[:1] in {"=", "+", "@"} else cell for cell in cells]


def _said(remark: Remark, language: str) -> list[str]:
    result = "refused" if remark.refused else "kept"
    return [
        str(remark.line),
        sentence(f"result.{result}", language),
        field_name(remark.field, language),
        sentence(f"reason.{remark.code}", language, remark.facts),
    ]
