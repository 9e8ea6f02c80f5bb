"""Streets under the work in a real browser: a shifted map lies where it belongs, one that stops coming is said, and a
pack goes along where there is no network."""

import io
import math
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import ClassVar

import numpy as np
import pytest
from PIL import Image, ImageDraw
from playwright.sync_api import Browser, Page, expect

from gis.gcj02 import wgs84_to_gcj02
from tests import map_files
from tests.e2e import maps, patience
from tests.e2e.conftest import running, verb
from tests.e2e.site import Site, sign_in

pytestmark = [pytest.mark.e2e, pytest.mark.slow]
HERE = (119.95, 31.72)
KEY = "key-of-the-map-that-no-log-may-have"
GROUND = (230, 236, 214)
CROSS = (255, 0, 255)
PACKED = (255, 214, 120)
AREA = (119.70, 31.45, 120.20, 31.90)


class Streets(BaseHTTPRequestHandler):
    """Tiles of a map in GCJ-02: plain, with a cross where HERE stands on such a map."""

    is_down: ClassVar[bool] = False
    seen: ClassVar[list[str]] = []

    def do_GET(self) -> None:
        """Answer a tile."""
        self.seen.append(self.path)
        z, x, y = (int(part.partition(".")[0]) for part in self.path.partition("?")[0].split("/")[-3:])
        self.send_response(503 if self.is_down else 200)
        self.send_header("Content-Type", "image/png")
        self.send_header("Access-Control-Allow-Origin", "*")
        self.end_headers()
        if not self.is_down:
            self.wfile.write(shifted(z, x, y))

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def shifted(z: int, x: int, y: int) -> bytes:
    [[lon, lat]] = wgs84_to_gcj02(np.array([HERE]))
    sine = math.sin(math.radians(lat))
    across = ((lon + 180) / 360 * 2**z - x) * 256
    down = ((0.5 - math.log((1 + sine) / (1 - sine)) / (4 * math.pi)) * 2**z - y) * 256
    image = Image.new("RGB", (256, 256), GROUND)
    draw = ImageDraw.Draw(image)
    for dx, dy in ((40, 2), (2, 40)):
        draw.rectangle((across - dx, down - dy, across + dx, down + dy), fill=CROSS)
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


@contextmanager
def streets() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Streets)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/{{z}}/{{x}}/{{y}}.png?key={KEY}"
    finally:
        server.shutdown()
        server.server_close()


@contextmanager
def phone_at(browser: Browser, site: Site) -> Iterator[Page]:
    """Open a phone that stands at HERE."""
    context = browser.new_context(
        viewport={"width": 390, "height": 844}, device_scale_factor=2, is_mobile=True, has_touch=True, locale="zh-CN",
        timezone_id="Asia/Shanghai", permissions=["geolocation"], base_url=site.address,
        geolocation={"longitude": HERE[0], "latitude": HERE[1], "accuracy": 8},
    )  # fmt: skip
    context.set_default_timeout(patience.MS)
    try:
        yield context.new_page()
    finally:
        context.close()


def map_at_rest(page: Page) -> Image.Image:
    """Wait until the map has drawn all it will, and look at it."""
    expect(page.get_by_test_id("map")).to_be_visible()
    maps.rests(page)
    page.wait_for_timeout(1_500)
    return Image.open(io.BytesIO(page.get_by_test_id("map").screenshot())).convert("RGB")


def until_shown(page: Page, is_there: Callable[[Image.Image], bool]) -> Image.Image:
    """Look at the map until something is on it; the last look is returned, for the assertion to fail on."""
    for _ in range(20):
        picture = map_at_rest(page)
        if is_there(picture):
            break
    return picture


def middle_of(picture: Image.Image, is_part: Callable[..., np.ndarray]) -> np.ndarray:
    """Return the middle of what is coloured so, in device pixels: half way between its ends, whatever covers it."""
    rows, columns = np.nonzero(is_part(*np.moveaxis(np.asarray(picture).astype(int), 2, 0)))
    assert len(rows) > 50
    return np.array([columns.min() + columns.max(), rows.min() + rows.max()]) / 2


def crossing_of(picture: Image.Image) -> np.ndarray:
    """Return where the bars of the cross meet, in device pixels: what is drawn over their ends does not matter."""
    seen = is_cross(*np.moveaxis(np.asarray(picture).astype(int), 2, 0))
    assert seen.sum() > 50
    middles = [np.nonzero(bar > bar.max() / 2)[0].mean() for bar in (seen.sum(axis=0), seen.sum(axis=1))]
    return np.array(middles)


def is_cross(r: np.ndarray, g: np.ndarray, b: np.ndarray) -> np.ndarray:
    return (r > 190) & (g < 110) & (b > 190)


def is_me(r: np.ndarray, g: np.ndarray, b: np.ndarray) -> np.ndarray:
    return (abs(r - 11) < 12) & (abs(g - 98) < 12) & (abs(b - 196) < 12)


def has(picture: Image.Image, colour: tuple[int, int, int]) -> bool:
    """Tell whether a tenth of the picture is nearly of this colour."""
    pixels = np.asarray(picture).astype(int)
    return bool((np.abs(pixels - np.array(colour)).max(axis=2) < 14).mean() > 0.1)


def test_a_shifted_map_lies_under_our_places_and_says_when_it_stops_coming(browser: Browser, demo: Path) -> None:
    Streets.is_down = False
    settings = {"WANGGE_BASEMAP": "xyz", "WANGGE_BASEMAP_CRS": "gcj02", "WANGGE_BASEMAP_APPROVAL": "GS(2024)0000号"}
    with streets() as address, running(grown=demo, WANGGE_BASEMAP_URL=address, **settings) as site:
        with phone_at(browser, site) as page:
            sign_in(page, "townhead")
            page.goto("/map")
            picture = until_shown(page, lambda seen: has(seen, GROUND))
            cross, here = crossing_of(picture), middle_of(picture, is_me)
            css_px = np.abs(cross - here).max() / 2
            assert css_px <= 1, f"the cross lies {css_px} px beside the place"
            expect(page.get_by_test_id("ground-credit")).to_contain_text("审图号：GS(2024)0000号")
            for _ in range(2):  # the place stays on the screen
                page.locator(".maplibregl-ctrl-zoom-in").click()
                maps.stands(page)
            near = map_at_rest(page)
            assert np.abs(crossing_of(near) - middle_of(near, is_me)).max() / 2 <= 1

            Streets.is_down = True
            page.reload()
            expect(page.get_by_test_id("ground-trouble")).to_be_visible()
            assert not has(map_at_rest(page), GROUND)
            page.get_by_test_id("ground-switch").click()
            page.get_by_test_id("ground-offline").click()
            expect(page.get_by_test_id("ground-trouble")).to_have_count(0)
            Streets.is_down = False
            before = len(Streets.seen)
            page.reload()
            map_at_rest(page)
            assert len(Streets.seen) == before, "the offline map was chosen, and tiles were asked for"
            page.get_by_test_id("ground-switch").click()
            page.get_by_test_id("ground-streets").click()
            assert has(until_shown(page, lambda seen: has(seen, GROUND)), GROUND)
        logs = "".join(file.read_text("utf-8") for file in (site.data / "log").glob("*.log"))
        assert KEY not in logs
        assert any(KEY in path for path in Streets.seen)


def packed(tile: map_files.Tile) -> bytes:
    """Draw a plain tile, a little different each, so that none stands for another."""
    image = Image.new("RGB", (256, 256), PACKED)
    image.putpixel((tile[1] % 256, tile[2] % 256), (0, 0, 0))
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


def test_the_pack_of_the_area_is_on_the_phone_and_is_drawn_without_network(
    browser: Browser, demo: Path, tmp_path: Path
) -> None:
    file = map_files.write_pmtiles(tmp_path / "streets.pmtiles", AREA, range(8, 16), packed)
    with running(grown=demo, WANGGE_BASEMAP="pmtiles") as site:
        verb("basemap", str(file), "--data", str(site.data))
        about = site.reader("officer").get("/api/v1/basemap/pack/about")
        with phone_at(browser, site) as page:
            sign_in(page, "officer")
            page.goto("/ready")
            line = page.locator(".checks li", has_text="街道地图包")
            expect(line).to_contain_text(f"{max(1, round(about['bytes'] / 1e6))} MB")
            page.goto("/today")
            page.locator("button.toggle").click()
            assert has(until_shown(page, lambda seen: has(seen, PACKED)), PACKED)
            page.reload()  # from here on the service worker has the page
            expect(page.locator("button.toggle")).to_be_visible()
            asked: list[str] = []
            page.on("request", lambda request: asked.append(request.url))
            page.context.set_offline(True)
            page.reload()
            page.locator("button.toggle").click()
            assert has(until_shown(page, lambda seen: has(seen, PACKED)), PACKED)
            expect(page.get_by_test_id("ground-credit")).to_contain_text("© 测试街道")
            assert not [url for url in asked if "/basemap/tiles/" in url]
            page.context.set_offline(False)
