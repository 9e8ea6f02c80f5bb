"""Large tables stream: no reader runs ahead of who reads, a large workbook reads like a small one."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from gis import large_sheets, tables
from gis.headings import LOOK_AT
from gis.readers import open_source
from gis.shared_texts import SharedTexts
from gis.spans import Span, filled

ROWS = 2_000
BATCH = 100


class Counter:
    """Counts the rows that a reader has pulled out of its file."""

    def __init__(self, rows: Any) -> None:
        self.rows, self.pulled = rows, 0

    def __call__(self, *asked: Any) -> Iterator[Any]:
        self.pulled = 0
        for row in self.rows(*asked):
            self.pulled += 1
            yield row


def workbook(path: Path, rows: int = ROWS) -> Path:
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("名录")
    sheet.append(["企业名称", "人数", "日期"])
    for number in range(rows):
        sheet.append([f"第{number}厂", number, datetime(2026, 1, 1)])  # noqa: DTZ001 - cells of a sheet have no zone
    book.save(path)
    return path


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_reader_holds_no_more_than_the_batch_that_is_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    module, name = (tables, "_rows") if kind == "csv" else (large_sheets, "rows")
    counter = Counter(getattr(module, name))
    monkeypatch.setattr(module, name, counter)
    monkeypatch.setattr(large_sheets, "LARGE_BYTES", 0)
    path = tmp_path / f"list.{kind}"
    if kind == "csv":
        path.write_text("企业名称,人数\n" + "".join(f"第{n}厂,{n}\n" for n in range(ROWS)), "utf-8")
    else:
        workbook(path)
    with open_source(path) as source:
        batches = source.batches(BATCH)
        read = 0
        for batch in batches:
            read += len(batch)
            assert counter.pulled <= read + LOOK_AT
    assert read == ROWS


def test_a_streamed_workbook_reads_like_one_that_is_held(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "list.xlsx"
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (
        ["名录", None, None, None], ["镇", "企业名称", "日期", "电话"],
        ["湖塘镇", "甲厂", datetime(2026, 1, 2), 13800000000],  # noqa: DTZ001
        [None, "乙厂", None, 0.5], [None, None, None, None], ["礼嘉镇", "丙厂", "=1+1", True],
    ):  # fmt: skip
        sheet.append(row)
    sheet.merge_cells("A3:A4")
    sheet.merge_cells("A1:D1")
    book.save(path)

    def read() -> list[Any]:
        with open_source(path) as source:
            return [source.columns, *source.read()]

    held = read()
    monkeypatch.setattr(large_sheets, "LARGE_BYTES", 0)
    assert read() == held
    assert [record.fields["镇"] for record in held[1:]] == ["湖塘镇", "湖塘镇", "礼嘉镇"]


def test_a_workbook_that_is_cut_off_is_refused_before_anything_is_read(tmp_path: Path) -> None:
    path = workbook(tmp_path / "list.xlsx", 10)
    path.write_bytes(path.read_bytes()[:-40])
    with pytest.raises(Exception, match="bad-file"), open_source(path):
        pass


def test_spans_are_filled_down_and_never_beyond_their_end() -> None:
    rows = [["甲", "1"], ["", "2"], ["", "3"], ["", "4"]]
    spans = [Span(top=0, bottom=2, column=0)]
    assert [row[0] for row in filled([list(row) for row in rows], spans, skip=0)] == ["甲", "甲", "甲", ""]
    assert [row[0] for row in filled([list(row) for row in rows], spans, skip=1)] == ["甲", "", "", ""]


def test_shared_texts_are_those_that_openpyxl_reads(tmp_path: Path) -> None:
    path = tmp_path / "texts.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet, bold = book.add_worksheet(), book.add_format({"bold": True})
        sheet.write_column(0, 0, ["甲厂", "<&>", " 两端 ", "a_x0041_b", "😀机械", "甲厂"])
        sheet.write_rich_string(6, 0, "乙", bold, "大", "厂")
    expected = [row for (row,) in openpyxl.load_workbook(path).active.iter_rows(values_only=True)]
    assert [row for (row,) in large_sheets.rows(path, "Sheet1")] == expected
    assert expected[6] == "乙大厂"


@given(st.lists(st.text()))
def test_texts_kept_as_bytes_come_out_as_they_went_in(texts: list[str]) -> None:
    kept = SharedTexts()
    for text in texts:
        kept.append(text)
    assert list(kept) == kept[:] == texts
    with pytest.raises(IndexError):
        kept[len(texts)]
