"""Assessments of the world and who sees which sheet; written down by hand, not computed."""

import hashlib
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

from tests.server.scope import world_offices
from tests.server.stage import SAME_ORIGIN, picture

KINDS = frozenset({"assessment", "sheet"})
READERS: dict[str, dict[str, tuple[str, ...]]] = {
    "assessment": {"both": ("an", "zhou", "xi", "xu", "shi"), "Z": ("zan", "zxu")},
    "sheet": {"east": ("an", "zhou", "xu", "shi"), "west": ("xi", "xu", "shi"), "Z": ("zan", "zxu")},
}
"""Kind -> spot -> who sees it while it is open: the offices in it, and who stands above."""
_CONTENT = picture("evidence of a score")
EVIDENCE = hashlib.sha256(_CONTENT).hexdigest()
"""The file that the score of every sheet rests on."""
ITEM = {"key": "duty", "text": "责任制落实", "points": 10}


def opened(world: Any, who: str, objects: list[str], title: str = "考核一号") -> str:
    """Open an assessment of a quarter that is over, with one item that is scored by hand."""
    own = str(uuid4())
    world.stage.does(
        who, "open-assessment", assessment=own, title=title, object_kind="town", objects=objects,
        period_first="2026-01-01", period_last="2026-03-31", pass_percent=80, items=[ITEM],
    )  # fmt: skip
    return own


def sheets(world: Any, who: str, assessment: str) -> dict[str, str]:
    """Return the sheets of an assessment by object."""
    rows = world.stage.get(who, f"/api/v1/assessments/{assessment}").json["rows"]
    return {row["object"]: row["id"] for row in rows}


def things(world: Any) -> Iterator[tuple[str, str, str, frozenset[str]]]:
    """Let the districts assess their towns and score each once."""
    east, west, there = (world_offices.town_key(world, spot) for spot in ("east", "west", "Z"))
    for spot, who, of in (("both", "xu", {"east": east, "west": west}), ("Z", "zxu", {"Z": there})):
        title = f"{spot}镇考核一号"
        own = opened(world, who, list(of.values()), title)
        yield "assessment", spot, own, frozenset({own, title})
        found = sheets(world, who, own)
        world.stage.client(who).put(f"/api/v1/attachments/{EVIDENCE}", data=_CONTENT, headers=SAME_ORIGIN)
        for where, key in of.items():
            reason = f"{where}镇缺记录一次"
            told = {
                "sheet": found[key], "item": "duty", "entry": str(uuid4()), "points": 8, "reason": reason,
                "attachments": [{"sha256": EVIDENCE, "name": "记录.jpg"}],
            }  # fmt: skip
            world.stage.does(who, "score-assessment", **told)
            yield "sheet", where, found[key], frozenset({found[key], reason})
