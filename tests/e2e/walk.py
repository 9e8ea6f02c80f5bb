"""What each person does in the main loop, with their own hands on the real screens."""

import io
import re
from dataclasses import dataclass
from typing import Any

from PIL import Image, ImageDraw
from playwright.sync_api import FilePayload, Page, expect

from tests.e2e import patience
from tests.e2e.site import Reader

UNSENT = """
async () => {
  const asked = (request) => new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  const all = (await indexedDB.databases()).map(({ name }) => name);
  const names = all.filter((name) => name.startsWith('wangge-person-'));
  const found = [];
  for (const name of names) {
    const db = await asked(indexedDB.open(name));
    for (const store of ['outbox_state', 'blob_meta']) {
      const rows = await asked(db.transaction(store).objectStore(store).getAll());
      const unsent = rows.filter(({ state }) => ['queued', 'sending', 'needs_you'].includes(state));
      found.push(...unsent.map(({ fix, detail, ...row }) => JSON.stringify({ store, ...row })));
    }
    const log = await asked(db.transaction('outbox_log').objectStore('outbox_log').getAll());
    found.push(...log.slice(-20).map((line) => JSON.stringify({ store: 'outbox_log', ...line })));
    db.close();
  }
  return [`now ${Date.now()} ${new Date().toISOString()}`, ...found];
}
"""


@dataclass(frozen=True)
class Found:
    """What the officer is about to find: where, and in which words."""

    enterprise: str
    words: str


def photo(words: str) -> FilePayload:
    """Draw a photo the size a phone takes, for a file input."""
    image = Image.effect_noise((1600, 1200), 60).convert("RGB")
    ImageDraw.Draw(image).text((100, 100), words, fill="red", font_size=80)
    out = io.BytesIO()
    image.save(out, "JPEG", quality=88)
    return {"name": "IMG_0001.jpg", "mimeType": "image/jpeg", "buffer": out.getvalue()}


def visits_and_finds(page: Page, found: Found) -> None:
    """Start a visit, record a hazard with a photo, finish the visit."""
    page.goto(f"/enterprises/{found.enterprise}")
    page.get_by_test_id("visit-start").click()
    expect(page).to_have_url(re.compile(r"/visit$"))
    page.get_by_test_id("hazard-new").first.click()
    records(page, found.words)
    expect(page).to_have_url(re.compile(r"/visit$"))
    page.get_by_test_id("person-met").fill("李厂长")
    page.get_by_test_id("visit-finish").click()
    expect(page).to_have_url(re.compile(r"/today"))


def records(page: Page, words: str) -> None:
    """Fill in the hazard form and save it."""
    page.get_by_test_id("hazard-photo").set_input_files(photo(words))
    expect(page.get_by_test_id("photo-kept")).to_have_count(1)
    page.get_by_test_id("hazard-description").fill(words)
    page.get_by_test_id("hazard-category").click()
    page.get_by_test_id("category-S05").click()
    page.get_by_test_id("hazard-place").fill("一号车间东门")
    page.get_by_test_id("hazard-save").click()
    expect(page.get_by_test_id("hazard-save")).to_have_count(0)


def unsent(page: Page) -> list[str]:
    """Read what lies in the phone's database and has not left it: acts and photos."""
    return [row for row in page.evaluate(UNSENT) if '"store":"outbox_state"' in row or '"store":"blob_meta"' in row]


def waits_until_sent(page: Page) -> None:
    """Press "send now" and wait until nothing is unsent; where something stays, say what and why."""
    page.goto("/outbox")
    page.get_by_test_id("sync-now").click()
    try:
        expect(page.get_by_test_id("outbox-count").first).to_have_text("0")
    except AssertionError as stuck:
        stuck.add_note("\n".join([*page.evaluate(UNSENT), page.locator("main").inner_text()]))
        raise


def opens_and_reminds(page: Page, hazard: str) -> None:
    """Decide in triage that the hazard stands, and send the reminder in the same go."""
    page.goto(f"/desk/work?tab=triage&id={hazard}")
    page.get_by_test_id("decide-open-hazard").click()
    page.get_by_test_id("field-suggestion").locator("textarea").fill("立即清理安全出口，保持畅通")
    page.get_by_test_id("open-hazard-submit").click()
    expect(page.get_by_test_id("open-hazard-submit")).to_have_count(0)


def signs_and_rectifies(page: Page, notice: str) -> None:
    """Sign for the notice, rectify its first item with a photo, report it."""
    page.goto(f"/notices/{notice}")
    page.get_by_test_id("notice-acknowledge").click()
    page.get_by_test_id("acknowledge-name").fill("李厂长")
    page.get_by_test_id("acknowledge-submit").click()
    page.get_by_test_id("rectify-open").first.click()
    page.get_by_test_id("rectify-photo").set_input_files(photo("整改后"))
    expect(page.get_by_test_id("photo-kept")).to_have_count(1)
    page.get_by_test_id("rectify-text").fill("货物已清走，通道画线")
    page.get_by_test_id("rectify-by").fill("张工")
    page.get_by_test_id("rectify-submit").click()
    expect(page.get_by_test_id("rectify-submit")).to_have_count(0)


def reinspects(page: Page, hazard: str) -> None:
    """Look at the rectified hazard and pass it."""
    page.goto(f"/hazards/{hazard}")
    page.get_by_test_id("reinspect-opinion").fill("已现场查看，整改到位")
    page.get_by_test_id("reinspect-pass").click()


def until_state(page: Page, reader: Reader, hazard: str, state: str) -> dict[str, Any]:
    """Wait until the server has the hazard in a state; returns it."""
    return patience.until(page, lambda: reader.get(f"/api/v1/hazards/{hazard}"), lambda shown: shown["state"] == state)


def readies(page: Page) -> None:
    """Wait until the phone could be carried out of the network: shell stored, area downloaded."""
    page.wait_for_function("() => navigator.serviceWorker.ready.then(() => true)")
    page.reload()
    page.wait_for_function("() => navigator.serviceWorker.controller !== null")
    # Nobody is owed a visit yet where all enterprises were imported a moment ago.
    nothing_due = page.get_by_text("近 7 天没有应走访的企业")
    expect(page.get_by_test_id("today-list").or_(nothing_due)).to_be_visible()
