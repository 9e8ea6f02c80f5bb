"""From page to PDF: typeset once, one at a time, readable, embedded, on one page where one is enough."""

import fcntl
import io
import threading
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from pypdf import PdfReader

from server import apart
from server.config import Settings
from server.db import Database
from server.documents import printing
from server.documents.chains import render_chain
from server.documents.notices import render_notice
from server.photos import PhotoStore
from tests.server import samples
from tests.server.documents.test_papers import LINK, shot

PAGE = '<html lang="zh-CN"><style>body{font-family:"Noto Serif CJK SC"}</style><p>整改告知单</p></html>'


@pytest.fixture
def store(settings: Settings) -> PhotoStore:
    return PhotoStore.of(settings)


def pages(pdf: bytes) -> list[str]:
    return [page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages]


def test_two_items_with_photos_and_place_fit_on_one_page(db: Database, store: PhotoStore) -> None:
    with db.transaction() as session:
        where = samples.town(session)
        hazards = [samples.hazard(session, where, no) for no in (1, 2)]
        for no, row in enumerate(hazards):
            for text in ("a", "b"):
                shot(session, store, row, f"{no}{text}")
        notice = samples.notice(session, where, hazards)
        texts = pages(render_notice(session, store, notice.id, LINK, "zh"))
    assert len(texts) == 1
    assert "整改告知单" in texts[0]
    assert "(湖塘镇)安告〔2026〕0007号" in texts[0]
    assert "第1页" in texts[0]


def test_a_long_order_runs_over_numbered_pages_with_its_heads(db: Database, store: PhotoStore) -> None:
    with db.transaction() as session:
        where = samples.town(session)
        hazards = [samples.hazard(session, where, no) for no in range(1, 31)]
        notice = samples.notice(session, where, hazards, order=True)
        texts = pages(render_notice(session, store, notice.id, LINK, "zh"))
        record = pages(render_chain(session, store, hazards[0].id, "zh"))
    assert len(texts) > 1
    assert f"共{len(texts)}页" in texts[-1]
    assert all("(武进区)安责改〔2026〕0003号" in text for text in texts)
    assert "整改期限" in texts[1]  # the table's head is repeated
    assert "隐患排查治理全过程记录" in record[0]


def test_fonts_are_inside_and_the_paper_is_for_the_archive(tmp_path: Path) -> None:
    reader = PdfReader(io.BytesIO(printing.pdf(PAGE, tmp_path)))
    assert reader.xmp_metadata is not None
    assert b"pdfaid:part" in reader.xmp_metadata.stream.get_data()
    fonts = reader.pages[0]["/Resources"]["/Font"].values()  # type: ignore[index]
    names = [font.get_object()["/DescendantFonts"][0].get_object()["/FontDescriptor"].get_object() for font in fonts]
    assert names
    assert all("/FontFile3" in font or "/FontFile2" in font for font in names)
    assert any("CJK" in font["/FontName"] for font in names)


def test_the_same_page_is_typeset_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[int] = []

    def press(*_: object) -> bytes:
        calls.append(1)
        time.sleep(0.2)
        return b"%PDF"

    monkeypatch.setattr(apart, "run", press)
    threads = [threading.Thread(target=printing.pdf, args=(PAGE, tmp_path)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(calls) == 1
    printing.pdf(PAGE + "<p>changed</p>", tmp_path)
    assert len(calls) == 2
    assert sorted(file.suffix for file in tmp_path.iterdir()) == ["", ".pdf", ".pdf"]


def test_the_press_fetches_nothing_from_files_or_the_net(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("do not print", "utf-8")
    page = f'<html><p>paper</p><img src="{secret.as_uri()}"><link rel="attachment" href="{secret.as_uri()}"></html>'
    made = printing.pdf(page, tmp_path / "papers")
    assert b"do not print" not in made
    assert not PdfReader(io.BytesIO(made)).attachments


def test_a_press_that_fails_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(printing, "_PRESS", tmp_path / "missing.py")
    with pytest.raises(apart.ChildFailedError):
        printing.pdf(PAGE, tmp_path / "papers")
    assert list((tmp_path / "papers").glob("*.pdf")) == []


def test_whoever_waits_too_long_for_the_press_is_told_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(printing, "_PATIENCE_S", 0.3)
    with (tmp_path / "lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        with pytest.raises(apart.ChildFailedError, match="busy"):
            printing.pdf(PAGE, tmp_path)


def test_papers_of_last_month_are_swept(tmp_path: Path) -> None:
    (tmp_path / "old.pdf").write_bytes(b"%PDF")
    assert printing.sweep(tmp_path, datetime.now(UTC) - timedelta(days=30)) == 0
    assert printing.sweep(tmp_path, datetime.now(UTC) + timedelta(days=1)) == 1
