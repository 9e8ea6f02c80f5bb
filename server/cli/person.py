"""Add a person with a role, or set a new password; the password is asked for, never an argument."""

import getpass
import sys
from argparse import ArgumentParser, Namespace
from datetime import UTC, datetime

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
    password = deeds.add_parser("password", help=sentence("person.help-password"))
    password.add_argument("username")


def run(chosen: Namespace, settings: Settings) -> int:
    """Do it in one transaction."""
    installation.prepare(settings.data_dir)
    password = _password()
    at = datetime.now(UTC)
    with installation.database_running(settings) as running:
        migrate.upgrade(str(running.database_url))
        database = Database.of(running)
        with database.transaction() as session:
            if chosen.deed == "add":
                accounts.add(session, _new(chosen, password, settings), at)
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
