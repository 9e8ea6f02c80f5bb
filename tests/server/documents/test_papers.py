"""What stands on the papers: everything the law and the case want, nothing that is not so."""

import hashlib
import io
import json
import re
from dataclasses import fields
from pathlib import Path
from typing import get_args
from uuid import uuid4

import pytest
from sqlalchemy.orm import Session

from grids import commands as c
from grids.errors import Refusal
from grids.hazards import HazardEvent, Source
from grids.permissions import Role
from server import catalogue, photos
from server.config import Settings
from server.db import Database
from server.documents.chains import _NOT_FACTS, chain_page
from server.documents.notices import notice_page
from server.photos import PhotoStore
from server.store.tables import Area, ChecklistVersion, Enterprise, HazardRow, NoticeRow
from tests.server import samples

ROOT = Path(__file__).parents[3]
LINK = "https://grid.example.cn/n/abc"
PLACEHOLDER = re.compile(r"{(\w+)}")


@pytest.fixture
def store(settings: Settings) -> PhotoStore:
    return PhotoStore.of(settings)


def shot(session: Session, store: PhotoStore, of: HazardRow, text: str, role: str = "before") -> str:
    content = samples.picture(text)
    sha256 = hashlib.sha256(content).hexdigest()
    photos.put(store, session, sha256, io.BytesIO(content), person_id=of.found_by, at=samples.AT)
    samples.evidence(session, of, sha256, role)
    return sha256


def plain(html: str) -> str:
    """Take the words off a page."""
    words = re.sub(r"<svg.*?</svg>|<style.*?</style>|<[^>]+>", "", html, flags=re.DOTALL)
    return re.sub(r"\s+", " ", words)


def reminder(session: Session, *hazards: HazardRow, where: samples.Town) -> NoticeRow:
    return samples.notice(session, where, list(hazards))


def test_a_reminder_says_what_by_when_and_that_it_is_no_order(db: Database, store: PhotoStore) -> None:
    with db.transaction() as session:
        where = samples.town(session)
        notice = reminder(session, *(samples.hazard(session, where, no) for no in (1, 2)), where=where)
        words = plain(notice_page(session, store, notice.id, LINK, "zh"))
    assert "整改告知单 (湖塘镇)安告〔2026〕0007号" in words
    assert "请你单位对上述第1、2项于2026年12月5日前整改完毕" in words
    assert "清理箱前堆放物，恢复箱门全开；箱内除尘，张贴禁放标识。" in words
    assert "不是行政检查文书，不设定行政处罚" in words
    assert "第四十一条第二款" in words
    for word in ("责令", "行政复议", "证号", "行政机关"):
        assert word not in words


def test_an_order_has_basis_remedies_and_two_licences(db: Database, store: PhotoStore) -> None:
    with db.transaction() as session:
        where = samples.town(session)
        notice = samples.notice(session, where, [samples.hazard(session, where, 1)], order=True)
        words = plain(notice_page(session, store, notice.id, LINK, "zh"))
    assert "第六十五条第一款第二项、第三项，现责令你单位对上述第1项问题于2026年12月5日前整改完毕" in words
    assert "60日内向武进区人民政府申请行政复议，或者在6个月内依法向武进区人民法院提起行政诉讼" in words
    assert "执320412001" in words
    assert "执320412002" in words


def test_a_zone_has_no_government_and_no_court_so_the_line_stays_open(db: Database, store: PhotoStore) -> None:
    with db.transaction() as session:
        where = samples.town(session)
        session.get_one(Area, where.district).name = "常州经济开发区"
        notice = samples.notice(session, where, [samples.hazard(session, where, 1)], order=True)
        words = plain(notice_page(session, store, notice.id, LINK, "zh"))
    assert "向＿＿＿＿＿＿＿＿人民政府" in words
    assert "开发区人民政府" not in words


def test_items_with_different_days_are_named_by_day(db: Database, store: PhotoStore) -> None:
    with db.transaction() as session:
        where = samples.town(session)
        notice = samples.notice(session, where, [samples.hazard(session, where, n) for n in range(1, 6)], order=True)
        session.flush()
        from_second = "UPDATE notice_item SET due_on = '2026-12-15' WHERE item_no > 3"
        session.connection().exec_driver_sql(from_second)
        session.expire_all()
        words = plain(notice_page(session, store, notice.id, LINK, "zh"))
    assert "第1至3项问题于2026年12月5日前，第4、5项问题于2026年12月15日前整改完毕" in words


def test_names_and_remarks_cannot_write_on_the_page(db: Database, store: PhotoStore) -> None:
    with db.transaction() as session:
        where = samples.town(session)
        bad = "<script>alert(1)</script>"
        notice = reminder(session, samples.hazard(session, where, 1, description=bad, place=bad), where=where)
        session.get_one(Enterprise, where.enterprise).name = bad
        html = notice_page(session, store, notice.id, LINK, "zh")
    assert "<script" not in html


def test_photos_are_on_the_paper_and_those_still_on_their_way_are_said_so(db: Database, store: PhotoStore) -> None:
    with db.transaction() as session:
        where = samples.town(session)
        first = samples.hazard(session, where, 1)
        notice = reminder(session, first, where=where)
        sha256 = shot(session, store, first, "1")
        samples.evidence(session, first, "ab" * 32)
        html = notice_page(session, store, notice.id, LINK, "zh")
        assert html.count("data:image/jpeg;base64,") == 1
        assert sha256[:8] in html
        assert plain(html).count("照片尚在上传") == 1
        shot(session, store, first, "3")
        assert "另有1张，扫码查看" in plain(notice_page(session, store, notice.id, LINK, "zh"))


def test_a_paper_is_printed_although_the_storage_lost_a_photo(db: Database, store: PhotoStore) -> None:
    with db.transaction() as session:
        where = samples.town(session)
        first = samples.hazard(session, where, 1)
        sha256 = shot(session, store, first, "1")
        (store.cache.parents[1] / "blobs" / photos.key_of(sha256)).unlink()
        notice = reminder(session, first, where=where)
        assert "照片文件缺失" in plain(notice_page(session, store, notice.id, LINK, "zh"))
        assert "照片文件缺失" in plain(chain_page(session, store, first.id, "zh"))


def test_the_legal_basis_is_that_of_the_checklist_item(db: Database, store: PhotoStore) -> None:
    with db.transaction() as session:
        where = samples.town(session)
        session.connection().exec_driver_sql(
            "INSERT INTO checklist (code, name, name_en, classes, tags) VALUES ('X', '通用', 'General', '{}', '{}')"
        )
        checklist = session.connection().exec_driver_sql("SELECT max(id) FROM checklist").scalar_one()
        items = [{"code": "E1", "law": "《消防法》第二十八条", "law_en": "Fire Protection Law, Article 28"}]
        old = [{"code": "E1", "law": "旧", "law_en": "old"}]
        for number, (start, texts) in enumerate((("2024-01-01", old), ("2026-01-01", items)), start=1):
            session.add(ChecklistVersion(checklist_id=checklist, number=number, valid_from=start, items=texts))
        notice = reminder(session, samples.hazard(session, where, 1, check_item="E1"), where=where)
        assert "依据：《消防法》第二十八条" in plain(notice_page(session, store, notice.id, LINK, "zh"))
        assert "Fire Protection Law, Article 28" in plain(notice_page(session, store, notice.id, LINK, "en"))


def test_a_place_known_to_the_village_only_is_not_drawn_as_a_point(db: Database, store: PhotoStore) -> None:
    with db.transaction() as session:
        where = samples.town(session)
        session.get_one(Enterprise, where.enterprise).position_quality = "village"
        notice = reminder(session, samples.hazard(session, where, 1, point_from="enterprise"), where=where)
        html = notice_page(session, store, notice.id, LINK, "zh")
    assert "企业位置仅知到村（社区），待现场核实。" in html
    assert html.count('class="maps"') == 1
    assert 'class="box"' not in html


def test_demo_papers_say_so(db: Database, store: PhotoStore) -> None:
    with db.transaction() as session:
        where = samples.town(session)
        notice = reminder(session, samples.hazard(session, where, 1), where=where)
        assert "演示数据" not in notice_page(session, store, notice.id, LINK, "zh")
        notice.is_demo = True
        assert "演示数据" in notice_page(session, store, notice.id, LINK, "zh")


def test_an_unknown_paper_is_refused(db: Database, store: PhotoStore) -> None:
    with db.transaction() as session:
        with pytest.raises(Refusal, match="not-found"):
            notice_page(session, store, uuid4(), LINK, "zh")
        with pytest.raises(Refusal, match="not-found"):
            chain_page(session, store, uuid4(), "zh")


def test_the_record_tells_every_step_with_both_clocks_hashes_and_receipts(db: Database, store: PhotoStore) -> None:
    with db.transaction() as session:
        where = samples.town(session)
        found = samples.hazard(session, where, 1)
        sha256 = shot(session, store, found, "1")
        fix = {"lon": 119.95421, "lat": 31.70212, "radius_m": 9.4}
        body = {"place": "东侧", "photos": [{"sha256": sha256}], "fix": fix}
        samples.event(session, found, "hazard-reported", None, "reported", body=body)
        level = {"criteria": ["粉尘清理制度"], "kind": "change-level", "reason": "可燃粉尘", "level": "major"}
        samples.event(session, found, "level-changed", "reported", "reported", role="town_officer", body=level)
        items = [{"hazard": str(found.id), "due_on": "2026-12-05", "demand": "清理"}, {"hazard": "-", "demand": "别的"}]
        samples.event(session, found, "notice-issued", "open", "open", body={"items": items, "notice_kind": "reminder"})
        html = chain_page(session, store, found.id, "zh")
        words = plain(html)
        assert plain(chain_page(session, store, found.id, "en")).count("server 20 Nov 2026 10:30:00") == 3
    assert "1. 上报隐患待研判 王网格（网格员） 服务器 2026年11月20日 10:30:00 手机时间 2026年11月20日 10:25:00" in words
    assert "位置 119.95421, 31.70212 ±9 m" in words
    assert words.count(sha256) == 2
    assert "等级：重大事故隐患 理由：可燃粉尘 判定依据：粉尘清理制度" in words
    assert "整改要求：清理 期限：2026年12月5日" in words
    assert "别的" not in words


def test_every_field_of_every_step_has_its_name_on_the_record() -> None:
    known = catalogue.read("documents", "zh")
    for command in (*get_args(c.HazardStep), *get_args(c.NoticeStep)):
        for field in fields(command):
            assert field.name in _NOT_FACTS or f"field.{field.name}" in known, (command.__name__, field.name)


def test_everything_the_ledger_can_hold_has_its_word() -> None:
    known = catalogue.read("documents", "zh")
    wanted = [f"event.{event.value}" for event in HazardEvent]
    wanted += [f"role.{role.value}" for role in Role] + [f"source.{source.value}" for source in Source]
    wanted += [f"category.B{n:02d}" for n in range(1, 14)] + [f"category.S{n:02d}" for n in range(1, 12)]
    assert not [key for key in wanted if key not in known]


def test_both_languages_have_the_same_texts_with_the_same_facts() -> None:
    chinese, english = catalogue.read("documents", "zh"), catalogue.read("documents", "en")
    assert chinese.keys() == english.keys()
    for key in chinese:
        assert set(PLACEHOLDER.findall(chinese[key])) == set(PLACEHOLDER.findall(english[key])), key


@pytest.mark.parametrize("language", ["zh", "en"])
def test_papers_use_the_words_of_the_screens(language: str) -> None:
    screen = (ROOT / "pwa" / "src" / "text" / "words" / f"{language}.ts").read_text("utf-8")
    paper = catalogue.read("documents", language)
    pairs = re.findall(r"'hazard\.((?:event|source|category)\.[\w-]+)': '([^']+)'", screen)
    assert len(pairs) > 40
    assert {key: paper.get(key) for key, _ in pairs} == dict(pairs)


def test_the_texts_are_sorted_so_that_two_people_can_edit_them() -> None:
    for language in ("zh", "en"):
        file = ROOT / "server" / "text" / f"documents.{language}.json"
        keys = list(json.loads(file.read_text("utf-8")))
        assert keys == sorted(keys)
