"""Numbers of documents: one serial a chain, none twice, no gap, also when many issue at once; and the report of it."""

import io
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import uuid4

import pytest
from docx import Document
from pypdf import PdfReader
from sqlalchemy import text

from tests.server.inspecting import TODAY, approved, opened, ordered, recorded, reinspected, visited, whole, written
from tests.server.stage import SAME_ORIGIN, Stage


def report(stage: Stage, who: str = "bu") -> dict[str, Any]:
    answer = stage.get(who, "/api/v1/inspections/numbers", year=TODAY.year)
    assert answer.status_code == 200, answer.text
    series: dict[str, Any] = answer.json["series"][0]
    return series


def test_many_who_issue_at_once_take_every_number_once(real_stage: Stage) -> None:
    """Every approval takes a serial and every record a count; eight at a time, on connections of their own."""
    stage = real_stage
    cases = [opened(stage) for _ in range(12)]
    approvals = [stage.item("decide-inspection", inspection=case, approved=True) for case in cases]
    _at_once(stage, "bu", approvals)
    shared = cases[0]
    records = [
        stage.item("issue-document", inspection=case, document=str(uuid4()), document_kind="record", said=recorded())
        for case in [*cases, *[shared] * 6]
    ]
    _at_once(stage, "qin", records)
    told = report(stage)
    assert (told["last"], told["missing"], told["whole"]) == (12, [], True)
    assert sorted(whole(stage, case)["serial"] for case in cases) == list(range(1, 13))
    again = sorted(each["again"] for each in whole(stage, shared)["documents"] if each["kind"] == "record")
    assert again == [1, 2, 3, 4, 5, 6, 7]


def test_two_who_issue_in_two_cases_of_a_chain_never_wait_for_each_other(real_stage: Stage) -> None:
    """Each holds its own case and wants the count of the chain; eight at a time, on connections of their own."""
    stage = real_stage
    first = approved(stage)
    second = approved(stage, ground="reinspection", follows=first)
    records = [
        stage.item("issue-document", inspection=case, document=str(uuid4()), document_kind="record", said=recorded())
        for _ in range(8)
        for case in (first, second)
    ]
    _at_once(stage, "qin", records)
    issued = [each for case in (first, second) for each in whole(stage, case)["documents"] if each["kind"] == "record"]
    assert sorted(each["again"] for each in issued) == list(range(1, 17))


def _at_once(stage: Stage, who: str, items: list[dict[str, Any]]) -> None:
    stage.client(who)
    cookie = stage.client(who).get_cookie("wangge_session")
    assert cookie is not None

    def send(item: dict[str, Any]) -> str:
        client = stage.app.test_client()
        client.set_cookie("wangge_session", cookie.value)
        answer: Any = client.post(
            "/api/v1/acts", json={"device_id": str(stage.device), "items": [item]}, headers=SAME_ORIGIN
        )
        assert answer.status_code == 200, answer.text
        return str(answer.json["items"][0]["status"])

    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(send, items)) == {"applied"}


def test_a_refused_document_gives_its_number_back(stage: Stage) -> None:
    first = approved(stage)
    bad = {"document": str(uuid4()), "document_kind": "opinion", "said": {"items": [
        {"hazard": str(uuid4()), "passed": True, "opinion": "好"}
    ]}}  # fmt: skip
    assert stage.act("qin", "issue-document", inspection=first, **bad)["status"] == "refused"
    second = approved(stage)
    assert [whole(stage, case)["serial"] for case in (first, second)] == [1, 2]
    assert report(stage)["whole"] is True


def test_the_report_says_what_was_issued_what_is_void_and_why(stage: Stage) -> None:
    case = approved(stage)
    record = written(stage, case, "record", recorded())["document"]
    stage.does("qin", "void-document", document=record, reason="地点写错")
    written(stage, case, "record", recorded(), replaces=record)
    told = report(stage, "xu")
    kinds = {each["kind"]: each for each in told["kinds"]}
    assert (kinds["record"]["issued"], kinds["record"]["voided"], kinds["record"]["cases"]) == (1, 1, 1)
    assert (kinds["order"]["issued"], kinds["order"]["skipped"]) == (0, [])
    assert [(each["number"], each["void_reason"], each["voided_by_name"]) for each in told["voided"]] == [
        (f"（示范）应急检记〔{TODAY.year}〕1号", "地点写错", "执法秦")
    ]
    assert told["whole"] is True


def test_a_number_that_is_nowhere_is_named(stage: Stage) -> None:
    """What only a hand in the database can do: the series has moved on, and the case is not there."""
    approved(stage)
    with stage.app.extensions["wangge.database"].transaction() as session:
        session.execute(text("UPDATE serial SET last = 3 WHERE kind = 'inspection'"))
    approved(stage)
    told = report(stage)
    assert (told["last"], told["missing"], told["whole"]) == (4, [2, 3], False)


def test_the_authority_s_short_form_stands_in_the_number_from_its_day(stage: Stage) -> None:
    first = approved(stage)
    with stage.app.extensions["wangge.database"].transaction() as session:
        session.execute(
            text(
                "INSERT INTO authority (area_id, valid_from, name, seal_name, short) "
                "VALUES (:area, :day, '示范区应急管理局', '示范区应急管理局', '示')"
            ),
            {"area": stage.town.district, "day": TODAY},
        )
    second = approved(stage)
    assert [whole(stage, case)["documents"][0]["number"] for case in (first, second)] == [
        f"（示范）应急检查〔{TODAY.year}〕1号", f"（示）应急检查〔{TODAY.year}〕2号",
    ]  # fmt: skip
    assert whole(stage, second)["authority"] == "示范区应急管理局"


@pytest.fixture
def chain(stage: Stage) -> dict[str, dict[str, Any]]:
    """Issue one document of each kind; returns them by kind."""
    case = approved(stage)
    visit = visited(stage, case)
    written(stage, case, "notice", {"content": "请到场配合检查"})
    written(stage, case, "record", recorded(findings="一号车间 <除尘器> 未清理 & 堆积"))
    measure = {"findings": "打磨车间粉尘堆积", "basis": "安全生产法第六十五条", "handling": "暂停打磨作业"}
    written(stage, case, "measure", measure)
    notice, hazards = ordered(stage, case, visit)
    reinspected(stage, notice, hazards, [True, True])
    written(stage, case, "opinion", {"items": [
        {"hazard": each, "passed": True, "opinion": "已按要求整改"} for each in hazards
    ]})  # fmt: skip
    served = [each["id"] for each in whole(stage, case)["documents"] if each["kind"] == "order"]
    receipt = {"documents": served, "mode": "left", "place": "门卫室", "began_at": recorded()["began_at"],
               "refused": True, "refusal": "负责人不在场"}  # fmt: skip
    written(stage, case, "receipt", receipt)
    return {each["kind"]: each for each in whole(stage, case)["documents"]}


WORDS = {
    "scheme": ("行政检查方案暨审批表", "检查粉尘防爆", "同意", "部门卜"),
    "notice": ("行政检查通知书", "请到场配合检查", "有权拒绝检查"),
    "record": ("现场检查记录", "一号车间 <除尘器> 未清理 & 堆积", "苏D0001、苏D0002", "责令限期整改"),
    "measure": ("现场处理措施决定书", "暂停打磨作业", "申请行政复议"),
    "order": ("责令限期整改指令书", "安全出口被货物堵塞", "停用并整改"),
    "opinion": ("整改复查意见书", "已按要求整改", "共 2 项，已整改到位 2 项"),
    "receipt": ("送达回执", "留置送达", "负责人不在场"),
}


def test_every_form_is_printed_and_written_as_word_with_the_same_words(
    stage: Stage, chain: dict[str, dict[str, Any]]
) -> None:
    assert chain.keys() == WORDS.keys()
    for kind, words in WORDS.items():
        path = f"/api/v1/inspection-documents/{chain[kind]['id']}/paper"
        printed, written_ = (stage.get("qin", f"{path}.{ending}") for ending in ("pdf", "docx"))
        assert (printed.status_code, written_.status_code) == (200, 200), kind
        reader = PdfReader(io.BytesIO(printed.data))
        said = "".join(page.extract_text() for page in reader.pages)
        word = _text_of(written_.data)
        for phrase in (chain[kind]["number"], *words):
            assert _bare(phrase) in _bare(said), (kind, phrase)
            assert _bare(phrase) in _bare(word), (kind, phrase)
        if kind != "order":  # the notice's own paper, with the place and photos
            assert len(reader.pages) == 1, kind


def test_a_void_document_says_so_on_its_paper(stage: Stage) -> None:
    case = approved(stage)
    record = written(stage, case, "record", recorded())["document"]
    stage.does("qin", "void-document", document=record, reason="地点写错")
    answer = stage.get("qin", f"/api/v1/inspection-documents/{record}/paper.docx")
    assert "已作废：地点写错" in _text_of(answer.data)
    english = stage.get("qin", f"/api/v1/inspection-documents/{record}/paper.docx", language="en")
    assert "On-site inspection record" in _text_of(english.data)


def _text_of(content: bytes) -> str:
    document = Document(io.BytesIO(content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


def _bare(words: str) -> str:
    return "".join(words.split())
