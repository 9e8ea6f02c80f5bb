"""Offices in a real browser: a notice to enterprises and its receipt, a training signed in by code, the four duties."""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.site import Site, sign_in

pytestmark = pytest.mark.e2e


def test_a_notice_reaches_an_enterprise_and_its_receipt_counts(
    site: Site, phone: Callable[..., Page], desk: Callable[..., Page]
) -> None:
    title = f"冬季用电安全提醒 {time.time_ns()}"
    own = site.reader("enterprise").get("/api/v1/session")["person"]["enterprise_id"]
    office = desk()
    sign_in(office, "townoffice", "/desk/circulars/new")
    office.get_by_test_id("circular-title").fill(title)
    office.get_by_test_id("circular-body").fill("请检查配电箱，发现隐患在系统中登记。")
    office.get_by_test_id("circular-enterprises").click()
    expect(office.get_by_test_id("reach")).to_contain_text("家企业")
    office.get_by_test_id("circular-issue").click()
    expect(office.get_by_test_id("rate-signed")).to_contain_text("0 /")

    page = phone()
    sign_in(page, "enterprise", "/")
    page.get_by_test_id("waiting-circulars").click()
    page.get_by_test_id("circular-item").filter(has_text=title).click()
    page.get_by_test_id("circular-sign").click()
    expect(page.get_by_test_id("circular-signed")).to_be_visible()

    office.reload()
    office.get_by_test_id("rate-signed").click()
    expect(office.get_by_test_id("receipts-total")).to_contain_text("1 个")
    expect(office.get_by_test_id("receipt")).to_have_attribute("data-addressee", f"enterprise:{own}")

    office.goto("/desk/blocks")
    for block in ("training", "work", "self", "checks"):
        expect(office.get_by_test_id(f"block-{block}")).to_contain_text("%")
    shown = office.get_by_test_id("block-trained").inner_text()
    office.get_by_test_id("block-trained").click()
    counted = shown.split("\n")[-1].split("/")[0].strip()
    expect(office.get_by_test_id("attendance-total")).to_contain_text(f"共 {counted} 条")


def test_an_officer_signs_in_to_a_training_without_network_and_takes_its_quiz(
    site: Site, phone: Callable[..., Page]
) -> None:
    town, training = site.reader("townoffice"), str(uuid4())
    area = town.get("/api/v1/session")["person"]["area"]["id"]
    now = datetime.now(UTC)
    town.does(
        "plan-training", training=training, office=f"town:{area}", topic="system", form="classroom", title="终端培训",
        starts_at=(now - timedelta(minutes=5)).isoformat(), ends_at=(now + timedelta(hours=1)).isoformat(),
        venue="三楼", roles=["officer"], quiz=[{"text": "零报告要报吗", "choices": ["要", "不要"], "right": 0}],
    )  # fmt: skip
    code = town.get(f"/api/v1/trainings/{training}")["sign_code"]
    page = phone()
    sign_in(page, "officer", f"/trainings/{training}?code={code}")
    expect(page.get_by_test_id("training-sign")).to_be_visible()
    page.context.set_offline(True)
    page.get_by_test_id("training-sign").click()
    expect(page.get_by_text("已存在本机")).to_be_visible()
    page.context.set_offline(False)
    page.get_by_test_id("quiz-choice").first.click()
    page.get_by_test_id("quiz-send").click()
    expect(page.get_by_test_id("quiz-try")).to_contain_text("1/1")
    figures = town.get(f"/api/v1/trainings/{training}")["figures"]
    assert (figures["trained"]["n"], figures["passed"]["n"]) == (1, 1)
