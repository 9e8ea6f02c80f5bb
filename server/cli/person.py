"""Add a person with a role, enter a renewed licence, set a new password; that is asked for, never an argument."""

import getpass
import sys
from argparse import ArgumentParser, Namespace
from datetime import UTC, date, datetime

from grids.permissions import Role
from server import accounts, migrate
from server.cli import console, installation
from server.config import Settings
from server.db import Database
from server.sentences import Trouble, sentence


def arguments(parser: ArgumentParser) -> None:
    """Take who, and for a new person what they are and where."""
    deeds = parser.add_subparsers(dest="deed", required=True)
    add = deeds.add_parser("add", help=sentence("person.help-add"))
    add.add_argument("username")
    add.add_argument("--name", required=True, help=sentence("person.help-name"))
    add.add_argument("--role", required=True, type=Role, choices=list(Role), metavar="ROLE", help=", ".join(Role))
    add.add_argument("--area", metavar="CODE", help=sentence("person.help-area"))
    add.add_argument("--unit", metavar="CODE", action="append", default=[], help=sentence("person.help-unit"))
    add.add_argument("--enterprise", metavar="CODE", help=sentence("person.help-enterprise"))
    add.add_argument("--phone")
    add.add_argument("--licence", metavar="NO", help=sentence("person.help-licence"))
    licence = deeds.add_parser("licence", help=sentence("person.help-renew"))
    licence.add_argument("username")
    licence.add_argument("--licence", metavar="NO", required=True, help=sentence("person.help-licence"))
    for each in (add, licence):
        each.add_argument("--licence-from", type=date.fromisoformat, metavar="DAY", help=sentence("person.help-from"))
        each.add_argument("--licence-until", type=date.fromisoformat, metavar="DAY", help=sentence("person.help-until"))
    password = deeds.add_parser("password", help=sentence("person.help-password"))
    password.add_argument("username")


def run(chosen: Namespace, settings: Settings) -> int:
    """Do it in one transaction."""
    installation.prepare(settings.data_dir)
    password = "" if chosen.deed == "licence" else _password()
    at = datetime.now(UTC)
    with installation.database_running(settings) as running:
        migrate.upgrade(str(running.database_url))
        database = Database.of(running)
        with database.transaction() as session:
            if chosen.deed == "add":
                accounts.add(session, _new(chosen, password, settings), at)
            elif chosen.deed == "licence":
                accounts.renew(session, chosen.username, chosen.licence, chosen.licence_from, chosen.licence_until)
            else:
                accounts.set_password(session, chosen.username, password, at)
        database.close()
    console.line(sentence(f"person.done-{chosen.deed}", username=chosen.username))
    return 0


def _new(chosen: Namespace, password: str, settings: Settings) -> accounts.NewPerson:
    return accounts.NewPerson(
        username=chosen.username,
        name=chosen.name,
        role=chosen.role,
        password=password,
        area=chosen.area,
        units=tuple(chosen.unit),
        enterprise=chosen.enterprise,
        phone=chosen.phone,
        licence_no=chosen.licence,
        licence_from=chosen.licence_from,
        licence_until=chosen.licence_until,
        locale=settings.language,
    )


def _password() -> str:
    """Ask twice at a keyboard; take one line from a pipe."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\n")
    password = getpass.getpass(sentence("person.ask-password"))
    if password != getpass.getpass(sentence("person.ask-again")):
        raise Trouble("person.not-the-same")
    return password
