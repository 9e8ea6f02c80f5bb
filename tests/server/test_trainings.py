"""Trainings over the routes: planned, signed in on the spot, listed, the quiz, and the rate with its lists."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

from server.db import Database
from server.store.tables import TrainingRow
from tests.server.stage import Stage
from tests.server.test_contacts import town_of

QUIZ = [
    {"text": "零报告要列明自查项吗", "choices": ["要", "不要"], "right": 0},
    {"text": "重大隐患由谁销号", "choices": ["企业", "网格员", "核销机关"], "right": 2},
]


def planned(stage: Stage, who: str = "an", **more: Any) -> str:
    own, now = str(uuid4()), datetime.now(UTC)
    given: dict[str, Any] = {
        "training": own, "office": town_of(stage), "topic": "self_report", "form": "classroom", "title": "自查自报培训",
        "starts_at": (now - timedelta(minutes=5)).isoformat(), "ends_at": (now + timedelta(hours=1)).isoformat(),
        "venue": "三楼会议室", "roles": ["officer"], "enterprises": {}, "quiz": QUIZ, "pass_percent": 60,
    }  # fmt: skip
    stage.does(who, "plan-training", **{**given, **more})
    return own


def one(stage: Stage, training: str, who: str = "an") -> Any:
    answer = stage.get(who, f"/api/v1/trainings/{training}")
    assert answer.status_code == 200, answer.text
    return answer.json


def signs_in(stage: Stage, training: str, who: str) -> str:
    subject = f"enterprise:{stage.town.enterprises['A']}" if who == "li" else f"person:{stage.people[who]}"
    code = one(stage, training)["sign_code"]
    stage.does(who, "sign-in-training", training=training, subject=subject, code=code)
    return subject


def figures(stage: Stage, who: str = "an", **query: Any) -> Any:
    answer = stage.get(who, "/api/v1/trainings/figures", **query)
    assert answer.status_code == 200, answer.text
    return answer.json


def behind(stage: Stage, side: str, **query: Any) -> list[str]:
    found = stage.get("an", "/api/v1/trainings/attendance", side=side, **query).json
    assert found["total"] == len(found["items"])
    return [row["subject"] for row in found["items"]]


def test_who_came_of_who_should_is_the_rate_and_each_number_opens_its_list(stage: Stage) -> None:
    own = planned(stage)
    came = sorted([signs_in(stage, own, "li"), signs_in(stage, own, "wang")])
    told = figures(stage)["total"]
    everybody = behind(stage, "of")
    assert (told["trained"], told["sessions"]) == ({"n": 2, "d": len(everybody)}, 1)
    assert sorted(behind(stage, "counted")) == came
    assert sorted(behind(stage, "rest")) == sorted(set(everybody) - set(came))
    rows = figures(stage, by="audience")["rows"]
    assert {row["key"]: row["trained"]["n"] for row in rows} == {"enterprise": 1, "officer": 1}
    for row in rows:
        listed = behind(stage, "of", by="audience", key=row["key"])
        assert len(listed) == row["trained"]["d"]


def test_the_code_on_the_spot_is_needed_and_signing_in_twice_counts_once(stage: Stage) -> None:
    own = planned(stage)
    subject = f"person:{stage.people['wang']}"
    wrong = stage.act("wang", "sign-in-training", training=own, subject=subject, code="猜的")
    assert (wrong["code"], "二维码" in wrong["reason"]) == ("training-code", True)
    signs_in(stage, own, "wang")
    signs_in(stage, own, "wang")
    assert one(stage, own)["figures"]["trained"]["n"] == 1
    other = f"person:{stage.people['an']}"
    code = one(stage, own)["sign_code"]
    assert stage.act("wang", "sign-in-training", training=own, subject=other, code=code)["code"] == "office-not-yours"


def test_the_code_and_the_right_answers_are_the_organisers_only(stage: Stage) -> None:
    own = planned(stage)
    seen = one(stage, own, "wang")
    assert (seen["sign_code"], seen["figures"]) == (None, None)
    assert all("right" not in each for each in seen["quiz"])
    assert stage.get("xu", f"/api/v1/trainings/{own}/code.svg").status_code == 404
    picture = stage.get("an", f"/api/v1/trainings/{own}/code.svg")
    assert picture.mimetype == "image/svg+xml"


def test_a_quiz_is_marked_and_the_best_of_three_tries_counts(stage: Stage) -> None:
    own = planned(stage)
    subject = f"person:{stage.people['wang']}"
    absent = stage.act("wang", "take-quiz", training=own, subject=subject, answers=[0, 2])
    assert absent["code"] == "quiz-absent"
    signs_in(stage, own, "wang")
    for answers in ([1, 1], [0, 2], [0, 1]):
        stage.does("wang", "take-quiz", training=own, subject=subject, answers=answers)
    tries = one(stage, own, "wang")["tries"]
    assert [(each["correct"], each["passed"]) for each in tries] == [(0, False), (2, True), (1, False)]
    again = stage.act("wang", "take-quiz", training=own, subject=subject, answers=[0, 2])
    assert again["code"] == "quiz-tries"
    assert figures(stage)["total"]["passed"] == {"n": 1, "d": 1}
    row = stage.get("an", "/api/v1/trainings/attendance", side="passed").json["items"][0]
    assert (row["correct"], row["questions"]) == (2, 2)


def test_a_list_on_paper_is_entered_for_who_should_come_and_for_nobody_else(stage: Stage) -> None:
    own = planned(stage)
    firm = f"enterprise:{stage.town.enterprises['A']}"
    stage.does("an", "list-attendance", training=own, attendees=[{"subject": firm, "name": "王工"}])
    far = f"enterprise:{stage.town.enterprises['D']}"
    refused = stage.act("an", "list-attendance", training=own, attendees=[{"subject": far, "name": "马工"}])
    assert refused["code"] == "training-subject"
    assert behind(stage, "counted") == [firm]


def test_a_guest_is_noted_beside_and_never_raises_the_rate(stage: Stage) -> None:
    own = planned(stage, enterprises=None)
    signs_in(stage, own, "zhou")
    told = one(stage, own)["figures"]
    assert (told["trained"]["n"], told["guests"]) == (0, 1)


def test_a_session_without_a_quiz_has_nobody_to_pass_it(stage: Stage) -> None:
    own = planned(stage, quiz=[])
    signs_in(stage, own, "wang")
    assert one(stage, own)["figures"]["passed"] == {"n": 0, "d": 0}
    assert figures(stage)["total"]["passed"] == {"n": 0, "d": 0}


def test_a_cancelled_session_counts_nowhere_and_stays_readable(stage: Stage) -> None:
    own = planned(stage)
    signs_in(stage, own, "wang")
    stage.does("an", "cancel-training", training=own, reason="停电")
    assert figures(stage)["total"]["trained"] == {"n": 0, "d": 0}
    assert one(stage, own, "wang")["cancel_reason"] == "停电"


def test_a_session_that_has_not_begun_is_in_no_rate(stage: Stage) -> None:
    soon = datetime.now(UTC) + timedelta(minutes=30)
    own = planned(stage, starts_at=soon.isoformat(), ends_at=(soon + timedelta(hours=1)).isoformat())
    assert figures(stage)["total"] == {"trained": {"n": 0, "d": 0}, "passed": {"n": 0, "d": 0}, "sessions": 0}
    assert one(stage, own)["figures"]["trained"]["d"] > 0


def test_a_named_session_needs_no_days_for_its_list_however_far_ahead_or_back(stage: Stage, db: Database) -> None:
    soon = datetime.now(UTC) + timedelta(days=40)
    own = planned(stage, starts_at=soon.isoformat(), ends_at=(soon + timedelta(hours=1)).isoformat())
    everybody = one(stage, own)["figures"]["trained"]["d"]
    assert len(behind(stage, "of", training=own)) == everybody > 0
    with db.transaction() as session:
        row = session.get_one(TrainingRow, own)
        row.starts_at, row.ends_at = (datetime.now(UTC) - timedelta(days=700, hours=hours) for hours in (4, 3))
    assert len(behind(stage, "rest", training=own)) == everybody
    told = figures(stage, training=own)
    assert (told["period"], told["total"]["trained"]["d"]) == (None, everybody)
    assert figures(stage)["total"]["trained"]["d"] == 0


def test_a_day_of_the_list_is_the_day_here_and_not_that_of_greenwich(stage: Stage, db: Database) -> None:
    own = planned(stage)
    with db.transaction() as session:
        row = session.get_one(TrainingRow, own)
        row.starts_at = datetime(2026, 3, 4, 17, tzinfo=UTC)
        row.ends_at = row.starts_at + timedelta(hours=1)
    listed = {
        day: [row["id"] for row in stage.get("an", "/api/v1/trainings", first=day, last=day).json["items"]]
        for day in ("2026-03-04", "2026-03-05")
    }
    assert listed == {"2026-03-04": [], "2026-03-05": [own]}


def test_after_its_hours_nobody_signs_in_and_the_sentence_says_which(stage: Stage, db: Database) -> None:
    own = planned(stage)
    code = one(stage, own)["sign_code"]
    with db.transaction() as session:
        row = session.get_one(TrainingRow, own)
        row.starts_at, row.ends_at = (datetime.now(UTC) - timedelta(hours=hours) for hours in (4, 3))
    subject = f"person:{stage.people['wang']}"
    late = stage.act("wang", "sign-in-training", training=own, subject=subject, code=code)
    assert (late["code"], "至" in late["reason"]) == ("training-time", True)


def test_a_town_sees_its_own_people_of_a_district_session(stage: Stage) -> None:
    own = planned(stage, "xu", office=f"district:{stage.town.district}", roles=["officer"], enterprises=None)
    whole = figures(stage, "xu")["total"]["trained"]["d"]
    east = figures(stage, "an")["total"]["trained"]["d"]
    west = figures(stage, "xi")["total"]["trained"]["d"]
    assert (whole, min(east, west) > 0, one(stage, own, "xu")["organises"]) == (east + west, True, True)
    assert stage.get("wang", "/api/v1/trainings/figures").status_code == 403
