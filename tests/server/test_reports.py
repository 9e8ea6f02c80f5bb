"""Reports: figures as on screen, pages that open from a disk with the network cut, papers that hold what they must."""

import io
import json
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import pypdf
import pytest
from playwright.sync_api import sync_playwright

from gis import report_maps
from grids.policy import local_day
from server.config import Settings
from server.db import Database
from server.exports import monthly
from server.exports.order import Order
from server.photos import PhotoStore
from server.reads.exports import What
from server.store.people import person_at
from tests.e2e.conftest import LAUNCH, chromium
from tests.server.stage import Stage
from tests.server.test_lists import add_hazards

MONTH = "2026-11"
ADDRESS = re.compile(r"""(?:(?:https?:)?//[a-z0-9.-]+\.[a-z]{2,}[^\s"'<)]*)""", re.IGNORECASE)
NAMESPACE = ("http://www.w3.org/",)
"""The name of SVG, which nothing fetches."""


@pytest.fixture
def busy(stage: Stage, db: Database) -> Stage:
    add_hazards(stage, db, 30, minutes=1)
    for n in range(3):
        stage.hazard("an", description=f"</script><script>alert({n})</script>{{% raw %}}`${{x}}`")
    return stage


def order(stage: Stage, db: Database, kind: str, who: str = "xu", language: str = "zh", **wanted: Any) -> Order:
    at = datetime.now(UTC)
    with db.session() as session:
        person = person_at(session, stage.people[who], at)
    assert person is not None
    wanted = {"month": f"{local_day(at):%Y-%m}", **wanted}
    return Order(
        id=uuid4(), what=What.MONTHLY, format=kind, crs="wgs84", language=language, wanted=wanted, person=person, at=at
    )


def written(db: Database, settings: Settings, asked: Order, folder: Path) -> Path:
    path, _ = monthly.write(db, PhotoStore.of(settings), asked, folder, lambda _: None)
    return path


def test_a_page_names_no_address_at_all(busy: Stage, db: Database, settings: Settings, tmp_path: Path) -> None:
    html = written(db, settings, order(busy, db, "html"), tmp_path).read_text("utf-8")
    assert [found for found in ADDRESS.findall(html) if not found.startswith(NAMESPACE)] == []
    assert not re.search(r"<(?:script|img|link|iframe)[^>]+(?:src|href)=[\"'](?!data:)", html)
    assert not re.search(r"url\((?!#)", html)
    assert "@import" not in html
    assert "BSD 2-Clause" in html or "Redistribution and use" in html


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_page_opens_from_the_disk_with_the_network_cut(
    busy: Stage, db: Database, settings: Settings, tmp_path: Path, language: str
) -> None:
    path = written(db, settings, order(busy, db, "html", language=language), tmp_path)
    asked: list[str] = []
    faults: list[str] = []
    with sync_playwright() as player:
        browser = player.chromium.launch(executable_path=chromium(), args=LAUNCH, chromium_sandbox=False)
        page = browser.new_context(offline=True, viewport={"width": 1440, "height": 900}).new_page()
        page.on("request", lambda request: asked.append(request.url))
        page.on("requestfailed", lambda request: faults.append(request.url))
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("console", lambda said: faults.append(said.text) if said.type == "error" else None)
        page.on("dialog", lambda dialog: faults.append(dialog.message))
        page.goto(path.as_uri())
        page.wait_for_selector(".folium-map canvas")
        page.locator("#months input").fill("1")
        assert re.fullmatch(r"\d{4}-\d{2}", page.locator("#months output").inner_text())
        assert "leafletjs" not in page.content().lower()
        assert page.evaluate("() => window.wanggeHeat._latlngs.length") > 0
        browser.close()
    assert faults == []
    assert [url for url in asked if not url.startswith(("file:", "data:", "blob:"))] == []


def test_heat_is_binned_and_its_weights_are_normalised() -> None:
    bins = {"2026-10": [(31.7, 119.9, 1.0)] * 98 + [(31.7, 119.9, 2.0), (31.7, 119.9, 500.0)]}
    weights = [weight for _, _, weight in report_maps.normalised(bins)["2026-10"]]
    assert max(weights) == 1.0
    assert weights[0] == 1.0, "one crowded bin does not pale the others"
    assert report_maps.normalised({}) == {}


def test_figures_on_the_paper_are_those_of_the_screen(
    busy: Stage, db: Database, settings: Settings, tmp_path: Path
) -> None:
    asked = order(busy, db, "pdf")
    month = asked.wanted["month"]
    today = local_day(asked.at).isoformat()
    shown = busy.get("xu", "/api/v1/figures/units", period_from=f"{month}-01", period_to=today).json
    words = paper_words(written(db, settings, asked, tmp_path))
    total = shown["total"]
    assert f"{total['closed']}/{total['found']}" in words
    assert monthly.share(total["closed"], total["found"]) in words
    assert "隐患整改率＝期内查出且截至期末已销号的隐患数÷期内查出的隐患数" in words
    for unit in shown["units"]:
        if unit["name"]:
            assert unit["name"] in words
    assert "B机械厂" in words


def paper_words(path: Path) -> str:
    content = path.read_bytes()
    assert content.startswith(b"%PDF")
    text = "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages)
    return re.sub(r"\s+", "", text)


def test_a_town_office_cannot_report_on_another_town(busy: Stage) -> None:
    other = busy.town.towns["湖西镇"]
    body = {"what": "monthly", "format": "pdf", "filter": f"month={MONTH}&town={other}"}
    answer = busy.client("an").post("/api/v1/exports", json=body, headers={"Sec-Fetch-Site": "same-origin"})
    assert answer.status_code == 404, answer.text


def test_nothing_of_nothing_is_a_dash_and_halves_go_up() -> None:
    assert monthly.share(0, 0) == "—"
    assert monthly.share(1, 8) == "12.50%"
    assert monthly.share(1, 16) == "6.25%"
    assert monthly.share(2, 3) == "66.67%"
    assert monthly.share(12345, 100000) == "12.35%"


def test_both_languages_have_every_sentence() -> None:
    books = [
        json.loads((Path("server/text") / f"{name}.{lang}.json").read_text("utf-8"))
        for name in ("reports", "exports")
        for lang in ("zh", "en")
    ]
    assert books[0].keys() == books[1].keys()
    assert books[2].keys() == books[3].keys()
