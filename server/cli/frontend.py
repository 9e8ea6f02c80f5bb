"""The pages: Node.js found or brought, libraries installed, dist built when the sources changed."""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from server.cli import console
from server.sentences import Trouble, sentence

ROOT = Path(__file__).parents[2]
PWA = ROOT / "pwa"
_OLDEST_NODE = (20, 19)
_NOT_FOR_NPM = {"NODE_ENV", "FORCE_COLOR"}  # libraries of development are needed; colours would end in logs
_SYSTEM_AUTHORITIES = Path("/etc/ssl/certs/ca-certificates.crt")  # Node.js trusts its own list alone, unless told
_NOT_SOURCES = {"node_modules", "dist", "dev-dist", "coverage"}


def build() -> None:
    """Build the pages if what they are made of changed since the last whole build.

    Where only the built pages were shipped, as in a container, they are taken as they are.
    """
    if not (PWA / "package.json").exists():
        return
    with _alone():
        environ = _install()
        stamp = PWA / "node_modules" / ".wangge-built"
        fingerprint = _fingerprint(_sources())
        if (PWA / "dist" / "index.html").exists() and _holds(stamp, fingerprint):
            return
        stamp.unlink(missing_ok=True)
        console.run_step(sentence("up.building"), ["npm", "run", "build"], folder=PWA, environ=environ)
        stamp.write_text(fingerprint, "utf-8")


def script(name: str) -> int:
    """Run one of the page project's scripts in the open and return its exit code."""
    with _alone():
        environ = _install()
    command = ["npm", "run", "--silent", name]
    return subprocess.call(command, cwd=PWA, env=environ, stdin=subprocess.DEVNULL)


def _install() -> Mapping[str, str]:
    """Install the libraries the lock file names; return the environment npm runs in."""
    environ = _with_node()
    stamp = PWA / "node_modules" / ".wangge-installed"
    fingerprint = _fingerprint([PWA / "package.json", PWA / "package-lock.json"])
    if not _holds(stamp, fingerprint):
        command = ["npm", "ci", "--no-audit", "--no-fund"]
        console.run_step(sentence("up.npm"), command, folder=PWA, environ=environ)
        stamp.write_text(fingerprint, "utf-8")
    return environ


def _with_node() -> Mapping[str, str]:
    """Find a Node.js that is new enough, or install the one that comes as a wheel."""
    environ = {name: value for name, value in os.environ.items() if name not in _NOT_FOR_NPM}
    environ["NO_COLOR"] = "1"
    if _SYSTEM_AUTHORITIES.exists():
        environ.setdefault("NODE_EXTRA_CA_CERTS", str(_SYSTEM_AUTHORITIES))
    if _node_is_new_enough(environ) and shutil.which("npm"):
        return environ
    beside = Path(sys.executable).parent
    environ["PATH"] = f"{beside}{os.pathsep}{environ['PATH']}"
    if not (beside / "node").exists() or not _node_is_new_enough(environ):
        lock = ROOT / "requirements-node.lock"
        pip = [sys.executable, "-m", "pip", "install", "--require-hashes", "--no-deps"]
        console.run_step(sentence("up.node"), [*pip, "-r", str(lock)], folder=ROOT)
    if not _node_is_new_enough(environ):
        raise Trouble("up.node-missing", oldest=".".join(map(str, _OLDEST_NODE)))
    return environ


def _node_is_new_enough(environ: Mapping[str, str]) -> bool:
    node = shutil.which("node", path=environ["PATH"])
    if node is None:
        return False
    answer = subprocess.run([node, "--version"], capture_output=True, text=True, check=False)
    parts = answer.stdout.strip().removeprefix("v").split(".")
    return tuple(int(part) for part in parts[:2] if part.isdigit()) >= _OLDEST_NODE


def _sources() -> list[Path]:
    found: list[Path] = []
    for folder, names, files in os.walk(PWA):
        names[:] = [name for name in names if name not in _NOT_SOURCES]
        found += [Path(folder, file) for file in files]
    return sorted(found)


def _fingerprint(files: list[Path]) -> str:
    digest = hashlib.sha256()
    for file in files:
        digest.update(os.fsencode(file.relative_to(PWA)) + b"\0")
        digest.update(hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()


def _holds(stamp: Path, fingerprint: str) -> bool:
    return stamp.exists() and stamp.read_text("utf-8") == fingerprint


@contextmanager
def _alone() -> Iterator[None]:
    with (PWA / "package.json").open("rb") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
