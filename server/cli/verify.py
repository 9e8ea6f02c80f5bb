"""Prove that no ledger row, no photo and no attached file was changed, and print where one was."""

import os
from argparse import ArgumentParser, Namespace

from server import proofs
from server.catalogue import text
from server.cli import console, installation
from server.config import Settings
from server.db import Database
from server.photos import PhotoStore
from server.proofs import Report
from server.sentences import language_of
from server.store import places

_SHOWN = 200


def arguments(parser: ArgumentParser) -> None:
    """Take no options of its own."""
    parser.set_defaults()


def run(_chosen: Namespace, settings: Settings) -> int:
    """Prove everything; exit 0 only if nothing was changed."""
    with installation.database_running(settings) as running:
        database = Database.of(running, statement_timeout_s=0)
        with console.Bars() as progress:
            report = proofs.prove(database, PhotoStore.of(running), progress)
        _tell(database, report)
        database.close()
    return 1 if report.findings else 0


def _tell(database: Database, report: Report) -> None:
    language = language_of(os.environ)
    with database.session() as session:
        names = {head.chain: places.area_name(session, head.chain) for head in report.heads}
    for head in report.heads:
        facts = {"name": names[head.chain], "n": head.n, "hash": head.hash}
        console.line(text("proofs", "head-is", language, facts))
    for finding in report.findings[:_SHOWN]:
        chain = finding.facts.get("chain")
        named = {**finding.facts, "name": names.get(chain, chain) if isinstance(chain, int) else chain}
        console.trouble(text("proofs", finding.code, language, named))
    if len(report.findings) > _SHOWN:
        console.trouble(text("proofs", "more", language, {"n": len(report.findings) - _SHOWN}))
    counted = {"entries": report.entries, "photos": report.photos, "files": report.files, "n": len(report.findings)}
    console.line(text("proofs", "changed" if report.findings else "whole", language, counted))
    if report.owed:
        console.line(text("proofs", "owed", language, {"n": report.owed}))
    if report.demo_events:
        console.line(text("proofs", "demo", language, {"n": report.demo_events}))
    if report.imported_events:
        console.line(text("proofs", "imported", language, {"n": report.imported_events}))
