"""Acts on the stories of model enterprises: published, published again, taken down."""

from __future__ import annotations

from typing import Final

from sqlalchemy import select

from grids import commands as c
from grids import models as rules
from grids.errors import Refusal
from grids.policy import local_day
from server.acts.deed import Deed, Done, Handlers
from server.store import cohorts, models, places
from server.store.policy import models_on
from server.store.tables import Cohort, CohortMember, Enterprise, ModelStory, PhotoRow


def publish(deed: Deed, command: c.PublishModel) -> Done:
    """Publish the next version of a member's story; those before it stay.

    Its photos are evidence of nothing: the ledger has them in the act, and not among what an act proves.
    """
    enterprise = cohorts.enterprise(deed.session, command.cohort, command.enterprise)
    roles = deed.allowed_now(command, places.place_of(enterprise))
    member = cohorts.member(deed.session, command.cohort, command.enterprise)
    if member is None:
        raise Refusal("model-not-chosen")
    now = models.showing(member, enterprise, models.last(deed.session, member))
    rules.check_publish(now, command, models_on(local_day(deed.at)))
    photos = tuple(dict.fromkeys(sha256.lower() for sha256 in command.photos))
    _check_photos(deed, enterprise, photos)
    deed.session.add(
        ModelStory(
            member_id=member.id, number=now.versions + 1, title=command.title.strip(), body=command.body.strip(),
            photos=list(photos), published_by=deed.person.id, published_at=deed.at,
        )
    )  # fmt: skip
    facts = {"member": member.id, "number": now.versions + 1}
    return Done(place=places.place_of(enterprise), roles=roles, facts=facts)


def withdraw(deed: Deed, command: c.WithdrawModel) -> Done:
    """Take the last version down; who did it, when and why stays with it."""
    enterprise = cohorts.enterprise(deed.session, command.cohort, command.enterprise)
    roles = deed.allowed_now(command, places.place_of(enterprise))
    member = cohorts.member(deed.session, command.cohort, command.enterprise)
    story = None if member is None else models.last(deed.session, member)
    if member is None or story is None:
        raise Refusal("model-down")
    rules.check_withdraw(models.showing(member, enterprise, story), command.reason)
    story.down_by, story.down_at, story.down_reason = deed.person.id, deed.at, command.reason.strip()
    return Done(place=places.place_of(enterprise), roles=roles, facts={"member": member.id})


def _check_photos(deed: Deed, enterprise: Enterprise, photos: tuple[str, ...]) -> None:
    """Refuse a photo that whoever publishes did not send in, unless a story of the enterprise shows or showed it.

    A hash is known to who sees a hazard; that must not be a way to show its photo to all. A photo is kept once, as who
    sent it first: who chooses the enterprise again, or next year, sends the same file and must not be refused. What
    was published in another district stays there.
    """
    own = select(PhotoRow.sha256).where(PhotoRow.sha256.in_(photos), PhotoRow.received_by == deed.person.id)
    earlier = (
        select(ModelStory.photos).join(CohortMember, CohortMember.id == ModelStory.member_id)
        .join(Cohort, Cohort.id == CohortMember.cohort_id)
        .where(CohortMember.enterprise_id == enterprise.id, Cohort.district_id == enterprise.district_id)
    )  # fmt: skip
    known = set(deed.session.scalars(own)) | {sha for each in deed.session.scalars(earlier) for sha in each}
    if not known.issuperset(photos):
        raise Refusal("model-photo")


HANDLERS: Final[Handlers] = {
    c.PublishModel: publish,
    c.WithdrawModel: withdraw,
}
