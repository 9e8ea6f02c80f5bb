"""All settings, read once from the environment: every name documented, unknown names refused.

Numbers of policy (intervals, limits of the law) are not here: they live in `grids/tables/*.toml`.
"""

import difflib
import os
import re
from collections.abc import Callable, Mapping
from dataclasses import Field, dataclass, field, fields
from pathlib import Path
from typing import Any, Literal, TypeVar, get_args
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from server.sentences import Trouble

T = TypeVar("T")
PREFIX = "WANGGE_"
_ROOT = Path(__file__).parents[1]
Environment = Literal["dev", "prod"]
LogLevel = Literal["debug", "info", "warning", "error"]
Language = Literal["zh", "en"]
Basemap = Literal["none", "tianditu", "amap", "xyz", "pmtiles"]
BasemapCrs = Literal["wgs84", "gcj02"]


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What the documentation says about one setting."""

    name: str
    doc: str
    read: Callable[[str], object]
    secret: bool = False


class _UnreadableError(ValueError):
    """A value that cannot be meant; carries what is expected, as a catalogue key."""

    def __init__(self, key: str, **named: object) -> None:
        super().__init__(key)
        self.expected = Trouble(key, **named)


def _setting(name: str, doc: str, default: T, read: Callable[[str], T], *, secret: bool = False) -> T:
    about = About(name=PREFIX + name, doc=doc, read=read, secret=secret)
    chosen: T = field(default=default, metadata={"about": about})
    return chosen


def _words(text: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in text.split(",") if word.strip())


def _whole(low: int, high: int) -> Callable[[str], int]:
    def read(text: str) -> int:
        if not text.isascii() or not text.isdigit() or not low <= int(text) <= high:
            raise _UnreadableError("settings.expects-whole", low=low, high=high)
        return int(text)

    return read


def _maybe_whole(low: int, high: int) -> Callable[[str], int | None]:
    return _whole(low, high)


def _switch(text: str) -> bool:
    switches = {"1": True, "true": True, "yes": True, "on": True}
    switches |= {"0": False, "false": False, "no": False, "off": False}
    if text.lower() not in switches:
        raise _UnreadableError("settings.expects-switch")
    return switches[text.lower()]


def _one_of(*words: str) -> Callable[[str], Any]:
    def read(text: str) -> str:
        if text not in words:
            raise _UnreadableError("settings.expects-one-of", words=", ".join(words))
        return text

    return read


def _text(text: str) -> str:
    return text


def _zone(text: str) -> ZoneInfo:
    try:
        return ZoneInfo(text)
    except (ZoneInfoNotFoundError, ValueError, OSError) as unknown:
        raise _UnreadableError("settings.expects-zone") from unknown


def _maybe_text(text: str) -> str | None:
    return text


def _origin(text: str) -> str | None:
    if not text.startswith(("http://", "https://")):
        raise _UnreadableError("settings.expects-origin")
    return text.rstrip("/")


def _tiles_address(text: str) -> str | None:
    """Take a template of tiles. Its host goes into a header, so nothing else may stand there."""
    shape = r"https?://[A-Za-z0-9.-]+(:[0-9]{1,5})?/[!-~]*"
    if re.fullmatch(shape, text) is None or not all(name in text for name in ("{z}", "{x}", "{y}")):
        raise _UnreadableError("settings.expects-tiles")
    return text


def _maybe_folder(text: str) -> Path | None:
    return Path(text).expanduser().absolute()


def _folder(text: str) -> Path:
    return Path(text).expanduser().absolute()


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Everything an installation may choose. One field, one name in the environment."""

    environment: Environment = _setting(
        "ENV",
        "`prod` on a real installation, `dev` on a developer's machine (more detail in errors).",
        "prod",
        _one_of(*get_args(Environment)),
    )
    database_url: str | None = _setting(
        "DATABASE_URL",
        "An existing PostgreSQL with PostGIS, `postgresql://user:password@host/name`. "
        "Without it `./wangge` runs a private one under the data folder.",
        None,
        _maybe_text,
        secret=True,
    )
    read_database_url: str | None = _setting(
        "READ_DATABASE_URL",
        "A streaming replica of that database, in the same form. Maps, lists and reports are then read from it "
        "while it keeps up. Without it they are read from the first.",
        None,
        _maybe_text,
        secret=True,
    )
    read_patience_ms: int = _setting(
        "READ_PATIENCE_MS",
        "Milliseconds a read waits for the replica to show all that is confirmed, before it goes to the first.",
        200,
        _whole(0, 10_000),
    )
    data_dir: Path = _setting(
        "DATA_DIR",
        "Folder for photos, logs, pid files and the private database; `--data` wins.",
        _ROOT / ".wangge",
        _folder,
    )
    host: str = _setting("HOST", "Address to listen on; `0.0.0.0` for all networks.", "127.0.0.1", _text)
    port: int = _setting("PORT", "Port to listen on; `--port` wins.", 8460, _whole(1, 65535))
    workers: int = _setting("WORKERS", "Web processes.", 2, _whole(1, 64))
    threads: int = _setting("THREADS", "Threads in each web process.", 16, _whole(1, 256))
    job_concurrency: int = _setting(
        "JOB_CONCURRENCY", "Jobs that run at the same time in the worker.", 2, _whole(1, 64)
    )
    public_url: str | None = _setting(
        "PUBLIC_URL",
        "Address that people reach, for links and QR codes, as `https://grid.example.cn`. "
        "Without it, the address the request came to.",
        None,
        _origin,
    )
    proxy_hops: int = _setting(
        "PROXY_HOPS",
        "Reverse proxies in front whose X-Forwarded-* headers are true. 0: believe none.",
        0,
        _whole(0, 5),
    )
    secure_cookie: bool = _setting(
        "SECURE_COOKIE",
        "Send the sign-in cookie over https only. Turn on wherever https ends in front of this.",
        default=False,
        read=_switch,
    )
    session_days: int = _setting("SESSION_DAYS", "Days a sign-in lasts, also without network.", 30, _whole(1, 365))
    metric_srid: int | None = _setting(
        "METRIC_SRID",
        "EPSG number of the system in metres that boundaries are kept in, as `4549`. "
        "Without it, chosen from the longitude.",
        None,
        _maybe_whole(1024, 998999),
    )
    time_zone: ZoneInfo = _setting(
        "TIME_ZONE",
        "Where a day begins and ends for visits, terms and figures: a name of the IANA database, as `America/Toronto`.",
        ZoneInfo("Asia/Shanghai"),
        _zone,
    )
    language: Language = _setting(
        "LANGUAGE",
        "Language of new people until they choose, `zh` or `en`.",
        "zh",
        _one_of(*get_args(Language)),
    )
    basemap: Basemap = _setting(
        "BASEMAP",
        "Map of streets under the work: `none` (only the offline one that ships), `tianditu`, `amap`, `xyz`, or "
        "`pmtiles`, the file that `./wangge basemap` stored ([basemaps.md](basemaps.md)).",
        "none",
        _one_of(*get_args(Basemap)),
    )
    tianditu_key: str | None = _setting(
        "TIANDITU_KEY",
        "Key of a Tianditu account, of the browser kind: it goes to the browsers of people who are signed in.",
        None,
        _maybe_text,
        secret=True,
    )
    basemap_url: str | None = _setting(
        "BASEMAP_URL",
        "With `xyz`: template of the tiles, `https://host/{z}/{x}/{y}.png`.",
        None,
        _tiles_address,
        secret=True,
    )
    basemap_crs: BasemapCrs = _setting(
        "BASEMAP_CRS",
        "With `xyz`: system of those tiles, `wgs84` (CGCS2000 too) or `gcj02`, which is moved where it belongs.",
        "wgs84",
        _one_of(*get_args(BasemapCrs)),
    )
    basemap_attribution: str | None = _setting(
        "BASEMAP_ATTRIBUTION", "What the corner of that map must say, in the words of its owner.", None, _maybe_text
    )
    basemap_approval: str | None = _setting(
        "BASEMAP_APPROVAL",
        "Approval number of that map, as `GS(2024)0568号`; shown as 审图号.",
        None,
        _maybe_text,
    )
    notify_targets: tuple[str, ...] = _setting(
        "NOTIFY_TARGETS",
        "Where notices and escalations go besides the inbox: apprise addresses, comma-separated "
        "(`mailto://`, `wecombot://`, `dingtalk://`, `json://`).",
        (),
        _words,
        secret=True,
    )
    notify_test_mode: bool = _setting(
        "NOTIFY_TEST_MODE",
        "Record what would have been sent and send nothing. Turn off to send.",
        default=True,
        read=_switch,
    )
    photo_max_bytes: int = _setting(
        "PHOTO_MAX_BYTES", "Largest photo accepted, in bytes.", 20_000_000, _whole(1000, 10**9)
    )
    photo_max_pixels: int = _setting(
        "PHOTO_MAX_PIXELS", "Largest photo accepted, in pixels.", 50_000_000, _whole(1000, 10**9)
    )
    demo_password: str | None = _setting(
        "DEMO_PASSWORD",
        "Password of the demo people. Without it, a random one that `up` prints and keeps.",
        None,
        _maybe_text,
        secret=True,
    )
    log_level: LogLevel = _setting(
        "LOG_LEVEL",
        "How much the logs say: `debug`, `info`, `warning` or `error`.",
        "info",
        _one_of(*get_args(LogLevel)),
    )
    test_data: Path | None = _setting(
        "TEST_DATA",
        "Folder with real data that some tests read; they are skipped without it.",
        None,
        _maybe_folder,
    )
    test_database_url: str | None = _setting(
        "TEST_DATABASE_URL",
        "A PostgreSQL server on which tests may create and drop databases, instead of one of "
        "their own. Never a server with data of worth.",
        None,
        _maybe_text,
        secret=True,
    )

    @classmethod
    def from_env(cls, environ: Mapping[str, str] = os.environ) -> "Settings":
        """Read the settings; refuse a name nobody knows and a value nobody can mean."""
        by_name = {about.name: field_name for field_name, about in abouts().items()}
        for name in sorted(environ):
            if name.startswith(PREFIX) and name not in by_name:
                raise _unknown(name, list(by_name))
        chosen: dict[str, Any] = {}
        for field_name, about in abouts().items():
            if environ.get(about.name, "").strip():
                chosen[field_name] = _value(about, environ[about.name].strip())
        settings = cls(**chosen)
        _need(settings)
        return settings


_NEEDS: Mapping[Basemap, str] = {"tianditu": "tianditu_key", "xyz": "basemap_url"}


def _need(settings: Settings) -> None:
    """Refuse a choice without what it needs."""
    needed = _NEEDS.get(settings.basemap)
    if needed is not None and getattr(settings, needed) is None:
        abouts_by_field = abouts()
        chosen = f"{abouts_by_field['basemap'].name}={settings.basemap}"
        raise Trouble("settings.needs", chosen=chosen, needed=abouts_by_field[needed].name)


def abouts() -> dict[str, About]:
    """List what is said about each field, in the order of the documentation."""
    settings: tuple[Field[Any], ...] = fields(Settings)
    return {each.name: each.metadata["about"] for each in settings}


def _value(about: About, text: str) -> object:
    try:
        return about.read(text)
    except _UnreadableError as unreadable:
        shown = "***" if about.secret else text
        raise Trouble("settings.unreadable", name=about.name, value=shown, expected=unreadable.expected) from unreadable


def _unknown(name: str, known: list[str]) -> Trouble:
    near = difflib.get_close_matches(name, known, n=1)
    if near:
        return Trouble("settings.unknown-near", name=name, near=near[0])
    return Trouble("settings.unknown", name=name)
