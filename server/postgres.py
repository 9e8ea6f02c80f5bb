"""PostgreSQL as installed on this machine: its programs, its extensions, its settings."""

import os
import re
from pathlib import Path

from server.sentences import Trouble

INSTALL = "apt-get install postgresql postgresql-postgis"
_PLACES = (
    "/usr/lib/postgresql/*/bin",
    "/usr/pgsql-*/bin",
    "/opt/homebrew/opt/postgresql@*/bin",
    "/usr/local/opt/postgresql@*/bin",
)
_SHARES = ("/usr/share/postgresql/{version}", "{root}/share", "{root}/share/postgresql")
_OLDEST = 14
_DURABLE = """\
fsync = on
synchronous_commit = on
full_page_writes = on
wal_compression = on
"""
_FAST_AND_FORGETFUL = """\
fsync = off
synchronous_commit = off
full_page_writes = off
autovacuum = off
"""


def find(data: Path) -> Path:
    """Return the folder with the programs that fit these data, or say what to install."""
    installed = _installed()
    made_by = data / "PG_VERSION"
    if made_by.exists():
        version = int(made_by.read_text("utf-8"))
        if version not in installed:
            raise Trouble("postgres.other-version", version=version, data=data)
        installed = {version: installed[version]}
    if not installed:
        raise Trouble("postgres.missing", command=INSTALL)
    complete = [version for version, bin_ in installed.items() if _has_postgis(version, bin_)]
    if not complete:
        newest = max(installed)
        raise Trouble("postgres.no-postgis", version=newest)
    return installed[max(complete)]


def configuration(socket: Path, *, durable: bool) -> str:
    """Write the settings of a private server.

    Source: memory follows the PostgreSQL manual 20.4 (a part of RAM, at most 1 GiB here).
    """
    memory_mb = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2**20
    shared_mb = min(1024, max(128, memory_mb // 8))
    return f"""\
listen_addresses = ''
unix_socket_directories = '{str(socket).replace("'", "''")}'
unix_socket_permissions = 0700
max_connections = 200
shared_buffers = {shared_mb}MB
work_mem = 16MB
maintenance_work_mem = 128MB
jit = off
timezone = 'UTC'
log_timezone = 'UTC'
logging_collector = {"on" if durable else "off"}
log_filename = 'postgresql-%a.log'
log_rotation_age = 1d
log_truncate_on_rotation = on
log_min_duration_statement = 2s
{_DURABLE if durable else _FAST_AND_FORGETFUL}"""


def _installed() -> dict[int, Path]:
    """Find every PostgreSQL that is new enough, by major version."""
    found: dict[int, Path] = {}
    for place in _PLACES:
        for folder in Path("/").glob(place.lstrip("/")):
            number = re.search(r"(\d+)", folder.parent.name)
            if number and int(number[1]) >= _OLDEST and (folder / "initdb").exists():
                found.setdefault(int(number[1]), folder)
    return found


def _has_postgis(version: int, programs: Path) -> bool:
    shares = (share.format(version=version, root=programs.parent) for share in _SHARES)
    return any((Path(share) / "extension" / "postgis.control").exists() for share in shares)
