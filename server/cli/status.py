"""Tell what of this installation is running, and where."""

from argparse import ArgumentParser, Namespace

from server import cluster
from server.cli import console, processes, web
from server.config import Settings
from server.sentences import sentence


def arguments(parser: ArgumentParser) -> None:
    """Take no options of its own."""
    parser.set_defaults()


def run(_chosen: Namespace, settings: Settings) -> int:
    """Print one row for each part; exit 0 only if all of them are well."""
    alive = {each.name: each for each in processes.running(settings.data_dir)}
    rows = [[name, *_of(alive.get(name))] for name in processes.NAMES]
    rows.append(["database", *_database(settings)])
    console.table([sentence("status.part"), sentence("status.state"), sentence("status.where")], rows)
    served = alive.get("web")
    if served is None or not web.is_well(served.host, served.port):
        console.line(sentence("status.not-well", folder=settings.data_dir))
        return 1
    console.line(sentence("status.well", address=web.address(served.host, served.port)))
    return 0


def _of(program: processes.Program | None) -> list[str]:
    if program is None:
        return [sentence("status.stopped"), ""]
    return [sentence("status.running"), f"{web.address(program.host, program.port)}  pid {program.pid}"]


def _database(settings: Settings) -> list[str]:
    if settings.database_url is not None:
        return [sentence("status.elsewhere"), "WANGGE_DATABASE_URL"]
    private = cluster.of(settings.data_dir)
    running = cluster.is_running(private)
    return [sentence("status.running" if running else "status.stopped"), str(private.folder)]
