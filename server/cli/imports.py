"""`wangge import KIND FILE`: an import from the shell, with a bar and a report in words."""

from __future__ import annotations

import os
from argparse import ArgumentParser, Namespace
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from sqlalchemy import select

from gis.repair import Limits
from grids.errors import Refusal
from server import catalogue, migrate
from server.cli import console, installation
from server.config import Settings
from server.db import Database
from server.imports.order import Kind, Order
from server.imports.report import Report, field_name, sentence
from server.imports.run import start
from server.sentences import Trouble, language_of
from server.store.tables import PersonRow

_TABLES: Final = {"csv", "xlsx", "xls", "ods"}
_OPTIONS: Final = (
    ("--crs", "NAME", "crs"),
    ("--layer", "NAME", "layer"),
    ("--district", "NAME", "district"),
    ("--codes", "SYSTEM:EDITION", "codes"),
)


def arguments(parser: ArgumentParser) -> None:
    """Take what kind of file, the file, and what is known about it."""
    parser.add_argument("kind", type=Kind, choices=list(Kind), metavar="|".join(Kind))
    parser.add_argument("file", type=Path, metavar="FILE")
    for option, metavar, key in _OPTIONS:
        parser.add_argument(option, metavar=metavar, help=_help(key))
    parser.add_argument("--as", dest="person", metavar="USERNAME", help=_help("as"))
    for option, kind in (("--mapping", "mapping"), ("--refused", "refused")):
        parser.add_argument(option, type=Path, metavar="FILE", help=_help(kind))
    parser.add_argument("--overlap-width", type=float, default=Limits().overlap_m, metavar="M", help=_help("overlap"))
    parser.add_argument("--gap-width", type=float, default=Limits().gap_m, metavar="M", help=_help("gap"))
    parser.add_argument("--dry-run", action="store_true", help=_help("dry-run"))


def run(chosen: Namespace, settings: Settings) -> int:
    """Import and print the report; rows that come back are a normal end, a file that is refused is not."""
    language = language_of(os.environ)
    if not chosen.file.is_file():
        raise Trouble("import.no-file", file=chosen.file)
    with installation.database_running(settings) as running:
        migrate.upgrade(str(running.database_url))
        database = Database.of(running, statement_timeout_s=0)
        try:
            order = _order(chosen, running, database, language)
            with console.Bars() as bars:
                report = start(database, order, lambda what, n, of: bars(sentence(f"step.{what}", language), n, of))
        except Refusal as refusal:
            raise Trouble("import.refused", reason=_reason(refusal, language)) from refusal
        finally:
            database.close()
    _print(report, language)
    _give_back(report, chosen, language)
    return 0


def _help(key: str) -> str:
    return sentence(f"cli.{key}", language_of(os.environ)).replace("%", "%%")


def _order(chosen: Namespace, settings: Settings, database: Database, language: str) -> Order:
    system, _, edition = (chosen.codes or "").partition(":")
    person = None
    if chosen.person:
        with database.session() as session:
            person = session.scalar(select(PersonRow.id).where(PersonRow.username == chosen.person))
        if person is None:
            raise Trouble("person.unknown", username=chosen.person)
    return Order(
        kind=chosen.kind, path=chosen.file, file_name=chosen.file.name, at=datetime.now(UTC), language=language,
        crs=chosen.crs, mapping=chosen.mapping, layer=chosen.layer, district=chosen.district,
        code_system=system or None, code_edition=edition or None, metric_srid=settings.metric_srid,
        limits=Limits(overlap_m=chosen.overlap_width, gap_m=chosen.gap_width), person=person, dry_run=chosen.dry_run,
    )  # fmt: skip


def _reason(refusal: Refusal, language: str) -> str:
    said = refusal.facts.get("sentence")
    return str(said) if said else catalogue.text("refusals", refusal.code, language, refusal.facts)


def _print(report: Report, language: str) -> None:
    counts = {
        name: getattr(report, name) for name in ("read", "inserted", "updated", "unchanged", "refused", "flagged")
    }
    console.line(sentence("report.dry" if report.dry_run else "report.done", language, {"file": report.file_name}))
    console.table([sentence(f"report.{name}", language) for name in counts], [[f"{n:,}" for n in counts.values()]])
    for warning in report.warnings:
        console.line("! " + sentence(f"warning.{warning.code}", language, warning.facts))
    reasons = [
        [
            sentence("result.refused" if r["refused"] else "result.kept", language),
            r["field_name"],
            r["example"],
            str(r["rows"]),
        ]
        for r in report.reasons(language)
    ]
    if reasons:
        heads = [sentence(f"column.{name}", language) for name in ("result", "field", "reason", "rows")]
        console.table(heads, reasons)
    coverage = report.details.get("coverage")
    if coverage:
        console.line(sentence("report.coverage", language, {**coverage["before"], "left": coverage["after"]["holes"]}))
        for contest in coverage["disputes"]:
            console.line(
                "  " + sentence("report.dispute", language, {**contest, "units": " / ".join(contest["units"])})
            )
    if "history" in report.details:
        console.line(sentence("report.history", language, report.details["history"]))
    mapped = "  ".join(f"{column} → {field_name(name, language)}" for name, column in report.mapping.items())
    console.line(sentence("report.mapping", language, {"mapped": mapped}))


def _give_back(report: Report, chosen: Namespace, language: str) -> None:
    """Write the rows with remarks beside the file, or where asked."""
    if report.refused_csv is None:
        return
    target: Path = chosen.refused or chosen.file.with_name(chosen.file.name.split(".")[0] + ".refused.csv")
    try:
        target.write_text(report.refused_csv, "utf-8", newline="")
    except OSError as error:
        raise Trouble("import.unwritable", file=target) from error
    # a table can be corrected and sent again as it is; of a map file only the attributes come back
    key = "report.returned" if report.details["format"] in _TABLES else "report.returned-map"
    console.line(sentence(key, language, {"file": str(target), "rows": len({r.line for r in report.remarks})}))
