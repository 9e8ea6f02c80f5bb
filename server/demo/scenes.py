"""What the demo's drawings show: seventeen shortcomings, each also as the same spot mended."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import Final

from PIL import ImageDraw, ImageFont

Draw = ImageDraw.ImageDraw

FLOOR: Final = 330
RED, GREEN, GREY, DARK = (196, 58, 49), (58, 138, 84), (150, 154, 158), (62, 66, 70)
YELLOW, WOOD, BLUE, WHITE = (232, 190, 60), (176, 132, 84), (70, 110, 168), (246, 246, 242)
_GAP: Final = range(251, 420)


def _boxes(draw: Draw, chance: Random, places: tuple[tuple[int, int], ...]) -> None:
    for x, y in places:
        w, h = chance.randint(80, 110), chance.randint(60, 85)
        draw.rectangle((x, y - h, x + w, y), fill=WOOD, outline=DARK, width=3)
        draw.line((x, y - h / 2, x + w, y - h / 2), fill=(140, 100, 60), width=4)


def _exit(draw: Draw, chance: Random, mended: bool) -> None:  # noqa: FBT001 - every drawing is called alike
    draw.rectangle((220, 110, 420, FLOOR + 20), fill=(110, 140, 120), outline=DARK, width=4)
    draw.line((320, 110, 320, FLOOR + 20), fill=DARK, width=3)
    draw.rectangle((260, 60, 380, 98), fill=GREEN)
    draw.text((286, 66), "EXIT", fill=WHITE, font=ImageFont.load_default(26))
    if not mended:
        _boxes(draw, chance, ((180, 390), (290, 400), (400, 388), (235, 330), (340, 325)))
    else:
        draw.polygon(((200, 470), (440, 470), (410, 352), (230, 352)), outline=YELLOW, width=6)


def _extinguisher(draw: Draw, chance: Random, mended: bool) -> None:  # noqa: FBT001
    for x in (240, 330):
        draw.rounded_rectangle((x, 210, x + 60, 350), 20, fill=RED, outline=DARK, width=3)
        draw.rectangle((x + 20, 180, x + 40, 212), fill=DARK)
        draw.ellipse((x + 16, 228, x + 44, 256), fill=WHITE, outline=DARK, width=2)
        end = (x + 40, 236) if mended else (x + 20, 250)
        draw.line((x + 30, 242, *end), fill=GREEN if mended else RED, width=4)
    if not mended:
        _boxes(draw, chance, ((190, 420), (300, 430), (360, 410)))


def _wiring(draw: Draw, chance: Random, mended: bool) -> None:  # noqa: FBT001
    if mended:
        draw.rectangle((60, 120, 580, 146), fill=WHITE, outline=DARK, width=3)
        draw.rectangle((300, 146, 326, 300), fill=WHITE, outline=DARK, width=3)
    else:
        for _ in range(7):
            points = [(x, chance.randint(90, 300)) for x in range(40, 620, 60)]
            draw.line(points, fill=chance.choice((DARK, RED, BLUE, YELLOW)), width=4, joint="curve")
    for x in (180, 300) if not mended else (285,):
        draw.rounded_rectangle((x, 290, x + 130, 322), 6, fill=WHITE, outline=DARK, width=3)
        for n in range(4):
            draw.ellipse((x + 12 + 28 * n, 299, x + 26 + 28 * n, 313), fill=DARK)


def _panel(draw: Draw, chance: Random, mended: bool) -> None:  # noqa: FBT001
    draw.rectangle((220, 90, 420, 330), fill=GREY, outline=DARK, width=5)
    if mended:
        draw.rectangle((232, 102, 408, 318), fill=(190, 194, 198), outline=DARK, width=3)
        draw.polygon(((320, 150), (285, 212), (355, 212)), fill=YELLOW, outline=DARK)
        draw.line((320, 168, 320, 195), fill=DARK, width=6)
        draw.rectangle((392, 205, 402, 235), fill=DARK)
        return
    for row in range(3):
        for column in range(4):
            x, y = 240 + 44 * column, 112 + 68 * row
            draw.rectangle((x, y, x + 30, y + 44), fill=DARK)
            draw.line((x + 15, y + 44, chance.randint(230, 410), y + 68), fill=RED, width=3)
    _boxes(draw, chance, ((180, 420), (330, 415)))


def _ebike(draw: Draw, chance: Random, mended: bool) -> None:  # noqa: FBT001
    del chance
    if mended:
        draw.polygon(((60, 110), (580, 80), (580, 100), (60, 130)), fill=BLUE)
        draw.line((90, 130, 90, FLOOR + 40), fill=DARK, width=8)
        draw.line((550, 100, 550, FLOOR + 40), fill=DARK, width=8)
    else:
        for step in range(6):
            x, y = 20 + 40 * step, 120 + 35 * step
            draw.rectangle((x, y, x + 100, y + 35), fill=GREY, outline=DARK)
        draw.line((430, 150, 470, 240, 400, 330), fill=RED, width=5)
    for x in (250, 450):
        draw.ellipse((x - 55, 300, x + 55, 410), outline=DARK, width=9)
    draw.line((250, 355, 340, 300, 420, 300, 450, 355), fill=RED, width=11)
    draw.line((420, 300, 410, 240, 440, 232), fill=DARK, width=8)
    draw.rectangle((300, 262, 370, 284), fill=DARK)


def _sign(draw: Draw, chance: Random, mended: bool) -> None:  # noqa: FBT001
    del chance
    colour = YELLOW if mended else (222, 216, 196)
    draw.polygon(((320, 70), (190, 290), (450, 290)), fill=colour, outline=DARK, width=8)
    draw.line((320, 140, 320, 220), fill=DARK if mended else (190, 186, 176), width=16)
    draw.ellipse((310, 240, 330, 260), fill=DARK if mended else (190, 186, 176))
    if not mended:
        draw.line((210, 100, 440, 280), fill=(206, 200, 186), width=22)


def _helmet(draw: Draw, chance: Random, mended: bool) -> None:  # noqa: FBT001
    draw.ellipse((270, 120, 370, 230), fill=(224, 186, 152), outline=DARK, width=3)
    draw.rectangle((240, 225, 400, 400), fill=BLUE, outline=DARK, width=4)
    draw.line((240, 250, 150, 330), fill=BLUE, width=34)
    draw.line((400, 250, 490, 320), fill=BLUE, width=34)
    draw.ellipse((470, 300, 530, 360), fill=GREY, outline=DARK, width=5)
    for _ in range(14):
        draw.line((500, 330, chance.randint(540, 610), chance.randint(240, 380)), fill=YELLOW, width=3)
    if mended:
        draw.pieslice((258, 88, 382, 212), 180, 360, fill=YELLOW, outline=DARK, width=3)
        draw.rectangle((246, 146, 394, 158), fill=YELLOW, outline=DARK, width=2)
        draw.rounded_rectangle((278, 166, 362, 190), 8, fill=(160, 210, 230), outline=DARK, width=3)


def _guard(draw: Draw, chance: Random, mended: bool) -> None:  # noqa: FBT001
    del chance
    draw.rectangle((110, 280, 530, 380), fill=GREY, outline=DARK, width=4)
    for x, radius in ((220, 70), (430, 45)):
        draw.ellipse((x - radius, 200 - radius, x + radius, 200 + radius), fill=(120, 124, 128), outline=DARK, width=5)
        draw.ellipse((x - 10, 190, x + 10, 210), fill=DARK)
    draw.line((220, 130, 430, 155), fill=DARK, width=7)
    draw.line((220, 270, 430, 245), fill=DARK, width=7)
    if mended:
        draw.rounded_rectangle((130, 110, 500, 290), 50, fill=YELLOW, outline=DARK, width=5)
        for x in range(160, 490, 30):
            draw.line((x, 130, x, 270), fill=DARK, width=3)


def _hoist(draw: Draw, chance: Random, mended: bool) -> None:  # noqa: FBT001
    draw.rectangle((30, 50, 610, 84), fill=YELLOW, outline=DARK, width=4)
    draw.rectangle((270, 84, 370, 128), fill=GREY, outline=DARK, width=4)
    draw.line((320, 128, 320, 220), fill=DARK, width=6)
    draw.arc((285, 215, 355, 300), 270, 150, fill=DARK, width=14)
    if mended:
        draw.line((322, 226, 350, 262), fill=RED, width=8)
    draw.line((320, 296, 230, 370), fill=YELLOW, width=12)
    draw.line((320, 296, 410, 370), fill=YELLOW, width=12)
    if not mended:
        for _ in range(12):
            y = chance.randint(320, 350)
            draw.line((262, y, 262 + chance.randint(-24, 24), y + chance.randint(-16, 16)), fill=DARK, width=3)
    draw.rectangle((200, 370, 440, 430), fill=WOOD, outline=DARK, width=4)


def _cylinder(draw: Draw, chance: Random, mended: bool) -> None:  # noqa: FBT001
    del chance
    for n, colour in enumerate((BLUE, BLUE, WHITE, WHITE)):
        x = 130 + 100 * n + (40 if mended and n > 1 else 0)
        if not mended and n == 1:
            draw.rounded_rectangle((160, 392, 360, 442), 24, fill=colour, outline=DARK, width=4)
            continue
        draw.rounded_rectangle((x, 150, x + 56, 380), 26, fill=colour, outline=DARK, width=4)
        draw.rectangle((x + 18, 124, x + 38, 152), fill=DARK)
    if mended:
        draw.line((110, 250, 540, 250), fill=YELLOW, width=10)
        draw.line((338, 100, 338, 400), fill=GREY, width=14)


def _stack(draw: Draw, chance: Random, mended: bool) -> None:  # noqa: FBT001
    draw.line((60, 470, 250, 340), fill=YELLOW, width=8)
    draw.line((580, 470, 390, 340), fill=YELLOW, width=8)
    if mended:
        _boxes(draw, chance, ((40, 380), (40, 300), (490, 380), (490, 300)))
    else:
        _boxes(draw, chance, tuple((230 + chance.randint(-26, 26), y) for y in (420, 345, 272, 200, 132)))
        _boxes(draw, chance, ((330, 430), (350, 352)))


def _railing(draw: Draw, chance: Random, mended: bool) -> None:  # noqa: FBT001
    del chance
    draw.rectangle((60, 270, 580, 300), fill=GREY, outline=DARK, width=4)
    draw.rectangle((60, 300, 580, 480), fill=(120, 118, 112))
    for x in range(80, 590, 100):
        if mended or x not in _GAP:
            draw.line((x, 130, x, 270), fill=YELLOW, width=12)
    for y in (140, 200, 255):
        spans = ((80, 580),) if mended else ((80, 180), (480, 580))
        for begin, end in spans:
            draw.line((begin, y, end, y), fill=YELLOW, width=9)


def _dust(draw: Draw, chance: Random, mended: bool) -> None:  # noqa: FBT001
    draw.rectangle((40, 110, 600, 150), fill=GREY, outline=DARK, width=4)
    draw.rectangle((380, 150, 540, 330), fill=(128, 140, 150), outline=DARK, width=4)
    draw.polygon(((400, 330), (520, 330), (480, 400), (440, 400)), fill=(128, 140, 150), outline=DARK)
    if mended:
        draw.rectangle((410, 190, 510, 250), fill=RED, outline=DARK, width=4)
        return
    for _ in range(900):
        x, y = chance.randint(40, 600), chance.choice((108, 328, 400)) - int(abs(chance.gauss(0, 9)))
        draw.ellipse((x, y, x + 5, y + 4), fill=(120, 96, 70))


def _manhole(draw: Draw, chance: Random, mended: bool) -> None:  # noqa: FBT001
    del chance
    draw.ellipse((190, 350, 450, 450), fill=(70, 68, 64) if not mended else GREY, outline=DARK, width=6)
    if mended:
        for x in range(230, 420, 36):
            draw.line((x, 372, x, 430), fill=DARK, width=4)
        draw.rectangle((308, 392, 332, 416), fill=YELLOW, outline=DARK, width=3)
        draw.polygon(((320, 120), (240, 260), (400, 260)), fill=YELLOW, outline=DARK, width=6)
        draw.line((320, 165, 320, 215), fill=DARK, width=12)
        draw.line((320, 260, 320, 350), fill=DARK, width=8)
    else:
        draw.line((290, 150, 290, 440), fill=WOOD, width=9)
        draw.line((350, 150, 350, 440), fill=WOOD, width=9)
        for y in range(180, 430, 40):
            draw.line((290, y, 350, y), fill=WOOD, width=7)


def _drum(draw: Draw, chance: Random, mended: bool) -> None:  # noqa: FBT001
    for x, colour in ((150, BLUE), (270, RED), (390, BLUE)):
        draw.rectangle((x, 190, x + 96, 380), fill=colour, outline=DARK, width=4)
        for y in (240, 310):
            draw.line((x, y, x + 96, y), fill=DARK, width=3)
        draw.ellipse((x, 172, x + 96, 208), fill=colour if mended else DARK, outline=DARK, width=4)
        if mended:
            draw.polygon(((x + 48, 250), (x + 22, 276), (x + 48, 302), (x + 74, 276)), fill=WHITE, outline=RED)
    if mended:
        draw.rectangle((110, 380, 530, 412), fill=YELLOW, outline=DARK, width=4)
    else:
        for _ in range(5):
            x, y = chance.randint(140, 420), chance.randint(388, 420)
            draw.ellipse((x, y, x + chance.randint(60, 120), y + 24), fill=(96, 110, 70))


def _gas(draw: Draw, chance: Random, mended: bool) -> None:  # noqa: FBT001
    del chance
    draw.rectangle((120, 290, 400, 380), fill=GREY, outline=DARK, width=4)
    for x in (180, 300):
        draw.ellipse((x, 270, x + 70, 300), fill=DARK)
        draw.polygon(((x + 15, 272), (x + 35, 230), (x + 55, 272)), fill=BLUE)
    draw.rounded_rectangle((450, 270, 530, 400), 20, fill=WHITE, outline=DARK, width=4)
    draw.line((490, 270, 490, 240, 400, 330), fill=RED if not mended else GREY, width=9)
    draw.rectangle((430, 80, 540, 150), fill=WHITE, outline=DARK, width=4)
    draw.ellipse((446, 98, 476, 128), fill=GREEN if mended else DARK)
    if not mended:
        draw.line((424, 74, 546, 156), fill=RED, width=9)
        draw.line((546, 74, 424, 156), fill=RED, width=9)


def _paper(draw: Draw, chance: Random, mended: bool) -> None:  # noqa: FBT001
    draw.rectangle((190, 70, 450, 410), fill=WHITE, outline=DARK, width=4)
    draw.rectangle((230, 92, 410, 116), fill=GREY)
    for row in range(8):
        y = 140 + 32 * row
        draw.rectangle((210, y, 430, y + 32), outline=DARK, width=2)
        if mended or row < 2:  # noqa: PLR2004 - the rest is empty
            points = [(222 + 16 * n, y + 16 + chance.randint(-7, 7)) for n in range(12)]
            draw.line(points, fill=BLUE, width=3)
    if mended:
        draw.ellipse((350, 330, 440, 420), outline=RED, width=6)


SUBJECTS: Final[dict[str, Callable[[Draw, Random, bool], None]]] = {
    "cylinder": _cylinder, "drum": _drum, "dust": _dust, "ebike": _ebike, "exit": _exit, "extinguisher": _extinguisher,
    "gas": _gas, "guard": _guard, "helmet": _helmet, "hoist": _hoist, "manhole": _manhole, "panel": _panel,
    "paper": _paper, "railing": _railing, "sign": _sign, "stack": _stack, "wiring": _wiring,
}  # fmt: skip
