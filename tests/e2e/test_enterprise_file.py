"""One file: a record added on a phone without signal, seen at the town's desk, accepted, and in the file."""

from collections.abc import Callable
from uuid import uuid4

from playwright.sync_api import Page, expect

from tests.e2e import walk
from tests.e2e.site import Site, sign_in


def test_a_record_added_without_signal_is_accepted_by_the_town_and_stands_in_the_file(
    site: Site, phone: Callable[..., Page], desk: Callable[..., Page]
) -> None:
    officer = site.reader("officer")
    enterprise = next(e for e in officer.get("/api/v1/pack")["enterprises"] if e["status"] == "active")
    path = f"/api/v1/enterprises/{enterprise['id']}/file"
    words = f"东侧新建污水收集池 {uuid4().hex[:6]}"

    page = phone()
    sign_in(page, "officer")
    page.goto(f"/enterprises/{enterprise['id']}/file")
    expect(page.get_by_test_id("file-percent").first).to_be_visible()
    page.goto(f"/enterprises/{enterprise['id']}/file/new/confined_space")
    expect(page.get_by_test_id("record-save")).to_be_visible()
    page.context.set_offline(True)
    page.get_by_test_id("record-name").fill(words)
    page.get_by_test_id("record-place").fill("厂区东侧")
    page.get_by_test_id("record-count").fill("2")
    page.get_by_test_id("record-save").click()
    expect(page.get_by_role("alert")).to_contain_text("有中毒窒息风险")  # what is missing is said, nothing is lost
    page.get_by_test_id("record-toxic").select_option("true")
    page.get_by_test_id("record-photo").set_input_files(walk.photo("污水池"))
    expect(page.get_by_test_id("photo-kept")).to_have_count(1)
    page.get_by_test_id("record-save").click()
    expect(page.get_by_test_id("record-unsent").first).to_be_visible()
    expect(page.get_by_text(words)).to_be_visible()
    assert words not in [r["fields"].get("name") for r in officer.get(path)["records"]]
    page.context.set_offline(False)
    walk.waits_until_sent(page)

    page.goto(f"/enterprises/{enterprise['id']}/file")
    expect(page.get_by_test_id("record-waits").first).to_contain_text("待镇（街道）审核")

    change = next(c for c in officer.get(path)["changes"] if c["proposed"].get("name") == words)
    assert change["state"] == "proposed"
    town = desk()
    sign_in(town, "townoffice", "/desk/")
    town.goto(f"/desk/work?tab=changes&id={change['id']}")
    card = town.get_by_test_id("change").filter(has_text=words)
    expect(card).to_be_visible()
    expect(card).to_contain_text("有限空间")
    card.get_by_test_id("change-accept").click()
    expect(town.get_by_test_id("change").filter(has_text=words)).to_have_count(0)
    town.goto(f"/desk/enterprises/{enterprise['id']}?tab=special")
    expect(town.get_by_test_id("record").filter(has_text=words)).to_be_visible()
    record = next(r for r in officer.get(path)["records"] if r["fields"].get("name") == words)
    assert record["fields"] == {"name": words, "place": "厂区东侧", "count": 2, "toxic": True}

    page.goto(f"/enterprises/{enterprise['id']}/file")
    expect(page.get_by_test_id("record").filter(has_text=words)).to_be_visible()
    expect(page.get_by_test_id("record-unsent")).to_have_count(0)
    expect(page.get_by_test_id("record-waits")).to_have_count(0)
