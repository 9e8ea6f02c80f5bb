"""Models that are shown to all: who can be, how long a story may be, and from when to when it is up.

Source: 常安〔2016〕21号 二(三) (docs/rules.md 1, R62); the numbers: tables/models.toml.
"""

from __future__ import annotations

from dataclasses import dataclass

from grids.commands import PublishModel
from grids.enterprises import VISITED, Status
from grids.errors import Conflict, Refusal


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelPolicy:
    """The numbers of stories. Units: characters, photos. Source: tables/models.toml."""

    story_max: int
    photos_max: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Showing:
    """A member of a cohort as far as its story goes: still chosen, how many versions, whether taken down."""

    is_chosen: bool
    status: Status
    versions: int = 0
    is_down: bool = False

    @property
    def may_be_published(self) -> bool:
        """Tell whether there may be a story of it: still a model, and at work."""
        return self.is_chosen and self.status in VISITED

    @property
    def is_up(self) -> bool:
        """Tell whether all see it: a story that stands, of an enterprise at work that is still a model.

        Source: 常安〔2016〕21号 二(三): only models are held up; who is no longer one disappears by itself.
        """
        return self.may_be_published and self.versions > 0 and not self.is_down


def check_publish(now: Showing, command: PublishModel, policy: ModelPolicy) -> None:
    """Refuse a story that can't be shown. Source: 常安〔2016〕21号 二(三) (a model, to learn from); tables/models.toml.

    Raises: Refusal `model-not-chosen`, `model-closed`, `model-blank`, `model-long`, `model-photos`;
    Conflict `moved-on`.
    """
    if not now.may_be_published:
        raise Refusal("model-closed" if now.is_chosen else "model-not-chosen")
    if command.base != now.versions:
        raise Conflict("moved-on")
    if not command.title.strip() or not command.body.strip():
        raise Refusal("model-blank")
    if len(command.body.strip()) > policy.story_max:
        raise Refusal("model-long", most=policy.story_max, n=len(command.body.strip()))
    if len(set(command.photos)) > policy.photos_max:
        raise Refusal("model-photos", most=policy.photos_max)


def check_withdraw(now: Showing, reason: str) -> None:
    """Refuse to take down what is not up, or without a reason. Raises: Refusal `model-down`, `reason-needed`."""
    if not now.is_up:
        raise Refusal("model-down")
    if not reason.strip():
        raise Refusal("reason-needed", step="withdraw-model")
