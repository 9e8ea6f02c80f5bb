"""The basic facts of a file that somebody may propose to change: their types, and texts of a proposal as values."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final
from uuid import UUID

from grids.enterprise_files import day_of
from grids.errors import Refusal

BaseValue = str | int | float | bool | date | UUID | None
_TEXT_MAX: Final = 2000
_PHONE_MAX: Final = 40
_DIGITS_MAX: Final = 9
_MONEY_DIGITS_MAX: Final = 15
_NEVER_EMPTY: Final = frozenset({"name", "status", "supervision_class", "unlicensed"})
_EMPTY_TEXT: Final = frozenset({"address", "business_scope", "industry", "note"})
"""Columns that hold an empty text where nothing is known."""


class BaseType(StrEnum):
    """What a basic fact holds."""

    TEXT = "text"
    PHONE = "phone"
    INTEGER = "integer"
    NUMBER = "number"
    MONEY = "money"
    FLAG = "flag"
    DATE = "date"
    CHOICE = "choice"
    CODE = "code"
    USCC = "uscc"
    ENTERPRISE = "enterprise"


@dataclass(frozen=True, slots=True, kw_only=True)
class BaseField:
    """One basic fact. Source: tables/base_fields.toml."""

    name: str
    type: BaseType
    group: str
    options: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Codes:
    """What a rule asks of code lists: whether a USCC holds by its check digit, whether an industry code exists."""

    is_uscc: Callable[[str], bool]
    is_industry: Callable[[str], bool]


BaseFields = Mapping[str, BaseField]


def check_fields(fields: Mapping[str, str], known: BaseFields, codes: Codes) -> dict[str, BaseValue]:
    """Return what a proposal's texts mean, or refuse naming the field and what is wrong with it.

    Source: tables/base_fields.toml; docs/rules.md 3.10 (USCC, GB/T 4754), 3.8.
    """
    if not fields:
        raise Refusal("unknown-thing", thing="fields")
    return {name: _value(known, name, text.strip(), codes) for name, text in fields.items()}


def fitting(fields: Mapping[str, str], known: BaseFields, codes: Codes) -> dict[str, str]:
    """Return the facts that a file can hold, of those that somebody else wrote down and nobody here can correct."""
    fit = {}
    for name, text in fields.items():
        try:
            check_fields({name: text}, known, codes)
        except Refusal:
            continue
        fit[name] = text
    return fit


def _value(known: BaseFields, name: str, text: str, codes: Codes) -> BaseValue:
    if name not in known:
        raise Refusal("unknown-thing", thing=name)
    if text == "":
        if name in _NEVER_EMPTY:
            raise Refusal("field-unfit", field=name, fault="needed")
        return "" if name in _EMPTY_TEXT else None
    value = _read(known[name], text, codes)
    if value is None:
        raise Refusal("field-unfit", field=name, fault=known[name].type.value)
    return value


def _read(field: BaseField, text: str, codes: Codes) -> BaseValue:
    readers: dict[BaseType, Callable[[], BaseValue]] = {
        BaseType.TEXT: lambda: text if len(text) <= _TEXT_MAX else None,
        BaseType.PHONE: lambda: text if len(text) <= _PHONE_MAX else None,
        BaseType.INTEGER: lambda: _whole(text, _DIGITS_MAX),
        BaseType.MONEY: lambda: _whole(text, _MONEY_DIGITS_MAX),
        BaseType.NUMBER: lambda: _decimal(text),
        BaseType.FLAG: lambda: {"true": True, "false": False}.get(text),
        BaseType.DATE: lambda: day_of(text),
        BaseType.CHOICE: lambda: text if text in field.options else None,
        BaseType.CODE: lambda: text if codes.is_industry(text) else None,
        BaseType.USCC: lambda: text.upper() if codes.is_uscc(text) else None,
        BaseType.ENTERPRISE: lambda: _uuid(text),
    }
    return readers[field.type]()


def _whole(text: str, digits: int) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= digits else None


def _decimal(text: str) -> float | None:
    whole, dot, part = text.partition(".")
    is_number = text.isascii() and whole.isdigit() and (not dot or part.isdigit())
    return float(text) if is_number and len(whole) <= _DIGITS_MAX else None


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
