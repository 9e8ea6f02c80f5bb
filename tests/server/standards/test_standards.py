"""The checklists that ship: complete, cited truly, loaded once."""

import re
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import func, select

from grids.commands import HazardLevel
from grids.standards import CATEGORIES, Known, findings
from server import standards
from server.db import Database
from server.store.standards import read_items
from server.store.tables import Checklist, ChecklistVersion

VERSIONS = [version for standard in standards.read() for version in standard["version"]]
ITEMS = [item for version in VERSIONS for item in version["items"]]
FIELDS = {"code", "category", "level", "title", "title_en", "how", "how_en", "law", "law_en"}
FACES = FIELDS | {
    "do", "do_en", "do_how", "do_how_en", "look", "look_en", "evidence", "frequency", "penalty", "penalty_en",
    "criteria",
}  # fmt: skip
LAST_ARTICLE = {"安全生产法": 119, "消防法": 74, "应急条例": 35, "工贸判定标准": 15}
FILES = {"安全生产法": "安全生产法(2021-06-10).md", "消防法": "消防法(2021-04-29).md",
         "应急条例": "生产安全事故应急条例(2019-02-17).md"}  # fmt: skip


def _references() -> list[tuple[str, int, int | None]]:
    text = "\n".join(file.read_text("utf-8") for file in Path(standards.__file__).parent.glob("*.toml"))
    found = re.findall(r'"(\S+) (\d+)(?:\.(\d+))?(?:\(\d+\))?"', text)
    return [(law, int(article), int(paragraph) if paragraph else None) for law, article, paragraph in found]


def test_every_item_has_every_field_in_both_languages() -> None:
    for item in ITEMS:
        assert set(item) == (FACES if "do" in item else FIELDS)
        empty = {name for name, value in item.items() if not str(value).strip() or value == []}
        assert empty <= {"criteria", "penalty", "penalty_en"}, item["code"]
        assert re.search("[一-鿿]", item["title"] + item["how"])
        english = "".join(str(value) for name, value in item.items() if name.endswith("_en"))
        assert not re.search("[一-鿿]", english), item["code"]


def test_a_first_version_stays_word_for_word_and_the_second_passes_the_check_of_departments() -> None:
    for standard in standards.read():
        first, second = standard["version"]
        said = [{name: item[name] for name in FIELDS - {"law", "law_en"}} for item in second["items"]]
        assert said == [{name: item[name] for name in FIELDS - {"law", "law_en"}} for item in first["items"]]
        known = Known(criteria=standards.criterion_ids(), taken=frozenset())
        assert findings(read_items(second["items"]), known) == ()


def test_codes_are_unique_over_all_lists_and_categories_are_of_the_national_taxonomy() -> None:
    for number in (1, 2):
        codes = [item["code"] for version in VERSIONS if version["number"] == number for item in version["items"]]
        assert len(codes) == len(set(codes))
    assert {item["category"] for item in ITEMS} <= CATEGORIES
    assert {each["code"] for each in standards.hazard_classes()} == CATEGORIES
    assert {item["level"] for item in ITEMS} == {level.value for level in HazardLevel}


def test_each_list_holds_what_can_be_checked_in_one_visit() -> None:
    for standard in standards.read():
        for version in standard["version"]:
            assert 12 <= len(version["items"]) <= 25, standard["code"]


def test_a_major_item_cites_the_criteria_of_major_hazards() -> None:
    for item in ITEMS:
        if item["level"] == "major":
            assert "判定标准" in item["law"], item["code"]


def test_every_cited_article_exists() -> None:
    references = _references()
    assert len(references) > len(ITEMS)
    for law, article, _ in references:
        assert 1 <= article <= LAST_ARTICLE[law]


@pytest.mark.real_data
def test_every_cited_paragraph_is_in_the_text_of_the_law(real_data: Path) -> None:
    for law, article, paragraph in _references():
        if law in FILES and paragraph is not None:
            paragraphs = _paragraphs(real_data / "checklists" / "laws" / FILES[law], article)
            assert paragraph <= len(paragraphs), (law, article, paragraph)
            assert len(paragraphs) > 1, (law, article, "has one paragraph only: cite the article")


def test_a_reference_to_no_law_is_refused() -> None:
    with pytest.raises(LookupError):
        standards.cite("不存在法 1")


def test_loading_twice_changes_nothing(db: Database) -> None:
    with db.transaction() as session:
        first = standards.load(session, date(2026, 11, 22))
    with db.transaction() as session:
        second = standards.load(session, date(2026, 11, 22))
        count = session.scalar(select(func.count()).select_from(ChecklistVersion))
    assert first == second
    assert set(first) == {standard["code"] for standard in standards.read()}
    assert count == len(VERSIONS)


def test_before_a_version_begins_the_list_has_none(db: Database) -> None:
    with db.transaction() as session:
        assert standards.load(session, date(2023, 12, 31)) == {}


def test_a_new_version_ends_the_one_before_it_and_keeps_its_items(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    with db.transaction() as session:
        standards.load(session, date(2026, 11, 22))
    shipped = standards.read()[0]
    edited = {**shipped["version"][0], "items": shipped["version"][0]["items"][:1]}
    later = {"number": 3, "valid_from": date(2027, 1, 1), "items": shipped["version"][0]["items"][:3]}
    monkeypatch.setattr(standards, "read", lambda: [{**shipped, "version": [edited, shipped["version"][1], later]}])
    with db.transaction() as session:
        holding = standards.load(session, date(2027, 1, 1))
        rows = session.scalars(
            select(ChecklistVersion)
            .join(Checklist, Checklist.id == ChecklistVersion.checklist_id)
            .where(Checklist.code == shipped["code"])
            .order_by(ChecklistVersion.number)
        ).all()
    assert [row.valid_to for row in rows] == [shipped["version"][1]["valid_from"], date(2027, 1, 1), None]
    assert rows[0].items == shipped["version"][0]["items"]
    assert holding[shipped["code"]] == rows[2].id


def _paragraphs(file: Path, article: int) -> list[str]:
    """Split an article into its paragraphs; items in brackets belong to the paragraph before them."""
    head = f"第{standards.cite(f'安全生产法 {article}')[0].split('第')[1]}"
    body = file.read_text("utf-8").split(f"\n{head} ", 1)[1]
    body = re.split(r"\n第[一二三四五六七八九十百零]+条 |\n## ", body)[0]
    lines = [line.strip() for line in body.split("\n") if line.strip()]
    return [line for line in lines if not re.match(r"[（(][一二三四五六七八九十]+[）)]", line)]
