"""Bytes that claim to be a picture: whether they are one, how large, and what a screen may be shown of it.

JPEG, PNG, WebP and HEIC are pictures here; everything else, and everything broken, is refused.
"""

import io
import struct
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from PIL import Image, ImageOps, UnidentifiedImageError

from grids.errors import Refusal
from server import apart

_FORMATS: Final = ("JPEG", "PNG", "WEBP")
_MIME: Final = {"JPEG": "image/jpeg", "MPO": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp"}
_HEIC: Final = "image/heic"
_HEIC_BRANDS: Final = frozenset({b"heic", b"heix", b"heim", b"heis", b"mif1", b"msf1"})
_HEIC_SCRIPT: Final = Path(__file__).with_name("heic.py")
_HEIC_S: Final = 30
_QUALITY: Final = 82
_UNREADABLE: Final = (
    OSError, SyntaxError, ValueError, EOFError, struct.error, MemoryError,
    Image.DecompressionBombError, Image.DecompressionBombWarning,
)  # fmt: skip
"""All that Pillow raises on bytes that are broken or hostile; found by feeding it thousands of mutated files."""
_BAD_EXIF: Final = (SyntaxError, ValueError, TypeError, KeyError, struct.error, ZeroDivisionError, OSError)
_hands = threading.Semaphore(2)
"""A 12-megapixel picture takes 110 MB while it is open; two at a time in a process."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """What a picture is, by its bytes and not by its sender's word."""

    mime: str
    width: int
    height: int


def examine(content: bytes, max_pixels: int) -> Picture:
    """Tell what picture these bytes are, decoding them to the last one; refuse what is none.

    Raises: Refusal `bad-photo` (`reason`: format, damaged) or `too-large`.
    """
    with _hands:
        if _is_heic(content):
            width, height, _ = _develop_heic(content, max_pixels, side=8)
            return Picture(mime=_HEIC, width=width, height=height)
        with _opened(content, max_pixels) as image:
            picture = Picture(mime=_MIME[image.format or ""], width=image.width, height=image.height)
            image.draft("RGB", (max(1, image.width // 8), max(1, image.height // 8)))  # reads all, keeps little
            _load(image)
            return picture


def shrink(content: bytes, side: int, max_pixels: int) -> bytes:
    """Make an upright JPEG of at most so many pixels a side, that carries nothing but the picture.

    Unit: pixels. Error: lossy, quality 82. Source: ours.
    """
    with _hands:
        if _is_heic(content):
            return _develop_heic(content, max_pixels, side)[2]
        with _opened(content, max_pixels) as image:
            image.draft("RGB", _box(image.size, side))
            _load(image)
            plain = _upright(image)
        plain.thumbnail((side, side))
        jpeg = io.BytesIO()
        plain.save(jpeg, "JPEG", quality=_QUALITY, optimize=True, progressive=True)
        return jpeg.getvalue()


def _opened(content: bytes, max_pixels: int) -> Image.Image:
    try:
        image = Image.open(io.BytesIO(content), formats=_FORMATS)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise _too_many(max_pixels) from error
    except UnidentifiedImageError as error:
        raise Refusal("bad-photo", reason="format") from error
    except _UNREADABLE as error:
        raise Refusal("bad-photo", reason="damaged") from error
    if image.width * image.height > max_pixels:
        raise _too_many(max_pixels)
    return image


def _load(image: Image.Image) -> None:
    try:
        image.load()
    except _UNREADABLE as error:
        raise Refusal("bad-photo", reason="damaged") from error


def _upright(image: Image.Image) -> Image.Image:
    """Turn as EXIF says, where it can be read, and lay transparency on white."""
    try:
        turned = ImageOps.exif_transpose(image)
    except _BAD_EXIF:
        turned = image
    if turned.has_transparency_data:
        turned = Image.alpha_composite(Image.new("RGBA", turned.size, "white"), turned.convert("RGBA"))
    plain = turned.convert("RGB")
    plain.info.clear()  # comments and XMP would otherwise follow into the JPEG
    return plain


def _too_many(max_pixels: int) -> Refusal:
    return Refusal("too-large", limit=f"{max_pixels / 1e6:g} MP")


def _box(size: tuple[int, int], side: int) -> tuple[int, int]:
    """Return the box of the picture's own shape: a draft needs both sides to exceed it."""
    scale = min(1.0, side / max(size))
    return max(1, round(size[0] * scale)), max(1, round(size[1] * scale))


def _is_heic(content: bytes) -> bool:
    return content[4:8] == b"ftyp" and content[8:12] in _HEIC_BRANDS


def _develop_heic(content: bytes, max_pixels: int, side: int) -> tuple[int, int, bytes]:
    """Decode in a process of its own: the decoder crashes on some crafted files."""
    if not _is_whole(content):
        raise Refusal("bad-photo", reason="damaged")
    try:
        answer = apart.run(_HEIC_SCRIPT, [str(max_pixels), str(side)], content, _HEIC_S)
    except apart.ChildFailedError as error:
        if error.code == apart.TOO_LARGE:
            raise _too_many(max_pixels) from error
        raise Refusal("bad-photo", reason="damaged") from error
    width, height = struct.unpack(">II", answer[:8])
    return width, height, answer[8:]


def _is_whole(content: bytes) -> bool:
    """Tell whether the boxes of the file end where the bytes end; a decoder draws a cut one without complaint."""
    at = 0
    while at + 8 <= len(content):
        (size,) = struct.unpack_from(">I", content, at)
        if size == 1 and at + 16 <= len(content):
            (size,) = struct.unpack_from(">Q", content, at + 8)
        elif size == 0:
            return True
        if size < 8:  # noqa: PLR2004 - the header itself
            return False
        at += size
    return at == len(content)
