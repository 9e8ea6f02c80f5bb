"""Every code an import can give has a sentence, in both languages, that its facts fill."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import gis
import server.imports
from server import catalogue
from server.imports.fields import FIELDS

FOLDER = Path(server.imports.__file__).parent
SOURCES = "\n".join(p.read_text("utf-8") for p in FOLDER.glob("*.py"))
MAPS = ("tile_archive.py", "tile_cut.py")
"""Readers of map files, which no import reads: their sentences are the shell's (test_cli_basemap.py)."""
READERS = "\n".join(p.read_text("utf-8") for p in Path(gis.__file__).parent.glob("*.py") if p.name not in MAPS)


def test_both_languages_have_the_same_keys_and_the_same_facts() -> None:
    zh, en = (catalogue.read("imports", language) for language in catalogue.LANGUAGES)
    assert zh.keys() == en.keys()
    for key, text in zh.items():
        assert set(re.findall(r"{(\w+)", text)) == set(re.findall(r"{(\w+)", en[key])), key


@pytest.mark.parametrize("language", catalogue.LANGUAGES)
def test_every_reason_warning_and_field_has_words(language: str) -> None:
    known = catalogue.read("imports", language)
    reasons = set(re.findall(r'\.(?:refuse|remark)\(\s*[^()]*?"\w+",\s*"([a-z-]+)"', SOURCES))
    reasons |= set(re.findall(r'BadValueError\("([a-z-]+)"', SOURCES)) | {
        "too-many-cells",
        "bad-geometry",
        "total-row",
        "empty",
    }
    warnings = set(re.findall(r'\.warn\("([a-z-]+)"', SOURCES))
    notes = set(re.findall(r'notes.*?\["([a-z-]+)"\]', READERS)) | {"sheet"}
    assert len(reasons) > 20
    assert not {f"reason.{code}" for code in reasons} - known.keys()
    assert not {f"warning.{code}" for code in warnings} - known.keys()
    assert not {f"warning.note-{note}" for note in notes} - known.keys()
    assert not {f"field.{f.name}" for fields in FIELDS.values() for f in fields} - known.keys()


@pytest.mark.parametrize("language", catalogue.LANGUAGES)
def test_every_cause_of_a_refused_file_has_words(language: str) -> None:
    known = catalogue.read("imports", language)
    causes = set(re.findall(r'Refusal\(\s*"([a-z-]+)", cause="([a-z-]+)"', SOURCES + READERS))
    assert len(causes) > 15
    assert not {f"refusal.{code}.{cause}" for code, cause in causes if code != "bad-query"} - known.keys()


def test_the_documentation_lists_every_field() -> None:
    documented = (FOLDER.parents[1] / "docs/imports.md").read_text("utf-8")
    for fields in FIELDS.values():
        assert not [field.name for field in fields if f"`{field.name}`" not in documented]
