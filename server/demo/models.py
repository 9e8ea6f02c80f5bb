"""Two model enterprises of the demo that everybody sees, with what others can learn from them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import text
from sqlalchemy.orm import Session

from grids import commands as c
from server.demo.doing import Doing, named

Drawn = Mapping[str, tuple[Mapping[str, bytes], Mapping[str, bytes]]]
"""Name -> drawings before and after, by their SHA-256; a model shows those after."""
_MORNING: Final = """\
这家企业把每班开工前的十分钟固定为安全时间。

一、看。班组长带两名员工沿设备走一圈，只看三样：通道是否畅通、防护罩是否到位、急停是否有效。
二、说。围着看板说清当班的主要风险和谁负责，新到岗的员工复述一遍。
三、签。班组长和员工当场签字，看板当天不擦。

做法简单，难在每班都做。企业把签字表和班组奖金挂钩，由员工轮流当检查人。坚持一年后，自查中由一线员工先发现的问题占到八成，多数当班就改。

可以直接照搬的：一张看板、三样必看、两人同行、当场签字。"""
_FIRE: Final = """\
企业只有三十来人，没有专职安全员，动火却几乎每天都有。他们的办法是把动火变成“三个不动”。

没有票不动：动火票一式两份，由厂长或车间主任现场签，离开现场即作废。
没有人看不动：看火人不得兼做别的事，配一具灭火器和一桶水，收工后留守半小时。
没有清场不动：十米内可燃物移走，移不走的用防火布盖严，拍照贴在票上。

外来施工队进厂，先看一段三分钟的录像，再由看火人带到点位。一年来没有发生一起动火险情。"""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Story:
    """A story, how many days ago it was published, and the drawings that stand for its photos."""

    ago: int
    title: str
    body: str
    drawings: tuple[str, ...]


_STORIES: Final = (
    _Story(ago=20, title="班前十分钟：把隐患消除在开机之前", body=_MORNING, drawings=("guard", "exit")),
    _Story(ago=6, title="一家小厂怎样管住动火作业", body=_FIRE, drawings=("extinguisher", "cylinder")),
)
_MEMBERS: Final = text(
    "SELECT DISTINCT ON (e.town_id) m.enterprise_id FROM cohort_member m JOIN enterprise e "
    "ON e.id = m.enterprise_id WHERE m.cohort_id = :cohort AND e.supervision_class = 'industry' "
    "AND e.status = 'active' ORDER BY e.town_id, e.name, e.id LIMIT 2"
)
_SHOWN: Final = text("UPDATE model_story SET photos = :photos WHERE title = :title")


def write(session: Session, drawn: Drawn, until: datetime) -> None:
    """Publish as the department would have; its drawings are kept as sent by others, so they are put in afterwards."""
    doing = Doing(session)
    members = session.scalars(_MEMBERS, {"cohort": named("cohort")}).all()
    for enterprise, story in zip(members, _STORIES, strict=False):
        at = until - timedelta(days=story.ago)
        command = c.PublishModel(cohort=named("cohort"), enterprise=enterprise, title=story.title, body=story.body)
        doing.does(doing.person("department", at), command, at)
        photos = [next(iter(drawn[name][1])) for name in story.drawings]
        session.execute(_SHOWN, {"photos": photos, "title": story.title})
    session.execute(text("UPDATE model_story SET is_demo = true"))
