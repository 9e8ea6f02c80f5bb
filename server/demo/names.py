"""Made-up names, numbers and telephones: marked as a demo, and of a form no real one can have."""

from __future__ import annotations

from random import Random
from typing import Any, Final

from stdnum.cn import uscc

from server.demo.files import table

MARK: Final = "示范·"
"""Stands before the name of every enterprise."""
PERSON_MARK: Final = "（演示）"
"""Stands behind the name of everybody with an account."""
OFFICE: Final = "999999"
"""Registering office of every demo number: no division has this code."""
_ALPHABET: Final = "0123456789ABCDEFGHJKLMNPQRTUWXY"


class Names:
    """Hands out names, none twice."""

    def __init__(self, chance: Random) -> None:
        """Begin with nothing given out."""
        self._chance = chance
        self._words = table("trades")
        self._taken: set[str] = set()
        self._numbers = 0
        self._phones = 0

    def enterprise(self, trade: dict[str, Any], place: str) -> tuple[str, str]:
        """Name an enterprise in Chinese and English."""
        while True:
            first, second = self._chance.sample(self._words["brand"], 2)
            core = first[0] + second[0]
            noun = self._chance.choice(trade["noun"])
            name = f"{MARK}{place}{core}{noun}{trade['form']}"
            if name not in self._taken:
                self._taken.add(name)
                return name, f"Demo {(first[1] + second[1]).capitalize()} {trade['english']}"

    def person(self) -> str:
        """Name somebody of an enterprise."""
        surname: str = self._chance.choice(self._words["surname"])
        return surname + "".join(self._chance.sample(self._words["given"], self._chance.choice((1, 2, 2))))

    def official(self) -> str:
        """Name somebody with an account; no two are called the same."""
        while True:
            name = self.person()
            if name not in self._taken:
                self._taken.add(name)
                return name + PERSON_MARK

    def uscc(self) -> str:
        """Make a unified social credit code with a true check digit and an office that does not exist."""
        self._numbers += 1
        number, body = self._numbers, ""
        for _ in range(9):
            number, digit = divmod(number, len(_ALPHABET))
            body = _ALPHABET[digit] + body
        head: str = f"92{OFFICE}{body}" if self._numbers % 5 == 0 else f"91{OFFICE}{body}"
        return head + uscc.calc_check_digit(head)

    def phone(self) -> str:
        """Make a telephone number: none in China begins with 100 0000."""
        self._phones += 1
        return f"1000{self._phones:07d}"
