"""A small demo told once for all tests that only look at it."""

import functools
from datetime import UTC, datetime
from uuid import UUID

from server import standards
from server.demo import ground, story
from server.demo.drawings import all_drawings
from server.demo.people import Member
from server.store.policy import policy_on

UNTIL = datetime(2026, 11, 20, 7, 0, tzinfo=UTC)
HOLDER = Member(
    id=UUID("00000000-0000-4000-8000-000000000001"), username="#link", name="通知链接", phone="", licence=None,
    rights=(),
)  # fmt: skip
SCALE = 0.06


@functools.cache
def the_ground() -> ground.Ground:
    return ground.lay(None)


@functools.cache
def told() -> story.Story:
    return tell(UNTIL, SCALE)


def tell(until: datetime, scale: float, seed: int = story.SEED) -> story.Story:
    drawn = all_drawings()
    setting = story.Setting(
        until=until, scale=scale, seed=seed, policy=policy_on(until.date()), holder=HOLDER,
        checklists={s["code"]: n for n, s in enumerate(standards.read(), start=1)},
        pictures={name: (tuple(before), tuple(after)) for name, (before, after) in drawn.items()},
    )  # fmt: skip
    return story.tell(the_ground(), setting, lambda _done, _of: None)
