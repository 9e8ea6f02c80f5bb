"""Drawings that stand for photos in the demo: each shows one shortcoming, or the same spot mended.

They are drawn with plain shapes and carry the word 演示, so that nobody takes one for a photo.
"""

from __future__ import annotations

import hashlib
import io
from random import Random
from typing import Final

from PIL import Image, ImageDraw, ImageFont

from server.demo.scenes import DARK, FLOOR, GREEN, RED, SUBJECTS, WHITE, Draw
from server.demo.strokes import WORD

SIZE: Final = (640, 480)
VARIANTS: Final = 2
_QUALITY: Final = 72
_WALLS: Final = ((214, 210, 200), (200, 208, 212))


def all_drawings() -> dict[str, tuple[dict[str, bytes], dict[str, bytes]]]:
    """Draw everything: name -> pictures before, pictures after, each JPEG bytes by their SHA-256."""
    return {name: (_series(name, mended=False), _series(name, mended=True)) for name in SUBJECTS}


def _series(name: str, *, mended: bool) -> dict[str, bytes]:
    found = {}
    for variant in range(VARIANTS):
        jpeg = _jpeg(name, variant, mended=mended)
        found[hashlib.sha256(jpeg).hexdigest()] = jpeg
    return found


def _jpeg(name: str, variant: int, *, mended: bool) -> bytes:
    chance = Random(f"{name}{variant}")  # noqa: S311 - where boxes stand in a drawing
    image = Image.new("RGB", SIZE, _WALLS[variant])
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, FLOOR, SIZE[0], SIZE[1]), fill=(168, 164, 156) if variant else (182, 176, 164))
    draw.line((0, FLOOR, SIZE[0], FLOOR), fill=DARK, width=2)
    SUBJECTS[name](draw, chance, mended)
    _mark(draw, mended=mended)
    out = io.BytesIO()
    image.save(out, "JPEG", quality=_QUALITY)
    return out.getvalue()


def _mark(draw: Draw, *, mended: bool) -> None:
    """Write 演示 DEMO into the corner, and whether it is before or after by the colour of the frame."""
    draw.rectangle((0, 0, SIZE[0] - 1, SIZE[1] - 1), outline=GREEN if mended else RED, width=8)
    draw.rectangle((420, 400, 620, 462), fill=WHITE, outline=DARK, width=2)
    for stroke in WORD:
        draw.line([(430 + x * 0.5, 408 + y * 0.5) for x, y in stroke], fill=DARK, width=4)
    draw.text((540, 418), "DEMO", fill=DARK, font=ImageFont.load_default(24))
