"""Sentences for the person at the shell, in the language of the shell.

They live in `server/text/shell.zh.json` and `shell.en.json`, one key each, like every other text.
"""

import functools
import json
import os
from collections.abc import Mapping
from pathlib import Path

_LANGUAGE_NAMES = ("LC_ALL", "LC_MESSAGES", "LANG")


class Trouble(Exception):  # noqa: N818 - it is what a person has, not what a program did
    """Something the person at the shell can mend, said in a sentence that tells how."""

    def __init__(self, key: str, **named: object) -> None:
        """Keep the catalogue key and the names and numbers of the sentence."""
        super().__init__(key)
        self.key = key
        self.named = named

    def __str__(self) -> str:
        """Return the sentence in the language of the shell."""
        return sentence(self.key, **self.named)


def sentence(key: str, **named: object) -> str:
    """Return one sentence with its names filled in."""
    return catalogue(language_of(os.environ))[key].format_map(named)


def language_of(environ: Mapping[str, str]) -> str:
    """Choose Chinese or English from the locale; the first name that is set decides."""
    for name in _LANGUAGE_NAMES:
        if environ.get(name):
            return "zh" if environ[name].lower().startswith("zh") else "en"
    return "en"


@functools.cache
def catalogue(language: str) -> dict[str, str]:
    """Read one language's sentences."""
    text = Path(__file__).with_name("text") / f"shell.{language}.json"
    sentences: dict[str, str] = json.loads(text.read_text("utf-8"))
    return sentences
