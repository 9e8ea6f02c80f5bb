"""Stories of model enterprises: the rules alone."""

from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grids.commands import PublishModel
from grids.enterprises import VISITED, Status
from grids.errors import Conflict, Refusal
from grids.models import Showing, check_publish, check_withdraw
from server.store.policy import models_on

POLICY = models_on(date(2026, 11, 29))
NEW = Showing(is_chosen=True, status=Status.ACTIVE)
STORY = PublishModel(cohort=UUID(int=1), enterprise=UUID(int=2), title="班前十分钟", body="每班开工前逐项确认。")


def refused(now: Showing, **said: object) -> str:
    with pytest.raises(Refusal) as caught:
        check_publish(now, replace(STORY, **said), POLICY)  # type: ignore[arg-type]
    return caught.value.code


def test_a_member_at_work_may_be_published_and_published_again_on_the_version_that_was_read() -> None:
    check_publish(NEW, STORY, POLICY)
    check_publish(replace(NEW, versions=3, is_down=True), replace(STORY, base=3), POLICY)
    with pytest.raises(Conflict):
        check_publish(replace(NEW, versions=3), replace(STORY, base=2), POLICY)


def test_who_is_no_member_or_no_longer_at_work_is_not_published() -> None:
    assert refused(replace(NEW, is_chosen=False)) == "model-not-chosen"
    for status in set(Status) - VISITED:
        assert refused(replace(NEW, status=status)) == "model-closed"


def test_a_story_says_something_within_the_lengths_of_the_table() -> None:
    assert refused(NEW, title=" ") == "model-blank"
    assert refused(NEW, body=" \n") == "model-blank"
    assert refused(NEW, body="字" * (POLICY.story_max + 1)) == "model-long"
    check_publish(NEW, replace(STORY, body="字" * POLICY.story_max + "\n"), POLICY)
    photos = tuple(f"{n:064x}" for n in range(POLICY.photos_max + 1))
    assert refused(NEW, photos=photos) == "model-photos"
    check_publish(NEW, replace(STORY, photos=(*photos[1:], photos[1])), POLICY)


@given(st.booleans(), st.sampled_from(Status), st.integers(0, 5), st.booleans())
def test_exactly_what_is_up_can_be_taken_down_for_a_reason(
    is_chosen: bool, status: Status, versions: int, is_down: bool,  # noqa: FBT001 - drawn by Hypothesis
) -> None:  # fmt: skip
    now = Showing(is_chosen=is_chosen, status=status, versions=versions, is_down=is_down)
    is_up = is_chosen and status in VISITED and versions > 0 and not is_down
    assert (now.may_be_published, now.is_up) == (is_chosen and status in VISITED, is_up)
    if is_up:
        check_withdraw(now, "整改中")
        with pytest.raises(Refusal, match="reason-needed"):
            check_withdraw(now, "  ")
    else:
        with pytest.raises(Refusal, match="model-down"):
            check_withdraw(now, "整改中")
