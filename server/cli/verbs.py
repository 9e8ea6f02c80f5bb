"""Which module answers which verb. Only the module of the verb that was typed is imported."""

from argparse import ArgumentParser, Namespace
from typing import Protocol, cast

from server.config import Settings
from server.importing import at_once

VERBS = {
    "up": "server.cli.up",
    "down": "server.cli.down",
    "status": "server.cli.status",
    "test": "server.cli.testing",
    "check": "server.cli.check",
    "bench": "bench.__main__",
    "demo": "server.cli.demo",
    "import": "server.cli.imports",
    "basemap": "server.cli.basemap",
    "report": "server.cli.reports",
    "person": "server.cli.person",
    "authority": "server.cli.authority",
    "verify": "server.cli.verify",
    "rescue": "server.cli.rescue",
    "migrate": "server.cli.migrate",
    "schema": "server.cli.schema",
    "serve": "server.cli.serve",
    "worker": "server.cli.worker",
    "live": "server.cli.live",
}


class Verb(Protocol):
    """What the module of a verb offers."""

    def arguments(self, parser: ArgumentParser) -> None:
        """Declare the options."""

    def run(self, chosen: Namespace, settings: Settings) -> int:
        """Do it and return the exit code; raise `Trouble` for what a person can mend."""


def verb(name: str) -> Verb:
    """Import the module that answers a verb."""
    return cast("Verb", at_once(VERBS[name]))
