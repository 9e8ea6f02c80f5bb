"""Enter the full legal name of the authority that signs an area's papers, or list what is entered."""

from argparse import ArgumentParser, Namespace
from datetime import UTC, date, datetime

from sqlalchemy import select

from grids.policy import local_day
from server import accounts, migrate
from server.cli import console, installation
from server.config import Settings
from server.db import Database
from server.sentences import Trouble, sentence
from server.store import authorities
from server.store.tables import Area, Authority


def arguments(parser: ArgumentParser) -> None:
    """Take which area, and what its papers say from which day on."""
    deeds = parser.add_subparsers(dest="deed", required=True)
    enter = deeds.add_parser("set", help=sentence("authority.help-set"))
    enter.add_argument("area", metavar="CODE", help=sentence("person.help-area"))
    enter.add_argument("--name", required=True, help=sentence("authority.help-name"))
    enter.add_argument("--short", default="", metavar="CODE", help=sentence("authority.help-short"))
    enter.add_argument("--seal", metavar="NAME", help=sentence("authority.help-seal"))
    enter.add_argument("--phone", default="")
    enter.add_argument("--address", default="")
    enter.add_argument(
        "--from", dest="since", type=date.fromisoformat, metavar="DAY", help=sentence("authority.help-from")
    )
    deeds.add_parser("list", help=sentence("authority.help-list"))


def run(chosen: Namespace, settings: Settings) -> int:
    """Do it in one transaction."""
    with installation.database_running(settings) as running:
        migrate.upgrade(str(running.database_url))
        database = Database.of(running)
        with database.transaction() as session:
            if chosen.deed == "set":
                authorities.enter(session, _new(chosen, accounts.area_of_code(session, chosen.area).id))
            query = select(Area.name, Authority).join(Authority, Authority.area_id == Area.id)
            found = session.execute(query.order_by(Area.id, Authority.valid_from)).all()
            rows = [[name, a.name, a.seal_name, str(a.valid_from), str(a.valid_to or "")] for name, a in found]
        database.close()
    heads = ("area", "name", "seal", "from", "to")
    console.table([sentence(f"authority.{head}") for head in heads], rows)
    return 0


def _new(chosen: Namespace, area: int) -> Authority:
    name = chosen.name.strip()
    if not name:
        raise Trouble("authority.no-name")
    return Authority(
        area_id=area, valid_from=chosen.since or local_day(datetime.now(UTC)), name=name,
        seal_name=(chosen.seal or name).strip(), phone=chosen.phone, address=chosen.address,
        short=chosen.short.strip(),
    )  # fmt: skip
