"""What the pages know of enterprises' files: topics and basic facts from their tables, and the words for them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from server.catalogue import LANGUAGES, read
from server.store.file_tables import base_fields, topics

_WORDS: Final = {"topic": "file.topic", "field": "file.field", "option": "file.option", "base": "enterprise.field",
                 "choice": "enterprise.choice"}  # fmt: skip
"""Kinds of words in server/text/files.*.json -> what their keys begin with on the pages."""

_TYPES: Final = """
export type FieldType = 'text' | 'integer' | 'number' | 'flag' | 'date' | 'choice'
export interface FileField {
  readonly name: string
  readonly type: FieldType
  readonly options: readonly string[]
  readonly needed: boolean
}
export interface FileTopic {
  readonly id: string
  readonly kind: 'special' | 'base' | 'told'
  readonly tag: string | null
  readonly expires: boolean
  readonly fields: readonly FileField[]
}
"""


def render() -> Mapping[Path, str]:
    """Return the text of each generated file, by its place under pwa/src/."""
    return {Path("domain/fileTables.ts"): _tables(), **{_place(lang): _words(lang) for lang in LANGUAGES}}


def _place(language: str) -> Path:
    return Path("text") / "words" / f"files.{language}.ts"


def _tables() -> str:
    listed = [
        {
            "id": topic.id,
            "kind": topic.kind.value,
            "tag": topic.tag,
            "expires": topic.expires,
            "fields": [
                {"name": f.name, "type": f.type.value, "options": list(f.options), "needed": f.needed}
                for f in topic.fields
            ],
        }
        for topic in topics().values()
    ]
    basic = [
        {"name": f.name, "type": f.type.value, "group": f.group, "options": list(f.options)}
        for f in base_fields().values()
    ]
    return (
        "// Written by `./wangge schema` from grids/tables/file_topics.toml and base_fields.toml; do not edit.\n"
        f"{_TYPES}\n"
        "/** The ledgers of an enterprise's file. */\n"
        f"export const FILE_TOPICS: readonly FileTopic[] = {_literal(listed)}\n\n"
        "/** The basic facts that may be proposed. */\n"
        f"export const BASE_FIELDS = {_literal(basic)} as const\n"
    )


def _words(language: str) -> str:
    named = "Chinese" if language == "zh" else "English"
    lines = []
    for key, word in read("files", language).items():
        kind, _, rest = key.partition(".")
        if kind in _WORDS:
            lines.append(f"  {_literal(f'{_WORDS[kind]}.{rest}')}: {_literal(word)},")
    body = "\n".join(lines)
    return (
        f"// Words of files in {named}; written by `./wangge schema` from server/text/files.{language}.json.\n"
        f"export const {language} = {{\n{body}\n}}\n"
    )


def _literal(value: Any) -> str:  # noqa: ANN401 - plain JSON
    if isinstance(value, list):
        return "[\n" + "".join(f"  {_inline(item)},\n" for item in value) + "]"
    return _inline(value)


def _inline(value: Any) -> str:  # noqa: ANN401 - plain JSON
    match value:
        case str():
            return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'"
        case dict():
            return "{ " + ", ".join(f"{name}: {_inline(each)}" for name, each in value.items()) + " }"
        case list():
            return "[" + ", ".join(_inline(each) for each in value) + "]"
        case _:
            return json.dumps(value)
