"""A passer-by reports a hazard without an account, the town checks it, and the reporter reads what became of it."""

import hashlib
import io
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import openpyxl
import pytest
from sqlalchemy import func, select, text, update

from grids.policy import local_day
from server import public_reports as receiving
from server.db import Database
from server.reads import public_reports as reports
from server.store.policy import policy_on
from server.store.public_reports import numbers_on
from server.store.tables import InboxMessage, LedgerEntry, PublicReport, PublicReporter, PublicTry
from tests.people import NOBODY
from tests.server.outboxes import verify_chains
from tests.server.stage import SAME_ORIGIN, Stage, picture
from tests.town import middle

TODAY = local_day(datetime.now(UTC))
SOON = (TODAY + timedelta(days=10)).isoformat()
NAME, CONTACT = "举报人欧阳明月", "13912345678"


class Passer:
    """Somebody with a phone and no account."""

    def __init__(self, stage: Stage) -> None:
        """Hold the number and the code of what was told last."""
        self.stage, self.number, self.code = stage, "", ""

    def post(self, path: str, body: dict[str, Any]) -> Any:
        """Send something without an account."""
        return self.stage.client(NOBODY).post(f"/api/v1/public/reports{path}", json=body, headers=SAME_ORIGIN)

    def tells(self, unit: str = "A", **more: Any) -> str:
        """Report a hazard in a unit, and return its id at the office."""
        body = {"words": "后门堆满货物，出不去", "place": "仓库后门", "point": list(middle(unit)), **more}
        answer = self.post("", body)
        assert answer.status_code == 201, answer.text
        self.number, self.code = answer.json["number"], answer.json["code"]
        rows = self.stage.get("xu", "/api/v1/reports").json["items"]
        return next(str(row["id"]) for row in rows if row["number"] == self.number)

    def sends(self, content: bytes, code: str | None = None) -> Any:
        """Send the bytes of a photo."""
        path = f"/api/v1/public/reports/{self.number}/blobs/{hashlib.sha256(content).hexdigest()}"
        headers = {**SAME_ORIGIN, "X-Wangge-Code": code or self.code}
        return self.stage.client(NOBODY).put(path, data=content, content_type="image/jpeg", headers=headers)

    def looks(self) -> Any:
        """Ask what became of the report."""
        return self.post("/status", {"number": self.number, "code": self.code})


def _rows_with(table: str) -> Any:
    """Count the rows of a table that hold something anywhere."""
    return text(f'SELECT count(*) FROM "{table}" t WHERE t::text LIKE :it')  # noqa: S608 - a name of the catalogue


@pytest.fixture
def passer(stage: Stage) -> Passer:
    return Passer(stage)


def found(stage: Stage, unit: str = "A", **more: Any) -> dict[str, Any]:
    """What the check found at the enterprise of a unit."""
    return {
        "hazard": str(uuid4()), "enterprise": str(stage.town.enterprises[unit]), "place": "一号仓库",
        "description": "安全出口被堵", "category": "S05", "due_on": SOON, **more,
    }  # fmt: skip


def settle(stage: Stage, report: str, finding: str = "true", who: str = "an", **more: Any) -> dict[str, Any]:
    """Answer a report that was accepted."""
    words = {"reason": "现场核查", "feedback": "已核实，谢谢您的举报"}
    return stage.act(who, "settle-report", **{"report": report, "finding": finding, **words, **more})


def test_a_true_report_enters_the_list_of_hazards_and_its_reporter_reads_so(passer: Passer, db: Database) -> None:
    stage, bytes_ = passer.stage, picture("后门")
    sha256 = hashlib.sha256(bytes_).hexdigest()
    report = passer.tells(photos=[sha256])
    assert passer.sends(bytes_).status_code == 200
    before = passer.looks().json
    assert (before["state"], before["photos"], before["photos_received"]) == ("received", 1, 1)
    assert before["due_on"] == policy_on(TODAY).add_working_days(TODAY, 3).isoformat()

    stage.does("an", "accept-report", report=report)
    own = found(stage, shown=[sha256])
    assert settle(stage, report, found=own)["status"] == "applied"

    hazard = stage.get("an", f"/api/v1/hazards/{own['hazard']}").json
    assert (hazard["state"], hazard["source"], hazard["due_on"]) == ("open", "report", SOON)
    assert [photo["sha256"] for photo in hazard["photos"]] == [sha256]
    assert hazard["found_by"]["name"] == "安监办安"
    told = passer.looks().json
    assert (told["state"], told["finding"], told["hazard"]) == ("settled", "true", "treated")
    assert told["feedback"] == "已核实，谢谢您的举报"
    assert verify_chains(db) == 2


def test_a_report_that_nobody_has_looked_at_is_in_no_list_of_hazards(passer: Passer) -> None:
    stage = passer.stage
    report = passer.tells()
    assert stage.get("an", "/api/v1/hazards").json["total"] == 0
    assert settle(stage, report, found=found(stage))["code"] == "report-state"
    assert stage.get("an", "/api/v1/hazards").json["total"] == 0


def test_an_untrue_report_needs_the_evidence_of_it_and_makes_no_hazard(passer: Passer) -> None:
    stage = passer.stage
    report = passer.tells()
    stage.does("an", "accept-report", report=report)
    assert settle(stage, report, "untrue")["code"] == "photo-needed"
    photo = stage.photo("an")
    assert settle(stage, report, "untrue", photos=[photo], found=found(stage))["code"] == "report-hazard"
    assert settle(stage, report, "partly")["code"] == "report-hazard"
    assert settle(stage, report, "untrue", photos=[photo])["status"] == "applied"
    shown = stage.get("an", f"/api/v1/reports/{report}").json
    assert [(each["sha256"], each["role"]) for each in shown["photos"]] == [(photo["sha256"], "check")]
    assert stage.get("an", "/api/v1/hazards").json["total"] == 0
    assert passer.looks().json["finding"] == "untrue"
    path = f"/api/v1/reports/{report}/photos/{photo['sha256']}/thumb.jpg"
    assert stage.get("an", path).mimetype == "image/jpeg"
    assert stage.get("xi", path).status_code == 404


def test_what_is_not_finished_leaves_nothing_behind(passer: Passer) -> None:
    stage = passer.stage
    report = passer.tells()
    stage.does("an", "accept-report", report=report)
    wrong = found(stage, "D")
    assert settle(stage, report, found=wrong)["code"] == "area-not-yours"
    assert settle(stage, report, found=found(stage, shown=["0" * 64]))["code"] == "report-photo"
    assert stage.get("xu", "/api/v1/hazards").json["total"] == 0
    assert stage.get("an", f"/api/v1/reports/{report}").json["state"] == "accepted"


def test_a_reporter_may_be_hidden_so_far_that_the_enterprise_learns_of_no_report(passer: Passer) -> None:
    stage = passer.stage
    report = passer.tells(is_employee=True)
    stage.does("an", "accept-report", report=report)
    own = found(stage, is_hidden=True)
    settle(stage, report, found=own)
    assert stage.get("li", f"/api/v1/hazards/{own['hazard']}").json["source"] == "town"
    assert stage.get("an", f"/api/v1/reports/{report}").json["hazard_id"] == own["hazard"]


def test_a_report_is_passed_on_twice_and_then_the_district_decides(passer: Passer) -> None:
    stage = passer.stage
    report = passer.tells("A")
    east, west = stage.town.towns["湖东镇"], stage.town.towns["湖西镇"]
    stage.does("an", "transfer-report", report=report, to_area=west, reason="不在本镇")
    assert stage.get("an", f"/api/v1/reports/{report}").status_code == 404
    assert stage.get("xi", f"/api/v1/reports/{report}").json["state"] == "received"
    stage.does("xi", "transfer-report", report=report, to_area=east, reason="也不在本镇")
    assert stage.act("an", "transfer-report", report=report, to_area=west, reason="再转")["code"] == "returned-twice"
    stage.does("xu", "transfer-report", report=report, to_area=west, reason="由西镇核查")
    assert passer.looks().json["transfers"] == 3
    assert passer.looks().json["due_on"] == policy_on(TODAY).add_working_days(TODAY, 3).isoformat()


def test_a_reward_is_decided_once_and_for_what_was_true(passer: Passer) -> None:
    stage = passer.stage
    report = passer.tells()
    stage.does("an", "accept-report", report=report)
    settle(stage, report, found=found(stage))
    money = {"report": report, "reward": "money", "decision": "按奖励办法"}
    assert stage.act("an", "reward-report", **money, amount_yuan=0)["code"] == "report-reward"
    beyond = stage.act("an", "reward-report", **money, amount_yuan=501)
    assert beyond["code"] == "reward-limits"
    assert "500" in beyond["reason"]
    assert stage.act("an", "reward-report", **money, amount_yuan=500, fine_yuan=40_000)["code"] == "reward-limits"
    stage.does("an", "reward-report", **money, amount_yuan=6_000, fine_yuan=40_000)
    assert stage.act("an", "reward-report", **money, amount_yuan=500)["code"] == "already-done"
    told = passer.looks().json
    assert (told["reward"], told["reward_yuan"], told["reward_decision"]) == ("money", 6_000, "按奖励办法")


def test_what_another_system_passed_on_keeps_its_number_and_its_day_and_comes_once(stage: Stage) -> None:
    own = {"report": str(uuid4()), "area": stage.town.towns["湖东镇"], "words": "商铺占道堆物", "place": "人民路"}
    there = {"channel": "hotline", "external_id": "12345-0091", "feedback_due_on": TODAY.isoformat()}
    assert stage.act("an", "take-report", **own, channel="hotline")["code"] == "report-channel"
    assert stage.act("an", "take-report", **own, channel="page")["code"] == "report-channel"
    stage.does("an", "take-report", **own, **there)
    assert stage.act("an", "take-report", **{**own, "report": str(uuid4())}, **there)["code"] == "already-done"
    shown = stage.get("an", f"/api/v1/reports/{own['report']}").json
    assert (shown["external_id"], shown["feedback_due_on"], shown["feedback_late"]) == (
        "12345-0091", TODAY.isoformat(), False,
    )  # fmt: skip
    assert stage.get("an", "/api/v1/reports", channel="hotline").json["figures"]["received"] == 1


def test_a_report_whose_pin_lies_in_a_neighbours_town_is_not_written_into_its_list(stage: Stage) -> None:
    own = {
        "report": str(uuid4()),
        "area": stage.town.towns["湖东镇"],
        "words": "占道堆物",
        "place": "人民路",
        "channel": "visit",
    }
    assert stage.act("an", "take-report", **own, point=list(middle("D")))["code"] == "area-not-yours"
    assert stage.get("xu", "/api/v1/reports").json["items"] == []
    stage.does("an", "take-report", **own, point=list(middle("B")))
    assert [row["unit_id"] for row in stage.get("an", "/api/v1/reports").json["items"]] == [stage.town.units["B"]]


def test_who_reported_is_read_for_a_reason_that_the_ledger_keeps(passer: Passer, db: Database) -> None:
    stage = passer.stage
    report = passer.tells(name=NAME, contact=CONTACT)
    path = f"/api/v1/reports/{report}/reporter"
    assert stage.get("an", path, reading=str(uuid4())).json["code"] == "report-reading"
    act = stage.does("an", "open-reporter", report=report, reason="核实具体位置")["id"]
    shown = stage.get("an", path, reading=act).json
    assert (shown["name"], shown["contact"]) == (NAME, CONTACT)
    for who in ("xu", "xi", "zhou", "wang", "bu"):
        assert stage.get(who, path, reading=act).status_code in {403, 404}, who
    assert [each["reason"] for each in stage.get("xu", f"/api/v1/reports/{report}").json["readings"]] == [
        "核实具体位置"
    ]
    with db.session() as session:
        kept = session.scalars(select(LedgerEntry).where(LedgerEntry.act_id == UUID(act))).one()
    assert "open-reporter" in str(vars(kept))
    with db.transaction() as session:
        session.execute(text("UPDATE public_reporter_reading SET at = at - interval '16 minutes'"))
    assert stage.get("an", path, reading=act).json["code"] == "report-reading"


def test_a_name_is_in_its_own_table_and_nowhere_else(passer: Passer, db: Database, capfd: Any) -> None:
    stage = passer.stage
    report = passer.tells(name=NAME, contact=CONTACT)
    act = stage.does("an", "open-reporter", report=report, reason="核实")["id"]
    stage.get("an", f"/api/v1/reports/{report}/reporter", reading=act)
    stage.does("an", "accept-report", report=report)
    settle(stage, report, found=found(stage))
    with db.session() as session:
        tables = session.scalars(text("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")).all()
        holds = {
            table
            for table in tables
            for secret in (NAME, CONTACT)
            if session.scalar(_rows_with(table), {"it": f"%{secret}%"})
        }
    assert holds == {"public_reporter"}
    said = capfd.readouterr()
    assert NAME not in said.out + said.err
    assert CONTACT not in said.out + said.err


def test_nobody_who_only_reads_sees_the_table_of_names(passer: Passer, db: Database) -> None:
    passer.tells(name=NAME)
    with db.session() as session:
        for table in ("public_reporter", "public_reporter_reading", "public_try"):
            allowed = text("SELECT has_table_privilege('wangge_reader', :table, 'SELECT')")
            assert session.scalar(allowed, {"table": table}) is False


def test_without_a_name_there_is_none_to_read(passer: Passer) -> None:
    report = passer.tells()
    shown = passer.stage.get("an", f"/api/v1/reports/{report}").json
    assert shown["is_named"] is False
    assert "open-reporter" not in shown["may"]
    assert passer.stage.act("an", "open-reporter", report=report, reason="核实")["code"] == "report-nobody"


def test_a_name_is_forgotten_when_its_days_are_over(passer: Passer, db: Database) -> None:
    stage = passer.stage
    report = passer.tells(name=NAME)
    stage.does("an", "accept-report", report=report)
    settle(stage, report, found=found(stage))
    now = datetime.now(UTC)
    with db.transaction() as session:
        assert receiving.forget(session, now) == 0
        over = TODAY - timedelta(days=numbers_on(TODAY).identity_days + 1)
        session.execute(update(PublicReport).values(settled_on=over))
        assert receiving.forget(session, now) == 1
        assert session.scalar(select(func.count()).select_from(PublicReporter)) == 0
    assert stage.get("an", f"/api/v1/reports/{report}").json["is_named"] is False


def test_a_flood_from_one_address_is_held_up_and_its_tries_name_no_address(passer: Passer, db: Database) -> None:
    for _ in range(numbers_on(TODAY).address_hour):
        passer.tells()
    refused = passer.post("", {"words": "再来一次", "place": "某处", "point": list(middle("A"))})
    assert (refused.status_code, refused.json["code"]) == (429, "too-many-tries")
    with db.session() as session:
        told = str([vars(row) for row in session.scalars(select(PublicTry))])
        assert session.scalar(select(func.count()).select_from(PublicReport)) == numbers_on(TODAY).address_hour
    assert "127.0.0.1" not in told


def test_while_more_comes_than_can_be_read_nothing_more_is_taken(passer: Passer, db: Database) -> None:
    passer.tells()
    numbers = numbers_on(TODAY)
    copied = text(
        "INSERT INTO public_report "
        "(id, number, channel, state, words, place, district_id, city_id, received_at, due_on) "
        "SELECT gen_random_uuid(), 'x' || n, 'page', 'received', 'x', 'x', district_id, city_id, received_at, due_on "
        "FROM public_report, generate_series(1, :n) n"
    )
    with db.transaction() as session:
        session.execute(copied, {"n": numbers.all_hour})
    refused = passer.post("", {"words": "一处隐患", "place": "某处", "point": list(middle("A"))})
    assert (refused.status_code, refused.json["code"]) == (429, "reports-full")


def test_a_wrong_code_opens_nothing_and_only_some_may_be_tried(passer: Passer) -> None:
    passer.tells()
    right, passer.code = passer.code, "2222-2222-2222"
    for _ in range(numbers_on(TODAY).looks):
        assert passer.looks().json["code"] == "report-code"
    passer.code = right
    assert passer.looks().json["code"] == "too-many-tries"


def test_a_code_is_read_as_people_type_it(passer: Passer) -> None:
    passer.tells()
    code = passer.code.lower()
    passer.code = f" {code[:4]}-{code[4:8]} {code[8:]}"
    assert passer.looks().status_code == 200


def test_only_the_photos_that_were_named_are_taken_and_only_pictures(passer: Passer, db: Database) -> None:
    bomb = b"\xff\xd8\xff" + b"0" * 2000
    good, other = picture("现场"), picture("别的")
    passer.tells(photos=[hashlib.sha256(content).hexdigest() for content in (good, bomb)])
    assert passer.sends(other).json["code"] == "report-photo"
    assert passer.sends(bomb).json["code"] == "bad-photo"
    assert passer.sends(good, code="2222-2222-2222").json["code"] == "report-code"
    assert passer.sends(good).status_code == 200
    assert passer.looks().json["photos_received"] == 1
    with db.transaction() as session:
        session.execute(update(PublicReport).values(received_at=datetime.now(UTC) - timedelta(hours=25)))
    assert passer.sends(good).json["code"] == "report-photo"


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"words": "隐患", "point": [0.0, 0.0]}, "report-outside"),
        ({"words": "隐患"}, "report-outside"),
        ({"words": "   ", "point": list(middle("A"))}, "bad-act"),
        ({"words": "隐患", "point": list(middle("A")), "photos": [f"{n:064x}" for n in range(10)]}, "too-large"),
        ({"words": "隐患", "point": list(middle("A")), "photos": ["../../etc"]}, "bad-act"),
        ({"words": "隐患" * 2000, "point": list(middle("A"))}, "bad-act"),
    ],
)
def test_what_can_not_be_a_report_is_refused_in_words(passer: Passer, body: dict[str, Any], code: str) -> None:
    answer = passer.post("", body)
    assert answer.json["code"] == code
    assert answer.json["detail"]
    assert passer.stage.get("xu", "/api/v1/reports").json["items"] == []


def test_a_town_that_was_chosen_gets_what_has_no_pin(passer: Passer) -> None:
    west = passer.stage.town.towns["湖西镇"]
    listed = passer.post("", {"words": "隐患", "place": "村口", "town": west})
    assert listed.status_code == 201
    assert [row["town_id"] for row in passer.stage.get("xi", "/api/v1/reports").json["items"]] == [west]
    assert passer.stage.get("an", "/api/v1/reports").json["items"] == []


def test_the_office_is_told_that_one_waits_and_of_nothing_that_was_told(passer: Passer, db: Database) -> None:
    passer.tells(name=NAME)
    with db.session() as session:
        told = session.scalars(select(InboxMessage).where(InboxMessage.event == "report-waits")).all()
    assert [message.person_id for message in told] == [passer.stage.people["an"]]
    assert set(told[0].facts) == {"number", "due"}


def test_the_form_names_the_towns_that_are_served_and_the_map_has_its_ground(passer: Passer) -> None:
    client = passer.stage.client(NOBODY)
    form: Any = client.get("/api/v1/public/reports/form").json
    assert {town["name"] for town in form["towns"]} == {"湖东镇", "湖西镇"}
    west, south, east, north = form["box"]
    assert west < middle("A")[0] < east
    assert south < middle("A")[1] < north
    drawn: Any = client.get("/api/v1/public/map")
    assert drawn.json["type"] == "FeatureCollection"
    again = client.get("/api/v1/public/map", headers={"If-None-Match": drawn.headers["ETag"]})
    assert again.status_code == 304


def test_a_list_that_is_cut_off_says_how_many_there_are(passer: Passer, monkeypatch: pytest.MonkeyPatch) -> None:
    for unit in "ABD":
        passer.tells(unit)
    monkeypatch.setattr(reports, "_LISTED", 1)
    shown = passer.stage.get("an", "/api/v1/reports").json
    assert (len(shown["items"]), shown["total"], shown["figures"]["received"]) == (1, 2, 2)


def test_figures_count_what_came_and_what_was_answered_in_time(passer: Passer, db: Database) -> None:
    stage = passer.stage
    for finding in ("true", "untrue"):
        report = passer.tells()
        stage.does("an", "accept-report", report=report)
        more = {"found": found(stage)} if finding == "true" else {"photos": [stage.photo("an")]}
        assert settle(stage, report, finding, **more)["status"] == "applied"
    late = passer.tells()
    with db.transaction() as session:
        overdue = update(PublicReport).where(PublicReport.id == UUID(late))
        session.execute(overdue.values(due_on=TODAY - timedelta(days=1)))
    figures = stage.get("an", "/api/v1/reports").json["figures"]
    names = ("received", "open", "overdue", "settled", "on_time", "true", "untrue")
    assert {name: figures[name] for name in names} == {
        "received": 3, "open": 1, "overdue": 1, "settled": 2, "on_time": 2, "true": 1, "untrue": 1,
    }  # fmt: skip
    assert [row["id"] for row in stage.get("an", "/api/v1/reports", overdue="true").json["items"]] == [late]
    tomorrow = (TODAY + timedelta(days=1)).isoformat()
    assert stage.get("an", "/api/v1/reports", first=tomorrow).json["figures"]["received"] == 0


def test_the_workbook_of_reports_holds_neither_who_made_one_nor_their_words(stage: Stage) -> None:
    passer = Passer(stage)
    passer.tells(name=NAME, contact=CONTACT, is_employee=True)
    first = passer.number
    passer.tells(unit="D")
    answer = stage.get("an", "/api/v1/reports.xlsx", state="received")
    book = openpyxl.load_workbook(io.BytesIO(answer.data))
    head, *rows = book["举报"].iter_rows(values_only=True)
    (row,) = [dict(zip(head, row, strict=True)) for row in rows]
    assert (row["编号"], row["状态"], row["是否逾期"], row["镇街道"]) == (first, "待受理", "否", "湖东镇")
    told = [str(cell) for sheet in book for line in sheet.iter_rows(values_only=True) for cell in line]
    assert not [cell for cell in told for secret in (NAME, CONTACT, "后门堆满货物") if secret in cell]
    assert [cell for cell in told if "仓库后门" in cell], "the place is told"
    assert stage.get("wang", "/api/v1/reports.xlsx").status_code == 403
