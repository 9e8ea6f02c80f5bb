"""A form as a page for the typesetter."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from server.documents import printing
from server.documents.forms import Block, Facts, Form, Line, Signs, Table
from server.documents.notices import picture
from server.documents.wording import Words
from server.photos import PhotoStore


def page(form: Form, store: PhotoStore) -> str:
    """Return the form as HTML that needs nothing else; signatures whose bytes are owed stay open lines."""
    blocks = [_drawn(block, store) for block in form.blocks]
    told = [(_KINDS[type(block)], block) for block in blocks]
    return printing.page("form.html", t=Words(form.language), form=form, blocks=told)


def _drawn(block: Block, store: PhotoStore) -> Block:
    if not isinstance(block, Signs):
        return block
    rows = [replace(row, picture=picture(store, row.picture) if row.picture else "") for row in block.rows]
    return replace(block, rows=rows)


_KINDS: Final[Mapping[type[Block], str]] = {Facts: "facts", Line: "line", Table: "table", Signs: "signs"}
