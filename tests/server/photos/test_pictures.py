"""What counts as a picture, and what a screen may be shown of it."""

import io
import struct
from pathlib import Path

import pytest
from PIL import Image

from grids.errors import Refusal
from server import pictures
from tests.server.samples import picture

LIMIT = 50_000_000


def refused(content: bytes, limit: int = LIMIT) -> tuple[str, object]:
    with pytest.raises(Refusal) as refusal:
        pictures.examine(content, limit)
    return refusal.value.code, refusal.value.facts.get("reason")


def opened(content: bytes) -> Image.Image:
    return Image.open(io.BytesIO(content))


def animated_webp(width: int, height: int) -> bytes:
    frame = picture(size=(16, 16), form="WEBP", lossless=True)[12:]
    canvas = bytes([2, 0, 0, 0]) + (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    body = bytes(6) + (15).to_bytes(3, "little") * 2 + (100).to_bytes(3, "little") + b"\0" + frame
    chunks = b"VP8X" + struct.pack("<I", 10) + canvas + b"ANIM" + struct.pack("<IIH", 6, 0, 0)
    chunks += b"ANMF" + struct.pack("<I", len(body)) + body
    return b"RIFF" + struct.pack("<I", len(chunks) + 4) + b"WEBP" + chunks


@pytest.mark.parametrize(("form", "mime"), [("JPEG", "image/jpeg"), ("PNG", "image/png"), ("WEBP", "image/webp")])
def test_a_picture_is_what_its_bytes_say(form: str, mime: str) -> None:
    found = pictures.examine(picture(size=(640, 480), form=form), LIMIT)
    assert (found.mime, found.width, found.height) == (mime, 640, 480)


@pytest.mark.parametrize(
    "content", [b"", b"<html>login</html>", b"GIF89a" + bytes(40), picture(form="BMP"), picture(form="TIFF")]
)
def test_what_is_no_picture_of_ours_is_refused(content: bytes) -> None:
    assert refused(content) == ("bad-photo", "format")


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("kept", [0.5, 0.97])
def test_a_cut_picture_is_refused(form: str, kept: float) -> None:
    whole = picture(form=form)
    code, reason = refused(whole[: int(len(whole) * kept)])
    assert (code, reason) in {("bad-photo", "damaged"), ("bad-photo", "format")}


def test_a_picture_with_too_many_pixels_is_refused_before_it_is_decoded() -> None:
    bomb = io.BytesIO()
    Image.new("1", (20_000, 20_000)).save(bomb, "PNG")
    assert len(bomb.getvalue()) < 100_000
    assert refused(bomb.getvalue()) == ("too-large", None)
    assert refused(animated_webp(16_000, 16_000)) == ("too-large", None)
    assert refused(picture(size=(400, 300)), limit=100_000) == ("too-large", None)


def test_a_screen_gets_an_upright_picture_without_metadata() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by 90 degrees
    exif.get_ifd(0x8825)[2] = (31.0, 42.0, 0.0)  # where it was taken
    exif[0x9286] = "private"
    sent = picture(size=(3000, 2000), exif=exif, comment=b"secret remark", xmp=b"<x:xmpmeta>secret</x:xmpmeta>")
    shown = pictures.shrink(sent, 1600, LIMIT)
    image = opened(shown)
    assert image.size == (1067, 1600)
    assert image.format == "JPEG"
    assert not image.getexif()
    assert b"secret" not in shown
    assert b"Exif" not in shown


def test_a_small_picture_is_not_blown_up() -> None:
    assert opened(pictures.shrink(picture(size=(200, 100)), 1600, LIMIT)).size == (200, 100)


def test_transparency_is_laid_on_white() -> None:
    content = io.BytesIO()
    Image.new("RGBA", (50, 50), (255, 0, 0, 0)).save(content, "PNG")
    pixel = opened(pictures.shrink(content.getvalue(), 320, LIMIT)).getpixel((25, 25))
    assert isinstance(pixel, tuple)
    assert min(pixel) > 250


def test_printers_colours_become_screen_colours() -> None:
    content = io.BytesIO()
    Image.new("CMYK", (80, 60)).save(content, "JPEG")
    assert opened(pictures.shrink(content.getvalue(), 320, LIMIT)).mode == "RGB"


@pytest.mark.real_data
def test_real_heic_is_read_and_a_cut_one_refused(real_data: Path) -> None:
    whole = (real_data / "photos" / "heic" / "xiaomi.heic").read_bytes()
    found = pictures.examine(whole, LIMIT)
    assert (found.mime, found.width, found.height) == ("image/heic", 2592, 1944)
    assert opened(pictures.shrink(whole, 320, LIMIT)).size == (320, 240)
    for kept in (0.3, 0.9, 0.99):
        assert refused(whole[: int(len(whole) * kept)]) == ("bad-photo", "damaged")
    assert refused(whole, limit=1_000_000) == ("too-large", None)


@pytest.mark.real_data
def test_a_crafted_heic_that_crashes_the_decoder_is_only_refused(real_data: Path) -> None:
    hostile = bytearray((real_data / "photos" / "heic" / "L_exif_xmp_iptc.heic").read_bytes())
    hostile[269] = 142  # libheif 1.2x ends in a segmentation fault; found by mutation
    assert refused(bytes(hostile)) == ("bad-photo", "damaged")


@pytest.mark.real_data
@pytest.mark.parametrize("folder", ["bombs", "malformed"])
def test_real_bombs_and_broken_files_are_refused(real_data: Path, folder: str) -> None:
    files = sorted((real_data / "photos" / folder).iterdir())
    assert files
    for file in files:
        assert refused(file.read_bytes())[0] in {"bad-photo", "too-large"}, file.name


@pytest.mark.real_data
@pytest.mark.parametrize("shape", ["landscape", "portrait"])
def test_real_turned_pictures_stand_upright(real_data: Path, shape: str) -> None:
    wanted = opened((real_data / "photos" / "orientation" / f"{shape}_1.jpg").read_bytes()).size
    for turn in range(1, 9):
        sent = (real_data / "photos" / "orientation" / f"{shape}_{turn}.jpg").read_bytes()
        assert opened(pictures.shrink(sent, 1600, LIMIT)).size == wanted, turn


@pytest.mark.real_data
def test_real_cameras_and_gps_pictures_lose_their_metadata(real_data: Path) -> None:
    for folder in ("cameras", "gps", "phone"):
        for file in sorted((real_data / "photos" / folder).iterdir()):
            shown = pictures.shrink(file.read_bytes(), 1600, LIMIT)
            assert not opened(shown).getexif(), file.name
            assert max(opened(shown).size) <= 1600
