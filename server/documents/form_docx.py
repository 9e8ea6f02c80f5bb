"""A form as a Word file, in the same order as its page; fonts are named, the reader's Office has them."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from docx import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from grids.errors import Refusal
from server import photos
from server.documents.forms import Block, Facts, Form, Line, Signs, Table
from server.photos import PhotoStore

_BODY: Final = "仿宋"
_TITLE: Final = "方正小标宋简体"
_BOLD: Final = "黑体"
_LATIN: Final = "Times New Roman"
_SIZE: Final = 12
_WIDTH_MM: Final = 162
_LABEL: Final = 0.17


def docx(form: Form, store: PhotoStore, at: datetime) -> bytes:
    """Return the form as DOCX. The same form and moment give the same text; a missing signature stays an open line."""
    document = Document()
    _page(document, form, at)
    if form.stamp or form.demo:
        _paragraph(document, "　".join(part for part in (form.demo, form.stamp) if part), font=_BOLD, bold=True)
    _paragraph(document, form.authority, font=_TITLE, size=15, align=WD_ALIGN_PARAGRAPH.CENTER, bold=True)
    _paragraph(document, form.title, font=_TITLE, size=22, align=WD_ALIGN_PARAGRAPH.CENTER, bold=True)
    _paragraph(document, form.number, align=WD_ALIGN_PARAGRAPH.RIGHT)
    if form.to:
        _paragraph(document, form.to)
    for block in form.blocks:
        _block(document, block, store)
    if form.seal:
        for text in (form.seal, form.seal_place, form.day):
            _paragraph(document, text, align=WD_ALIGN_PARAGRAPH.RIGHT)
    for note in form.notes:
        _paragraph(document, note, size=9)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _page(document: Any, form: Form, at: datetime) -> None:  # noqa: ANN401 - python-docx has no types
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(24), Mm(20)
    section.left_margin, section.right_margin = Mm(26), Mm(22)
    normal = document.styles["Normal"]
    normal.font.size = Pt(_SIZE)
    normal.font.name = _LATIN
    normal.element.rPr.rFonts.set(qn("w:eastAsia"), _BODY)
    normal.paragraph_format.space_after = Pt(3)
    normal.paragraph_format.line_spacing = 1.35
    about = document.core_properties
    about.title, about.author, about.subject = f"{form.title} {form.number}", form.authority, form.number
    about.created = about.modified = at.replace(tzinfo=None)
    _page_number(section.footer.paragraphs[0], form.number)


def _page_number(paragraph: Any, number: str) -> None:  # noqa: ANN401 - as above
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _run(paragraph, f"{number}　- ", size=9)
    for field in ("PAGE", "NUMPAGES"):
        run = _run(paragraph, "", size=9)
        for kind in ("begin", None, "end"):
            element = OxmlElement("w:fldChar" if kind else "w:instrText")
            if kind:
                element.set(qn("w:fldCharType"), kind)
            else:
                element.text = field
            run._r.append(element)  # noqa: SLF001 - fields have no API
        _run(paragraph, " / " if field == "PAGE" else " -", size=9)


def _block(document: Any, block: Block, store: PhotoStore) -> None:  # noqa: ANN401 - as above
    match block:
        case Line():
            font = _BOLD if block.bold else _BODY
            _paragraph(document, block.text, font=font, indent=block.indent)
        case Facts():
            _facts(document, block)
        case Table():
            _table(document, block)
        case Signs():
            _signs(document, block, store)


def _facts(document: Any, block: Facts) -> None:  # noqa: ANN401 - as above
    table = _grid(document, len(block.rows), (_LABEL, 0.5 - _LABEL, _LABEL, 0.5 - _LABEL))
    for index, row in enumerate(block.rows):
        cells = table.rows[index].cells
        if len(row) == 1:
            cells[1].merge(cells[3])
        for column, (label, value) in enumerate(row):
            _cell(cells[2 * column], label, align=WD_ALIGN_PARAGRAPH.CENTER)
            _cell(cells[2 * column + 1], value)
    _paragraph(document, "", size=4)


def _table(document: Any, block: Table) -> None:  # noqa: ANN401 - as above
    table = _grid(document, 1 + len(block.rows), block.widths)
    for column, head in enumerate(block.heads):
        _cell(table.rows[0].cells[column], head, font=_BOLD, align=WD_ALIGN_PARAGRAPH.CENTER)
    repeated = OxmlElement("w:tblHeader")
    repeated.set(qn("w:val"), "true")
    table.rows[0]._tr.get_or_add_trPr().append(repeated)  # noqa: SLF001 - no API
    for index, row in enumerate(block.rows, start=1):
        for column, value in enumerate(row):
            align = WD_ALIGN_PARAGRAPH.LEFT if column else WD_ALIGN_PARAGRAPH.CENTER
            _cell(table.rows[index].cells[column], value, align=align)
    _paragraph(document, "", size=4)


def _signs(document: Any, block: Signs, store: PhotoStore) -> None:  # noqa: ANN401 - as above
    for row in block.rows:
        line = document.add_paragraph()
        line.paragraph_format.space_before = Pt(4)
        _run(line, row.label)
        drawn = _picture(store, row.picture)
        if drawn is None:
            _run(line, f"{row.said:_<14}" if row.said else "_" * 16)
        else:
            line.add_run().add_picture(io.BytesIO(drawn), height=Mm(11))
        if row.beside:
            _run(line, f"　{row.beside[0]}：{row.beside[1] or '_' * 12}")
    if block.note:
        _paragraph(document, block.note, size=9)


def _picture(store: PhotoStore, sha256: str) -> bytes | None:
    if not sha256:
        return None
    try:
        return photos.print_copy(store, sha256)
    except (Refusal, photos.StorageError):
        return None


def _grid(document: Any, rows: int, widths: Sequence[float]) -> Any:  # noqa: ANN401 - as above
    table = document.add_table(rows=rows, cols=len(widths))
    table.style, table.alignment, table.autofit = "Table Grid", WD_TABLE_ALIGNMENT.CENTER, False
    for row in table.rows:
        for cell, share in zip(row.cells, widths, strict=True):
            cell.width = Mm(_WIDTH_MM * share)
    return table


def _cell(
    cell: Any,  # noqa: ANN401 - as above
    text: str,
    *,
    font: str = _BODY,
    align: WD_ALIGN_PARAGRAPH = WD_ALIGN_PARAGRAPH.LEFT,
) -> None:
    for index, part in enumerate(text.split("\n")):
        paragraph = cell.paragraphs[0] if index == 0 else cell.add_paragraph()
        paragraph.alignment = align
        paragraph.paragraph_format.line_spacing = 1.2
        _run(paragraph, part, font=font, size=11.5)


def _paragraph(
    document: Any,  # noqa: ANN401 - as above
    text: str,
    *,
    font: str = _BODY,
    size: float = _SIZE,
    align: WD_ALIGN_PARAGRAPH = WD_ALIGN_PARAGRAPH.LEFT,
    bold: bool = False,
    indent: bool = False,
) -> None:
    paragraph = document.add_paragraph()
    paragraph.alignment = align
    if indent:
        paragraph.paragraph_format.first_line_indent = Pt(2 * size)
    _run(paragraph, text, font=font, size=size, bold=bold)


def _run(paragraph: Any, text: str, *, font: str = _BODY, size: float = _SIZE, bold: bool = False) -> Any:  # noqa: ANN401
    run = paragraph.add_run(text)
    run.font.size, run.font.name, run.bold = Pt(size), _LATIN, bold
    run._element.rPr.rFonts.set(qn("w:eastAsia"), font)  # noqa: SLF001 - python-docx has no East Asian font
    return run
