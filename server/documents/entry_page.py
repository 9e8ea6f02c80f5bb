"""The page for an enterprise's gate: the code that inspectors scan before they enter. Source: 国办发〔2024〕54号."""

from __future__ import annotations

import segno
from markupsafe import Markup

from server.documents import printing
from server.documents.inspections import Words
from server.entry_codes import PREFIX


def page(name: str, code: str, language: str) -> str:
    """Return the page as HTML that needs nothing from anywhere else."""
    spaced = f"{PREFIX}{code[:4]} {code[4:]}"
    qr = segno.make(f"{PREFIX}{code}", error="q").svg_inline(border=0, scale=1, omitsize=True)
    return printing.page(
        "entry_code.html",
        t=Words(language),
        name=name,
        code=spaced,
        qr=Markup(qr),  # noqa: S704 - made here
    )
