"""The command that runs the web service, and the environment it runs in."""

import http.client
import os
import sys
from pathlib import Path

from server.config import Settings, abouts

CONFIGURATION = Path(__file__).parents[1] / "gunicorn_conf.py"
_CHOSEN_HERE = ("database_url", "data_dir", "host", "port")


def command() -> list[str]:
    """Return the command line of the application server."""
    return [sys.executable, "-m", "gunicorn", "-c", f"file:{CONFIGURATION}", "server.wsgi:app"]


def address(host: str, port: int) -> str:
    """Return the address a browser on this machine opens."""
    host = reachable(host)
    return f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"


def reachable(host: str) -> str:
    """Return where to knock for a service that listens on all addresses."""
    return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - asked, not bound


def is_well(host: str, port: int) -> bool:
    """Ask /healthz."""
    connection = http.client.HTTPConnection(reachable(host), port, timeout=5)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status == http.client.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def environ(settings: Settings) -> dict[str, str]:
    """Return the environment with what the command line decided."""
    names = {field: about.name for field, about in abouts().items()}
    chosen = {names[field]: str(getattr(settings, field)) for field in _CHOSEN_HERE}
    return {**os.environ, **chosen}
