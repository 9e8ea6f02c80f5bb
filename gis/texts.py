"""Which encoding a file is in, decided strictly: BOM, else UTF-8 without an error, else GB18030."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from grids.errors import Refusal

_BLOCK: Final = 1 << 20
_BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_LAST: Final = "gb18030"
"""It decodes much that is not Chinese, so what comes out is looked at."""
_FOREIGN: Final = re.compile(r"[^\x00-\x7f]")
_PRIVATE: Final = re.compile(r"[\ue000-\uf8ff]")
_MOST_STRANGE: Final = 0.001
"""Share of private-use characters above which GB18030 only happens to decode."""


@dataclass(frozen=True, slots=True)
class Encoding:
    """How to decode a file, and how many lines it then has."""

    name: str
    lines: int


def detect(path: Path) -> Encoding:
    """Read the whole file once and give the encoding that decodes it without an error.

    Error: bytes of another double-byte encoding (Big5, Shift-JIS) can decode as GB18030; they are
    refused when private-use characters turn up.
    """
    with path.open("rb") as file:
        head = file.read(4)
    for bom, name in _BOMS:
        if head.startswith(bom):
            return Encoding(name, _lines(path, name))
    for name in ("utf-8", _LAST):
        try:
            return Encoding(name, _lines(path, name))
        except UnicodeDecodeError:
            continue
    raise Refusal("bad-file", cause="encoding", name=path.name)


def _lines(path: Path, name: str) -> int:
    decoder = codecs.getincrementaldecoder(name)()
    lines = letters = strange = 0
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            text = decoder.decode(block)
            lines += text.count("\n")
            if "\0" in text:
                raise Refusal("bad-file", cause="binary", name=path.name)
            if name == _LAST and not text.isascii():
                letters += len(_FOREIGN.findall(text))
                strange += len(_PRIVATE.findall(text))
        decoder.decode(b"", final=True)
    if strange > _MOST_STRANGE * letters:
        raise Refusal("bad-file", cause="encoding", name=path.name)
    return lines
