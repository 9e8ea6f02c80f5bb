"""What stands on the sheet for the wall: whose the unit is and who answers for it, as it is now; one page each."""

import io
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from pypdf import PdfReader
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from grids.errors import Refusal
from grids.permissions import Scope
from grids.policy import local_day
from server.config import Settings
from server.db import Database
from server.documents import printing
from server.documents.postings import pages_of_town, town_page, unit_page
from server.jobs.app import work
from server.queue import enqueue
from server.store import authorities
from server.store.tables import Authority, GrantRow, GridUnit, PersonRow
from tests.server import samples
from tests.server.documents.test_papers import plain
from tests.server.messages.test_messages import waiting
from tests.server.samples import AT
from tests.server.stage import Stage
from tests.server.test_redraws_published import TODAY, approve, strip_plan

FULL = "常州市武进区湖塘镇安全生产监督管理办公室"


def sheet(session: Session, where: samples.Town, language: str = "zh", unit: int | None = None) -> str:
    seen = Scope(towns=frozenset({where.town}))
    return unit_page(session, seen, unit or where.unit, AT, language)


def enter(session: Session, where: samples.Town, since: date, phone: str) -> None:
    told = {"name": FULL, "seal_name": FULL, "phone": phone, "address": "湖塘镇长虹路 1 号"}
    authorities.enter(session, Authority(area_id=where.town, valid_from=since, **told))


def second(session: Session, where: samples.Town) -> None:
    row = PersonRow(username="second", name="钱备岗", phone="13800000022", password_hash="-")
    session.add(row)
    session.flush()
    grant = {"role": "officer", "unit_id": where.unit, "part": "B"}
    session.add(GrantRow(person_id=row.id, valid_from=AT - timedelta(days=30), **grant))
    session.flush()


def tight(html: str) -> str:
    """Take the words off a page, without the room between cells."""
    return plain(html).replace(" ", "")


def texts(pdf: bytes) -> list[str]:
    return [page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages]


def test_a_sheet_says_whose_the_unit_is_and_whom_to_call(db: Database) -> None:
    with db.transaction() as session:
        where = samples.town(session)
        unit = session.get_one(GridUnit, where.unit)
        unit.head, unit.head_phone = "李网格长", "13800000011"
        session.get_one(PersonRow, where.people["officer"]).phone = "13800000021"
        second(session, where)
        enter(session, where, date(2026, 11, 5), "0519-86500001")
        words = tight(sheet(session, where))
    assert "安全生产网格公示牌马杭第1网格网格编码：HT-01" in words
    assert "网格长李网格长13800000011" in words
    assert "网格员（A岗）王网格13800000021网格员（B岗）钱备岗13800000022" in words
    assert f"监督单位{FULL}地址：湖塘镇长虹路1号0519-86500001" in words
    assert "所在地武进区湖塘镇马杭村" in words
    assert "第七十四条第一款" in words
    assert "自2026年11月5日起有效" in words  # the last of what is shown began then


def test_the_area_is_that_of_the_ground(db: Database) -> None:
    with db.transaction() as session:
        where = samples.town(session)
        html = sheet(session, where)
        km2 = session.scalar(text("SELECT ST_Area(geom::geography) / 1e6 FROM grid_unit WHERE id = :id"),
                             {"id": where.unit})  # fmt: skip
    assert f"面积{km2:.2f}平方千米" in tight(html)
    assert 1.0 < km2 < 1.2


def test_neighbours_are_named_in_words_and_on_the_map(db: Database) -> None:
    with db.transaction() as session:
        where = samples.town(session)
        middle = session.scalars(select(GridUnit.id).where(GridUnit.code == "HT-02")).one()
        html = sheet(session, where, unit=middle)
        end = sheet(session, where)
    assert "相邻网格马杭第3网格、马杭第1网格" in tight(html)  # clockwise from the north: east, then west
    assert "相邻网格马杭第2网格" in tight(end)
    assert "马杭第3网格" not in tight(end)
    drawing = html.split("<svg", 1)[1].split("</svg>")[0]
    assert all(f">马杭第{n}网格<" in drawing for n in (1, 2, 3))


def test_what_nobody_holds_stays_an_open_line(db: Database) -> None:
    with db.transaction() as session:
        where = samples.town(session)
        session.get_one(PersonRow, where.people["officer"]).active = False
        words = tight(sheet(session, where))
    blank = "＿" * 8
    assert f"网格长{blank * 2}网格员（A岗）{blank * 2}网格员（B岗）{blank * 2}监督单位湖塘镇{blank}" in words
    assert "王网格" not in words


def test_yesterdays_officer_is_gone_from_the_sheet(db: Database) -> None:
    with db.transaction() as session:
        where = samples.town(session)
        before = sheet(session, where)
        grant = session.scalars(select(GrantRow).where(GrantRow.unit_id == where.unit)).one()
        grant.valid_to = AT
        session.flush()
        after = sheet(session, where)
    assert "王网格" in before
    assert "王网格" not in after


def test_the_sheet_is_typeset_anew_only_when_something_it_shows_changed(db: Database, tmp_path: Path) -> None:
    with db.transaction() as session:
        where = samples.town(session)
        seen = Scope(towns=frozenset({where.town}))
        first = sheet(session, where)
        assert unit_page(session, seen, where.unit, AT + timedelta(days=9), "zh") == first
        session.get_one(PersonRow, where.people["officer"]).phone = "13800000021"
        session.flush()
        called = sheet(session, where)
        enter(session, where, local_day(AT), "0519-86500001")
        signed = sheet(session, where)
    printing.pdf(first, tmp_path)
    printing.pdf(called, tmp_path)
    printing.pdf(first, tmp_path)
    assert len({first, called, signed}) == 3
    assert len(list(tmp_path.glob("*.pdf"))) == 2


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_sheet_with_everything_on_it_takes_one_page(db: Database, tmp_path: Path, language: str) -> None:
    with db.transaction() as session:
        where = samples.town(session)
        second(session, where)
        for no in range(3):
            row = PersonRow(username=f"more{no}", name="欧阳网格员", phone="13800000022", password_hash="-")
            session.add(row)
            session.flush()
            session.add(GrantRow(person_id=row.id, role="officer", unit_id=where.unit, valid_from=samples.SINCE))
        enter(session, where, date(2026, 11, 5), "0519-86500001")
        session.get_one(GridUnit, where.unit).name = "马杭工业园区北片第一专属安全生产网格"
        session.execute(text("UPDATE grid_unit SET name = '马杭村工业集中区东南片综合网格（二）' WHERE code = 'HT-02'"))
        session.flush()
        found = texts(printing.pdf(sheet(session, where, language), tmp_path))
    assert len(found) == 1
    assert "0519-86500001" in found[0]
    assert ("第1页" in found[0]) is False


def test_the_sheets_of_a_town_are_one_paper_with_numbered_pages(db: Database, tmp_path: Path) -> None:
    with db.transaction() as session:
        where = samples.town(session)
        html = town_page(session, Scope(towns=frozenset({where.town})), where.town, AT, "zh")
    reader = PdfReader(io.BytesIO(printing.pdf(html, tmp_path)))
    pages = [page.extract_text() for page in reader.pages]
    assert len(pages) == 3
    for no, page in enumerate(pages, start=1):
        assert f"马杭第{no}网格" in page
        assert f"第{no}页" in page.replace(" ", "")
        assert "共3页" in page.replace(" ", "")
    assert [str(mark["/Title"]) for mark in reader.outline if isinstance(mark, dict)][:3] == [
        f"马杭第{no}网格" for no in (1, 2, 3)
    ]


def test_names_cannot_write_on_the_sheet(db: Database) -> None:
    with db.transaction() as session:
        where = samples.town(session)
        bad = "<script>alert(1)</script>"
        unit = session.get_one(GridUnit, where.unit)
        unit.name = unit.head = bad
        session.flush()
        assert "<script" not in sheet(session, where)


def test_outside_of_the_scope_there_is_no_sheet(db: Database) -> None:
    with db.transaction() as session:
        where = samples.town(session)
        elsewhere = Scope(towns=frozenset({where.village}))
        with pytest.raises(Refusal, match="not-found"):
            unit_page(session, elsewhere, where.unit, AT, "zh")
        with pytest.raises(Refusal, match="not-found"):
            pages_of_town(session, elsewhere, where.town, AT, "zh")
        session.get_one(GridUnit, where.unit).valid_to = local_day(AT)
        session.flush()
        with pytest.raises(Refusal, match="not-found"):
            sheet(session, where)


def test_publishing_a_plan_has_the_sheets_of_its_towns_printed(stage: Stage, db: Database) -> None:
    plan = strip_plan(stage)
    approve(plan)
    with db.session() as session:
        assert waiting(session, "render_postings") == [{"towns": [stage.town.towns["湖东镇"]]}]
    with db.session() as session:
        seen = Scope(districts=frozenset({stage.town.district}))
        page = tight(unit_page(session, seen, stage.town.units["A"], datetime.now(UTC), "zh"))
    assert f"自{TODAY.year}年{TODAY.month}月{TODAY.day}日起有效" in page


def test_the_worker_keeps_the_sheets_that_are_asked_for_later(committed_database: Database, tmp_path: Path) -> None:
    url = committed_database.engine.url.render_as_string(hide_password=False)
    with committed_database.transaction() as session:
        where = samples.town(session)
        enqueue(session, "render_postings", towns=[where.city, where.town])  # the city has no units of its own
    work(Settings(database_url=url, data_dir=tmp_path), wait=False)
    papers = tmp_path / "cache" / "papers"
    kept = {file.name for file in papers.glob("*.pdf")}
    assert len(kept) == 4  # three units and the town
    with committed_database.session() as session:
        failed = session.scalars(text("SELECT task_name FROM procrastinate_jobs WHERE attempts > 0"))
        assert list(failed) == []
        page = sheet(session, where)
    printing.pdf(page, papers)
    assert {file.name for file in papers.glob("*.pdf")} == kept


def test_a_town_office_fetches_sheets_and_bad_questions_are_refused(stage: Stage) -> None:
    own = stage.get("an", f"/api/v1/units/{stage.town.units['A']}/posting.pdf")
    assert (own.status_code, own.mimetype) == (200, "application/pdf")
    assert "G-A" in texts(own.data)[0]
    town = stage.town.towns["湖东镇"]
    together = stage.get("chen", "/api/v1/units/posting.pdf", town=town, language="en")
    assert len(texts(together.data)) == 3
    assert "translation" in texts(together.data)[0]
    for query in ({}, {"town": "x"}, {"town": 0}, {"town": 2**31}, {"town": town, "language": "fr"}):
        assert stage.get("an", "/api/v1/units/posting.pdf", **query).status_code == 422
    for id_ in (0, 2**31):
        assert stage.get("an", f"/api/v1/units/{id_}/posting.pdf").status_code in {404, 422}
