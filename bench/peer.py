"""tipg, a well-known tile server of OGC standards, on the same tables: in a virtual environment of its own."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final
from urllib.parse import quote

from sqlalchemy import make_url

from bench.site import free_port
from bench.wire import Wire

VERSION: Final = "1.6.1"
_NEEDED: Final = (f"tipg=={VERSION}", "uvicorn[standard]")
_PATIENCE_S: Final = 90
_OK: Final = 200
_TRY: Final = "/collections/public.enterprise/tiles/WebMercatorQuad/0/0/0?limit=1"


@contextmanager
def serving(url: str) -> Iterator[tuple[str | None, str]]:
    """Run it; without an address where it cannot be, and with the reason."""
    folder = Path(tempfile.gettempdir()) / "wangge-bench-tipg"
    python = folder / "bin" / "python"
    try:
        if not python.exists():
            subprocess.run([sys.executable, "-m", "venv", folder], check=True, capture_output=True)
        if not (folder / "bin" / "uvicorn").exists():
            install = [str(python), "-m", "pip", "install", "--quiet", *_NEEDED]
            subprocess.run(install, check=True, capture_output=True, timeout=600)
    except (subprocess.SubprocessError, OSError) as failed:
        yield None, f"tipg could not be installed: {failed}"
        return
    port = free_port()
    command = [
        str(python),
        "-m",
        "uvicorn",
        "tipg.main:app",
        "--port",
        str(port),
        "--log-level",
        "warning",
        "--no-access-log",
    ]
    environ = {**os.environ, "DATABASE_URL": _address(url)}
    with tempfile.TemporaryFile() as said:
        child = subprocess.Popen(
            command, cwd=folder, env=environ, stdin=subprocess.DEVNULL, stdout=said, stderr=subprocess.STDOUT
        )
        try:
            address = f"http://127.0.0.1:{port}"
            if _answers(child, address):
                yield address, ""
            else:
                said.seek(0)
                yield None, f"tipg did not start: {said.read().decode('utf-8', 'replace')[-300:]}"
        finally:
            child.terminate()
            child.wait(_PATIENCE_S)


def path(z: int, x: int, y: int, properties: tuple[str, ...]) -> str:
    """Name a tile of enterprises with these properties."""
    asked = f"geom-column=point_3857&properties={','.join(('id', *properties))}&limit=10000"
    return f"/collections/public.enterprise/tiles/WebMercatorQuad/{z}/{x}/{y}?{asked}"


def _address(url: str) -> str:
    """Name the database as its driver wants it, the socket's folder as the host."""
    place = make_url(url)
    return f"postgresql://{place.username}@{quote(str(place.query['host']), safe='')}/{place.database}"


def _answers(child: subprocess.Popen[bytes], address: str) -> bool:
    until = time.monotonic() + _PATIENCE_S
    while time.monotonic() < until and child.poll() is None:
        try:
            with Wire(address) as wire:
                if wire.get(_TRY).status == _OK:
                    return True
        except OSError:
            time.sleep(0.3)
    return False
