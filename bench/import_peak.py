"""One import in a process of its own, for its peak of memory: `python -m bench.import_peak URL FILE` prints MB."""

from __future__ import annotations

import re
import sys
from datetime import UTC, datetime
from pathlib import Path

from server.db import Database
from server.imports.order import Kind, Order
from server.imports.run import start


def main(url: str, file: Path) -> None:
    """Import a file of enterprises and print the peak of resident memory, in MB, and the rows that came in."""
    database = Database.at(url, statement_timeout_s=0)
    order = Order(kind=Kind.ENTERPRISES, path=file, file_name=file.name, at=datetime.now(UTC))
    report = start(database, order)
    database.close()
    held = re.search(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text("utf-8"))
    peak = int(held[1]) / 1024 if held else 0.0  # of this process: ru_maxrss would begin with that of its parent
    sys.stdout.write(f"{peak:.1f} {report.inserted}\n")


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
