"""A town drawn by hand: four areas, three grid units, a canal, an enterprise, eight people, hazards and notices.

Everything is in rows, so that what reads rows (papers, messages, proofs) can be tested without the writing door.
"""

import io
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from PIL import Image, ImageDraw
from sqlalchemy.orm import Session

from server.store.tables import (
    Area,
    BasemapFeature,
    Enterprise,
    Evidence,
    GrantRow,
    GridUnit,
    HazardEventRow,
    HazardRow,
    NoticeItemRow,
    NoticeRow,
    PersonRow,
)

AT = datetime(2026, 11, 20, 2, 30, tzinfo=UTC)
SINCE = datetime(2024, 1, 1, tzinfo=UTC)
LON, LAT = 119.9500, 31.7000


@dataclass(frozen=True, slots=True, kw_only=True)
class Town:
    """Ids of what was drawn."""

    city: int
    district: int
    town: int
    village: int
    unit: int
    enterprise: UUID
    people: dict[str, UUID]

    @property
    def placed(self) -> dict[str, Any]:
        """The place columns of a fact in this town."""
        return {
            "unit_id": self.unit, "village_id": self.village, "town_id": self.town, "district_id": self.district,
            "city_id": self.city, "supervision_class": "industry",
        }  # fmt: skip


def town(session: Session) -> Town:
    """Draw the town."""
    city = _area(session, None, "city", "常州市")
    district = _area(session, city, "district", "武进区", city_id=city)
    own = _area(session, district, "town", "湖塘镇", city_id=city, district_id=district)
    village = _area(session, own, "village", "马杭村", city_id=city, district_id=district, town_id=own)
    up = {"village_id": village, "town_id": own, "district_id": district, "city_id": city}
    units = [_unit(session, f"HT-{n:02d}", 0.012 * (n - 1), **up) for n in (1, 2, 3)]
    session.add(
        BasemapFeature(
            kind="water", name="采菱港", attribution="演示水系",
            geom=f"SRID=4326;POLYGON(({LON - .02} {LAT + .0042},{LON + .03} {LAT + .0061},{LON + .03} {LAT + .0068},"
            f"{LON - .02} {LAT + .0049},{LON - .02} {LAT + .0042}))",
        )
    )  # fmt: skip
    place = {**up, "unit_id": units[0], "supervision_class": "industry"}
    enterprise = Enterprise(
        id=uuid4(), name="常州市武进<永盛>铸造有限公司", uscc="91320412MA1234567K", address="湖塘镇马杭村工业园 8 号",
        point=f"SRID=4326;POINT({LON + .004} {LAT + .002})", position_quality="site", position_accuracy_m=8,
        principal="李国强", principal_phone="13800000001", contact="李国强", contact_phone="13800000001",
        industry="黑色金属铸造", **place,
    )  # fmt: skip
    session.add(enterprise)
    session.flush()
    session.refresh(enterprise)
    drawn = {"city": city, "district": district, "town": own, "village": village, "unit": units[0]}
    return Town(**drawn, enterprise=enterprise.id, people=_people(session, drawn, enterprise.id))


def hazard(session: Session, where: Town, no: int, **changed: object) -> HazardRow:
    """Put a hazard on the list."""
    values: dict[str, Any] = {
        "id": uuid4(), "ledger_no": f"湖塘镇2026-{no:05d}", "enterprise_id": where.enterprise, "state": "open",
        "level": "general", "source": "grid", "category": "S03", "place": f"{no} 号车间东侧",
        "description": "配电箱前堆放纸箱，箱门不能全部打开，箱内积尘。",
        "suggestion": "清理堆放物，箱前划出 1.2 米禁放区。",
        "point": f"SRID=4326;POINT({LON + .004 + .0002 * no} {LAT + .0021})", "point_radius_m": 9.0,
        "point_from": "fix",
        "found_by": where.people["officer"], "found_at": AT - timedelta(hours=2),
        "recorded_at": AT - timedelta(hours=2),
        "due_on": date(2026, 12, 5), "original_due_on": date(2026, 12, 5), **where.placed, **changed,
    }  # fmt: skip
    row = HazardRow(**values)
    session.add(row)
    session.flush()
    session.refresh(row)  # shapes come back as the database gives them
    return row


def notice(session: Session, where: Town, hazards: list[HazardRow], *, order: bool = False) -> NoticeRow:
    """Put hazards on a notice."""
    row = NoticeRow(
        id=uuid4(),
        number="(武进区)安责改〔2026〕0003号" if order else "(湖塘镇)安告〔2026〕0007号",
        kind="rectification_order" if order else "reminder",
        enterprise_id=where.enterprise,
        issued_by=where.people["inspector" if order else "officer"],
        second_id=where.people["inspector2"] if order else None,
        issuer="武进区" if order else "湖塘镇", issued_at=AT, due_on=date(2026, 12, 5),
        link_expires_at=AT + timedelta(days=90), **where.placed,
    )  # fmt: skip
    session.add(row)
    session.flush()
    for no, each in enumerate(hazards, start=1):
        each.notice_id = row.id
        item = NoticeItemRow(
            notice_id=row.id, hazard_id=each.id, item_no=no, due_on=date(2026, 12, 5),
            demand="清理箱前堆放物，恢复箱门全开；箱内除尘，张贴禁放标识。",
        )  # fmt: skip
        session.add(item)
    session.flush()
    return row


def event(session: Session, of: HazardRow, name: str, before: str | None, after: str, **more: object) -> HazardEventRow:
    """Add an event to a hazard's chain."""
    values = {
        "hazard_id": of.id, "event": name, "at": AT, "act_at": AT - timedelta(minutes=5), "person_id": of.found_by,
        "person_name": "王网格", "role": "officer", "state_before": before, "state_after": after, "body": {}, **more,
    }  # fmt: skip
    row = HazardEventRow(**values)
    session.add(row)
    session.flush()
    return row


def evidence(session: Session, of: HazardRow, sha256: str, role: str = "before", act: UUID | None = None) -> None:
    """Say what a photo shows."""
    session.add(
        Evidence(
            sha256=sha256, role=role, act_id=act or uuid4(), person_id=of.found_by, enterprise_id=of.enterprise_id,
            hazard_id=of.id, taken_at=AT - timedelta(hours=2),
        )
    )  # fmt: skip
    session.flush()


def picture(text: str = "1", size: tuple[int, int] = (1200, 900), form: str = "JPEG", **how: Any) -> bytes:
    """Draw a picture of a wall with a number on it."""
    image = Image.linear_gradient("L").resize(size).convert("RGB")
    ImageDraw.Draw(image).text((size[0] // 3, size[1] // 3), text, fill="yellow", font_size=size[1] // 3)
    content = io.BytesIO()
    image.save(content, form, **how)
    return content.getvalue()


def _area(session: Session, parent: int | None, level: str, name: str, **up: int) -> int:
    row = Area(parent_id=parent, level=level, name=name, **up)
    session.add(row)
    session.flush()
    return row.id


def _unit(session: Session, code: str, east: float, **up: int) -> int:
    x, y = LON + east, LAT
    ring = [(x, y), (x + 0.012, y + 0.001), (x + 0.012, y + 0.009), (x + 0.005, y + 0.011), (x, y + 0.008), (x, y)]
    text = ",".join(f"{lon} {lat}" for lon, lat in ring)
    row = GridUnit(
        code=code, name=f"马杭第{code[-1]}网格", geom=f"SRID=4326;MULTIPOLYGON((({text})))",
        valid_from=date(2024, 1, 1), **up,
    )  # fmt: skip
    session.add(row)
    session.flush()
    return row.id


def _people(session: Session, drawn: dict[str, int], enterprise: UUID) -> dict[str, UUID]:
    town_, district = drawn["town"], drawn["district"]
    grants: dict[str, tuple[str, dict[str, Any]]] = {
        "officer": ("王网格", {"role": "officer", "unit_id": drawn["unit"], "part": "A"}),
        "inspector": ("赵执法", {"role": "inspector", "level": "district", "area_id": district}),
        "inspector2": ("钱执法", {"role": "inspector", "level": "district", "area_id": district}),
        "enterprise": ("李国强", {"role": "enterprise", "enterprise_id": enterprise}),
        "townoffice": ("孙安监", {"role": "town_officer", "level": "town", "area_id": town_}),
        "townhead": ("周镇长", {"role": "town_head", "level": "town", "area_id": town_}),
        "department": ("吴科长", {"role": "department", "level": "district", "area_id": district}),
        "district": ("郑主任", {"role": "district", "level": "district", "area_id": district}),
    }
    ids: dict[str, UUID] = {}
    for username, (name, grant) in grants.items():
        licence = f"执320412{len(ids):03d}" if grant["role"] == "inspector" else None
        person = PersonRow(id=uuid4(), username=username, name=name, password_hash="-", licence_no=licence)
        session.add(person)
        session.flush()
        session.add(GrantRow(person_id=person.id, valid_from=SINCE, **grant))
        ids[username] = person.id
    session.flush()
    return ids
