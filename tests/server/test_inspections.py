"""An enforcement inspection over the real routes: leave, entry, record, order, opinion, receipt, and who may what."""

import io
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from pypdf import PdfReader
from sqlalchemy import event, select, text

from grids.policy import local_day
from server import entry_codes
from server.db import Database
from server.jobs.waiting import tell_of_unsigned_notices
from server.reads import inspections
from server.store import people
from server.store.policy import ladder_on
from server.store.tables import InboxMessage, InspectionPaper, PersonRow
from tests.server.inspecting import (
    TODAY,
    approved,
    now,
    opened,
    ordered,
    recorded,
    reinspected,
    request,
    visited,
    whole,
    written,
)
from tests.server.stage import Stage


def test_from_leave_to_receipt_under_one_serial(stage: Stage) -> None:
    case = approved(stage)
    visit = visited(stage, case)
    written(stage, case, "notice", {"content": "请到场配合"})
    written(stage, case, "record", recorded())
    notice, hazards = ordered(stage, case, visit)
    reinspected(stage, notice, hazards, [True, False])
    items = [
        {"hazard": hazard, "passed": passed, "opinion": "已到位" if passed else "未到位"}
        for hazard, passed in zip(hazards, (True, False), strict=True)
    ]
    written(stage, case, "opinion", {"items": items})
    served = [each["id"] for each in whole(stage, case)["documents"] if each["kind"] in {"record", "order", "opinion"}]
    receipt = {"documents": served, "mode": "direct", "place": "厂区", "began_at": now(), "met": "李厂长"}
    written(stage, case, "receipt", receipt)
    stage.does("qin", "leave-inspection", inspection=case, left_at=now())
    stage.does("qin", "close-inspection", inspection=case)
    told = whole(stage, case)
    year = told["year"]
    assert {each["kind"]: each["number"] for each in told["documents"]} == {
        "scheme": f"（示范）应急检查〔{year}〕1号", "notice": f"（示范）应急检通〔{year}〕1号",
        "record": f"（示范）应急检记〔{year}〕1号", "order": f"（示范）应急责改〔{year}〕1号",
        "opinion": f"（示范）应急复查〔{year}〕1号", "receipt": f"（示范）应急回〔{year}〕1号",
    }  # fmt: skip
    assert (told["state"], told["entry_missing"], told["approval_late"]) == ("closed", False, False)
    assert [each["direction"] for each in told["entries"]] == ["in", "out"]
    assert stage.get("li", f"/api/v1/notices/{notice}").json["number"] == f"（示范）应急责改〔{year}〕1号"


def test_an_inspection_starts_with_leave_and_an_emergency_without_it_yet(stage: Stage) -> None:
    case = opened(stage)
    entry = {"entered_at": now(), "method": "position"}
    assert stage.act("qin", "enter-inspection", inspection=case, **entry)["code"] == "inspection-not-approved"
    record = {"document": str(uuid4()), "document_kind": "record", "said": recorded()}
    assert stage.act("qin", "issue-document", inspection=case, **record)["code"] == "inspection-not-approved"
    assert whole(stage, case)["state"] == "proposed"
    assert stage.act("qin", "open-inspection", **request(stage, emergency=True))["code"] == "reason-needed"
    urgent = opened(stage, emergency=True, emergency_reason="接报有粉尘爆炸危险", announced=False)
    stage.does("qin", "enter-inspection", inspection=urgent, **entry)
    assert whole(stage, urgent)["approval_late"] is False
    assert stage.act("qin", "close-inspection", inspection=urgent)["code"] == "inspection-no-record"
    stage.does("bu", "decide-inspection", inspection=urgent, approved=True)
    assert whole(stage, urgent)["state"] == "under_way"


def test_leave_that_comes_after_a_day_is_flagged(stage: Stage) -> None:
    case = opened(stage, emergency=True, emergency_reason="险情")
    long_ago = (datetime.now(UTC) - timedelta(hours=25)).isoformat()
    stage.does("qin", "enter-inspection", inspection=case, entered_at=long_ago, method="position")
    assert whole(stage, case)["approval_late"] is True
    stage.does("bu", "decide-inspection", inspection=case, approved=True)
    assert whole(stage, case)["approval_late"] is True


def test_nobody_gives_leave_to_their_own_and_a_refusal_has_a_reason(stage: Stage) -> None:
    case = opened(stage)
    assert stage.act("qin", "decide-inspection", inspection=case, approved=True)["code"] == "not-yours"
    assert stage.act("bu", "decide-inspection", inspection=case, approved=False)["code"] == "reason-needed"
    stage.does("bu", "decide-inspection", inspection=case, approved=False, opinion="本年次数已满")
    assert stage.act("bu", "decide-inspection", inspection=case, approved=True)["code"] == "inspection-state"
    told = whole(stage, case)
    assert (told["state"], told["serial"], told["documents"]) == ("refused", None, [])


@pytest.mark.parametrize("second", [None, "qin", "wang", "bu"])
def test_a_case_has_two_different_licensed_inspectors(stage: Stage, second: str | None) -> None:
    named = None if second is None else str(stage.people[second])
    verdict = stage.act("qin", "open-inspection", **request(stage, second_inspector=named))
    assert (verdict["status"], verdict["code"]) == ("refused", "second-inspector-needed")


def test_both_licences_are_valid_on_the_day_of_every_step(stage: Stage) -> None:
    case = approved(stage)
    day = local_day(datetime.now(UTC))
    entry = {"inspection": case, "entered_at": now(), "method": "position"}
    record = {"inspection": case, "document": str(uuid4()), "document_kind": "record", "said": recorded()}
    for who in ("qin", "ren"):
        _licence(stage, who, day - timedelta(days=1))
        for step, command in (("enter-inspection", entry), ("issue-document", record)):
            assert stage.act("qin", step, **command)["code"] == "licence-not-valid", (who, step)
        assert stage.act("qin", "open-inspection", **request(stage))["code"] == "second-inspector-needed", who
        _licence(stage, who, day)
    assert [each["name"] for each in stage.get("qin", "/api/v1/pack").json["inspectors"]] == ["执法任", "执法秦"]
    _licence(stage, "ren", day - timedelta(days=1))
    assert [each["name"] for each in stage.get("qin", "/api/v1/pack").json["inspectors"]] == ["执法秦"]
    _licence(stage, "ren", day)
    stage.does("qin", "enter-inspection", **entry)
    stage.does("qin", "issue-document", **record)


def _licence(stage: Stage, who: str, until: date) -> None:
    with stage.app.extensions["wangge.database"].transaction() as session:
        session.get_one(PersonRow, stage.people[who]).licence_until = until


def test_a_grid_officer_and_a_town_office_have_no_part_in_it(stage: Stage) -> None:
    case = approved(stage)
    document = written(stage, case, "record", recorded())["document"]
    for who in ("wang", "an", "zhou"):
        assert stage.act(who, "open-inspection", **request(stage))["code"] == "not-yours"
        for path in ("inspections", f"inspections/{case}", "inspections/numbers", "inspection-documents",
                     f"inspection-documents/{document}/paper.pdf", f"inspection-documents/{document}/paper.docx",
                     f"enterprises/{stage.town.enterprises['A']}/entry-code.pdf"):  # fmt: skip
            answer = stage.get(who, f"/api/v1/{path}")
            assert (answer.status_code, answer.json["code"]) == (403, "not-yours"), (who, path)
        assert stage.get(who, "/api/v1/pack").json["inspections"] == []


def test_an_inspection_without_an_entry_is_flagged_and_not_blocked(stage: Stage) -> None:
    case = approved(stage)
    written(stage, case, "record", recorded())
    assert whole(stage, case)["entry_missing"] is True
    stage.does("qin", "close-inspection", inspection=case)
    assert whole(stage, case)["state"] == "closed"


def test_the_code_at_the_gate_is_checked_and_noted(stage: Stage) -> None:
    case = approved(stage)
    with stage.app.extensions["wangge.database"].session() as session:
        code = entry_codes.code_of(session, stage.town.enterprises["A"])
    for typed in (f"WG-{code}", code.lower(), f"{code[:4]} {code[4:]}", "WG-AAAAAAAA"):
        stage.does("ren", "enter-inspection", inspection=case, entered_at=now(), method="code", code=typed)
    assert [each["code_fits"] for each in whole(stage, case)["entries"]] == [True, True, True, False]
    page = stage.get("li", f"/api/v1/enterprises/{stage.town.enterprises['A']}/entry-code.pdf")
    assert page.status_code == 200
    assert page.data.startswith(b"%PDF")
    assert stage.get("li", f"/api/v1/enterprises/{stage.town.enterprises['D']}/entry-code.pdf").status_code == 404


def test_a_record_says_why_nobody_signed(stage: Stage) -> None:
    case = approved(stage)
    command: dict[str, Any] = {"inspection": case, "document": str(uuid4()), "document_kind": "record"}
    unsigned = stage.act("qin", "issue-document", **command, said=recorded(met=""))
    assert unsigned["code"] == "inspection-form-lacks"
    silent = stage.act("qin", "issue-document", **command, said=recorded(met="", refused=True))
    assert silent["code"] == "inspection-form-lacks"
    said = recorded(met="", refused=True, refusal="负责人拒绝签名，已录像")
    stage.does("qin", "issue-document", **command, said=said)
    assert whole(stage, case)["recorded"] is True


def test_the_approval_sheet_is_not_voided(stage: Stage) -> None:
    case = approved(stage)
    scheme = whole(stage, case)["documents"][0]["id"]
    for who in ("qin", "bu"):
        assert stage.act(who, "void-document", document=scheme, reason="写错")["code"] == "inspection-form-by", who


def test_an_unannounced_inspection_has_no_notice(stage: Stage) -> None:
    case = approved(stage, announced=False)
    command = {"inspection": case, "document": str(uuid4()), "document_kind": "notice", "said": {"content": "检查"}}
    assert stage.act("qin", "issue-document", **command)["code"] == "inspection-unannounced"


def test_forms_that_follow_from_a_step_are_not_written_by_hand(stage: Stage) -> None:
    case = approved(stage)
    for kind in ("scheme", "order"):
        command: dict[str, Any] = {
            "inspection": case, "document": str(uuid4()), "document_kind": kind, "said": {},
        }  # fmt: skip
        assert stage.act("qin", "issue-document", **command)["code"] == "inspection-form-by", kind


def test_a_draft_is_written_again_and_an_issued_document_never(stage: Stage) -> None:
    case, document = approved(stage), str(uuid4())
    command = {"inspection": case, "document": document, "document_kind": "record"}
    stage.does("qin", "save-document", **command, said={"place": "一车间"})
    stage.does("ren", "save-document", **command, said={"place": "二车间"})
    draft = next(each for each in whole(stage, case)["documents"] if each["id"] == document)
    assert (draft["state"], draft["number"], draft["said"]) == ("draft", None, {"place": "二车间"})
    assert stage.get("qin", f"/api/v1/inspection-documents/{document}/paper.pdf").status_code == 200
    assert stage.get("li", f"/api/v1/inspection-documents/{document}/paper.pdf").status_code == 404
    stage.does("qin", "issue-document", **command, said=recorded())
    for step in ("save-document", "issue-document"):
        assert stage.act("qin", step, **command, said=recorded(place="三车间"))["code"] == "document-issued"
    with (
        stage.app.extensions["wangge.database"].session() as session,
        pytest.raises(Exception, match="never changed"),
        session.begin_nested(),
    ):
        session.execute(text("UPDATE inspection_paper SET content = '{}' WHERE id = :id"), {"id": document})


def test_what_was_issued_says_the_same_when_everything_else_changed(stage: Stage) -> None:
    case = approved(stage)
    document = written(stage, case, "record", recorded())["document"]
    with stage.app.extensions["wangge.database"].transaction() as session:
        before = dict(session.get_one(InspectionPaper, UUID(document)).content or {})
        session.execute(text("UPDATE enterprise SET name = '改名厂' WHERE id = :id"),
                        {"id": stage.town.enterprises["A"]})  # fmt: skip
        session.execute(text("UPDATE person SET licence_no = '苏D9999' WHERE id = :id"), {"id": stage.people["ren"]})
    with stage.app.extensions["wangge.database"].session() as session:
        row = session.get_one(InspectionPaper, UUID(document))
        session.refresh(row)
        assert row.content == before
        assert before["enterprise"]["name"] == "A机械厂"
        assert [officer["licence"] for officer in before["officers"]] == ["苏D0001", "苏D0002"]


def test_a_void_document_keeps_its_number_and_the_next_takes_the_next(stage: Stage) -> None:
    case = approved(stage)
    first = written(stage, case, "record", recorded())["document"]
    again = {"inspection": case, "document": str(uuid4()), "document_kind": "record", "said": recorded()}
    assert stage.act("qin", "issue-document", **again, replaces=first)["code"] == "document-issued"
    stage.does("qin", "void-document", document=first, reason="地点写错")
    assert stage.act("bu", "void-document", document=first, reason="再来")["code"] == "document-voided"
    stage.does("qin", "issue-document", **again, replaces=first)
    told = {each["id"]: each for each in whole(stage, case)["documents"]}
    year = told[first]["year"]
    assert told[first]["number"] == f"（示范）应急检记〔{year}〕1号"
    assert (told[first]["state"], told[first]["void_reason"]) == ("voided", "地点写错")
    assert told[again["document"]]["number"] == f"（示范）应急检记〔{year}〕1-2号"
    assert told[again["document"]]["replaces_id"] == first


def test_an_opinion_speaks_of_every_item_as_it_was_reinspected(stage: Stage) -> None:
    case = approved(stage)
    command: dict[str, Any] = {"inspection": case, "document": str(uuid4()), "document_kind": "opinion"}
    anything = [{"hazard": str(uuid4()), "passed": True, "opinion": "好"}]
    assert stage.act("qin", "issue-document", **command, said={"items": anything})["code"] == "inspection-no-order"
    notice, hazards = ordered(stage, case, visited(stage, case))
    reinspected(stage, notice, hazards, [True, True])
    says = [{"hazard": each, "passed": True, "opinion": "已改"} for each in hazards]
    for wrong in (says[:1], [{**says[0], "passed": False}, says[1]], [*says, *anything]):
        assert stage.act("qin", "issue-document", **command, said={"items": wrong})["code"] == "inspection-opinion"
    stage.does("qin", "issue-document", **command, said={"items": says})


def test_a_reinspection_goes_on_with_the_number_of_the_inspection_it_follows(stage: Stage) -> None:
    assert stage.act("qin", "open-inspection", **request(stage, ground="reinspection"))["code"] == "inspection-follows"
    other = approved(stage, "D")
    first = approved(stage)
    away = request(stage, ground="reinspection", follows=other)
    assert stage.act("qin", "open-inspection", **away)["code"] == "unknown-thing"
    notice, hazards = ordered(stage, first, visited(stage, first), n=1)
    reinspected(stage, notice, hazards, [True])
    second = approved(stage, ground="reinspection", follows=first)
    seen = whole(stage, second)
    assert (seen["ordered"], [(each["id"], each["here"]) for each in seen["hazards"]]) == (
        hazards,
        [(hazards[0], False)],
    )
    assert [each["here"] for each in whole(stage, first)["hazards"]] == [True]
    held = next(each for each in stage.get("qin", "/api/v1/pack").json["inspections"] if each["id"] == second)
    assert (held["ordered"], "hazards" in held) == (hazards, False)
    opinion = [{"hazard": hazards[0], "passed": True, "opinion": "已改"}]
    written(stage, second, "opinion", {"items": opinion})
    told = whole(stage, second)
    assert (told["serial"], whole(stage, other)["serial"]) == (whole(stage, first)["serial"], 1)
    year = told["year"]
    assert {each["number"] for each in told["documents"]} == {
        f"（示范）应急检查〔{year}〕2-2号", f"（示范）应急复查〔{year}〕2号",
    }  # fmt: skip


def test_an_enterprise_sees_and_signs_what_was_issued_to_it(stage: Stage) -> None:
    case = approved(stage)
    document = written(stage, case, "record", recorded())["document"]
    stage.does("qin", "save-document", inspection=case, document=str(uuid4()), document_kind="measure", said={})
    listed = stage.get("li", "/api/v1/inspection-documents").json["items"]
    assert [(each["id"], each["kind"]) for each in listed] == [(document, "record")]
    assert "said" not in listed[0]
    assert stage.get("ma", "/api/v1/inspection-documents").json["items"] == []
    assert stage.get("ma", f"/api/v1/inspection-documents/{document}/paper.docx").status_code == 404
    assert stage.get("li", f"/api/v1/inspections/{case}").status_code == 403
    assert stage.act("ma", "sign-document", document=document, signed_by="马")["code"] == "area-not-yours"
    stage.does("li", "sign-document", document=document, signed_by="李厂长")
    assert stage.act("li", "sign-document", document=document, signed_by="李厂长")["code"] == "already-done"
    assert stage.get("li", "/api/v1/inspection-documents").json["items"][0]["signed_by"] == "李厂长"


def test_an_order_that_was_signed_for_is_not_void_any_more(stage: Stage) -> None:
    case = approved(stage)
    notice, _ = ordered(stage, case, visited(stage, case))
    stage.does("li", "acknowledge-notice", notice=notice, signed_by="李")
    assert stage.act("bu", "void-document", document=notice, reason="写错")["code"] == "document-issued"


def test_nobody_signs_for_an_order_that_is_void_and_nobody_is_counted_for_it(stage: Stage, db: Database) -> None:
    case = approved(stage)
    notice, _ = ordered(stage, case, visited(stage, case))
    stage.does("bu", "void-document", document=notice, reason="写错")
    assert stage.act("li", "acknowledge-notice", notice=notice, signed_by="李")["code"] == "document-voided"
    told = stage.get("li", f"/api/v1/notices/{notice}").json
    assert (told["acknowledged_at"], told["voided_at"] is None) == (None, False)
    assert [each["id"] for each in stage.get("qin", "/api/v1/notices", open=True).json["items"]] == []
    shares = stage.get("xu", "/api/v1/indicators", name="acknowledged").json["total"]["acknowledged"]
    assert (shares["n"], shares["d"]) == (0, 0)
    later = datetime.now(UTC) + timedelta(days=5)
    with db.transaction() as session:
        tell_of_unsigned_notices(session, 24, ladder_on(local_day(later)), later, later)
        said = select(InboxMessage.ref_id).where(InboxMessage.event == "notice-unacknowledged")
        assert list(session.scalars(said)) == []
    printed = PdfReader(io.BytesIO(stage.get("li", f"/api/v1/notices/{notice}.pdf").data))
    assert "已作废：写错" in "".join(page.extract_text() for page in printed.pages).replace(" ", "")


def test_an_order_is_signed_for_as_the_notice_it_is_and_can_be_void_until_then(stage: Stage) -> None:
    case = approved(stage)
    notice, _ = ordered(stage, case, visited(stage, case))
    assert stage.act("li", "sign-document", document=notice, signed_by="李")["code"] == "inspection-order-signed"
    stage.does("bu", "void-document", document=notice, reason="写错")


def test_a_void_document_is_not_signed_for(stage: Stage) -> None:
    record = written(stage, approved(stage), "record", recorded())["document"]
    stage.does("qin", "void-document", document=record, reason="地点写错")
    assert stage.act("li", "sign-document", document=record, signed_by="李厂长")["code"] == "document-voided"


def test_an_order_of_a_case_is_of_its_enterprise_and_by_its_inspectors(stage: Stage) -> None:
    case = approved(stage, "D")
    hazard = stage.hazard("qin", photos=[stage.photo("qin", 5)])
    command = {
        "notice": str(uuid4()), "enterprise": str(stage.town.enterprises["A"]), "inspection": case,
        "notice_kind": "rectification_order", "second_inspector": str(stage.people["ren"]),
        "items": [{"hazard": hazard, "due_on": now()[:10], "demand": "整改"}],
    }  # fmt: skip
    assert stage.act("qin", "issue-notice", **command)["code"] == "unknown-thing"


def test_the_phone_of_its_inspectors_holds_the_case_and_its_enterprise(stage: Stage) -> None:
    case = approved(stage, "E")
    for who in ("qin", "ren"):
        pack = stage.get(who, "/api/v1/pack").json
        assert [each["id"] for each in pack["inspections"]] == [case]
        assert str(stage.town.enterprises["E"]) in {each["id"] for each in pack["enterprises"]}
    assert stage.get("bu", "/api/v1/pack").json["inspections"] == []


def test_an_emergency_that_follows_knows_the_order_before_it_has_a_number(stage: Stage) -> None:
    first = approved(stage)
    _, hazards = ordered(stage, first, visited(stage, first))
    case = opened(stage, ground="reinspection", follows=first, emergency=True, emergency_reason="险情")
    told = whole(stage, case)
    assert (told["serial"], told["ordered"]) == (None, hazards)


def test_an_opinion_is_on_the_last_order_of_the_chain_that_counts(stage: Stage) -> None:
    first = approved(stage)
    _, old = ordered(stage, first, visited(stage, first), n=1)
    second = approved(stage, ground="reinspection", follows=first)
    later, new = ordered(stage, second, visited(stage, second), n=1)
    assert [whole(stage, case)["ordered"] for case in (first, second)] == [new, new]
    stage.does("bu", "void-document", document=later, reason="写错")
    assert [whole(stage, case)["ordered"] for case in (first, second)] == [old, old]


def test_pages_of_cases_hold_each_once_and_count_all(stage: Stage) -> None:
    cases = [opened(stage, planned_on=(TODAY + timedelta(days=n // 2)).isoformat()) for n in range(5)]
    stage.does("bu", "decide-inspection", inspection=cases[0], approved=True)
    stage.does("bu", "decide-inspection", inspection=cases[4], approved=False, opinion="次数已满")
    found: list[str] = []
    after: dict[str, Any] = {}
    while True:
        page = stage.get("qin", "/api/v1/inspections", limit=2, **after).json
        assert (page["total"], page["waiting"]) == (5, 3)
        found += [each["id"] for each in page["items"]]
        if page["next"] is None:
            break
        after = {"after": page["next"]}
    assert found == [cases[3], cases[2], cases[1], cases[0], cases[4]]
    assert stage.get("qin", "/api/v1/inspections", waiting=True, limit=1).json["total"] == 3
    assert [stage.get("qin", "/api/v1/inspections", q=q).json["total"] for q in ("机械", "%")] == [5, 0]


def test_a_phone_asks_as_many_questions_for_many_cases_as_for_one(stage: Stage) -> None:
    asked: list[int] = []
    database = stage.app.extensions["wangge.database"]
    for n in (1, 3):
        for _ in range(n):
            written(stage, approved(stage), "record", recorded())
        count = 0

        def note(*_: object) -> None:
            nonlocal count
            count += 1

        with database.session() as session:
            person = people.person_at(session, stage.people["qin"], datetime.now(UTC))
            assert person is not None
            event.listen(session.connection(), "before_cursor_execute", note)
            inspections.of_phone(session, person, datetime.now(UTC))
            event.remove(session.connection(), "before_cursor_execute", note)
        asked.append(count)
    assert asked[0] == asked[1]
