"""How papers write days, moments, places and the values of the ledger, in one language."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from grids.policy import HERE
from server import catalogue
from server.messages import day

_CATALOGUE = "documents"
_GOVERNED = ("区", "县", "市", "旗")
_UNGOVERNED = ("开发区", "园区", "新区", "示范区", "度假区")
_BLANK = "＿" * 8
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"


@dataclass(frozen=True, slots=True)
class Words:
    """The texts of one language; pages call it as `t`."""

    language: str

    def __call__(self, key: str, **facts: object) -> str:
        """Return a sentence of the catalogue."""
        return catalogue.text(_CATALOGUE, key, self.language, facts)

    def has(self, key: str) -> bool:
        """Tell whether the catalogue has this sentence."""
        return key in catalogue.read(_CATALOGUE, self.language)

    def day(self, on: date | None) -> str:
        """Write a day; a dash where there is none."""
        return "—" if on is None else day(on, self.language)

    def moment(self, at: datetime | None) -> str:
        """Write a moment to the second, in the zone where deadlines count."""
        if at is None:
            return "—"
        here = at.astimezone(HERE)
        return f"{day(here.date(), self.language)} {here:%H:%M:%S}"

    def minute(self, at: datetime | None) -> str:
        """Write a moment to the minute."""
        return self.moment(at)[:-3] if at is not None else "—"

    def state(self, state: str | None) -> str:
        """Name a state of a hazard; nothing where there was none."""
        return "" if state is None else catalogue.text("words", f"state.{state}", self.language)

    def roles(self, roles: str) -> str:
        """Name the roles a person acted in."""
        return self("comma").join(self(f"role.{role}") for role in roles.split(",") if role)

    def position(self, lon: float, lat: float, radius_m: float | None) -> str:
        """Write a position with its error.

        Unit: degrees WGS-84, five decimals (about 1 m); metres, 68 %. Error: the device's own figure.
        """
        error = "" if radius_m is None else f" ±{radius_m:.0f} m"
        return f"{lon:.5f}, {lat:.5f}{error}"

    def remedies(self, district: str) -> tuple[str, str]:
        """Name where a review and a suit go; a zone has neither government nor court of its own, so a line stays open.

        >>> Words("zh").remedies("武进区"), Words("zh").remedies("示范区")[1]
        (('武进区人民政府', '武进区人民法院'), '＿＿＿＿＿＿＿＿人民法院')
        """
        governed = district.endswith(_GOVERNED) and not district.endswith(_UNGOVERNED)
        name = district if governed else _BLANK
        return self("authority.government", district=name), self("authority.court", district=name)

    def circled(self, number: int) -> str:
        """Write an item's number as it stands on the drawing."""
        return _CIRCLED[number - 1] if number <= len(_CIRCLED) else f"({number})"
