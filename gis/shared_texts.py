"""The texts that cells of an Excel workbook share, kept as bytes: a million of them as strings would be 180 MB."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from typing import IO, Any, Final, overload

from openpyxl.cell.text import Text
from openpyxl.reader.excel import ExcelReader
from openpyxl.xml.constants import SHARED_STRINGS, SHEET_MAIN_NS
from openpyxl.xml.functions import iterparse

_ITEM: Final = f"{{{SHEET_MAIN_NS}}}si"
_PLAIN: Final = f"{{{SHEET_MAIN_NS}}}t"
_ESCAPED: Final = "x005F_"
"""How the format writes an underscore that would else be read as an escape."""


class SharedTexts(Sequence[str]):
    """Texts one after another in one run of bytes, given out one at a time."""

    def __init__(self) -> None:
        """Begin without any."""
        self._bytes, self._ends = bytearray(), array("Q", [0])

    def append(self, text: str) -> None:
        """Keep one more."""
        self._bytes += text.encode("utf-8", "surrogatepass")
        self._ends.append(len(self._bytes))

    def __len__(self) -> int:
        """Count them."""
        return len(self._ends) - 1

    @overload
    def __getitem__(self, place: int) -> str: ...

    @overload
    def __getitem__(self, place: slice) -> list[str]: ...

    def __getitem__(self, place: int | slice) -> str | list[str]:
        """Give the text at a place."""
        if isinstance(place, slice):
            return [self[n] for n in range(*place.indices(len(self)))]
        if not 0 <= place < len(self):
            raise IndexError(place)
        return self._bytes[self._ends[place] : self._ends[place + 1]].decode("utf-8", "surrogatepass")


def read(xml: IO[bytes]) -> SharedTexts:
    """Read the table, holding nothing of its XML; runs of rich text are joined, as openpyxl joins them."""
    found = SharedTexts()
    events = iterparse(xml, events=("start", "end"))
    _, root = next(events)
    for event, node in events:
        if event == "end" and node.tag == _ITEM:
            found.append(_text(node).replace(_ESCAPED, ""))
            root.clear()
    return found


def _text(node: Any) -> str:  # noqa: ANN401 - an element
    if len(node) == 1 and node[0].tag == _PLAIN:
        return node[0].text or ""
    return str(Text.from_tree(node).content)


class Reader(ExcelReader):  # type: ignore[misc] # openpyxl has no types
    """Reads a workbook row by row, its shared texts as bytes; for its structure alone it reads none."""

    def __init__(self, path: Any, *, texts: bool) -> None:  # noqa: ANN401 - a path
        """Open a workbook for reading; formulas give their last values."""
        super().__init__(path, read_only=True, data_only=True, keep_links=False)
        self._texts = texts

    def read_strings(self) -> None:
        """Read the table in place of openpyxl's list of strings."""
        part = self.package.find(SHARED_STRINGS)
        if part is not None and self._texts:
            with self.archive.open(part.PartName[1:]) as xml:
                self.shared_strings = read(xml)
