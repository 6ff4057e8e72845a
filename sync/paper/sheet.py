"""A letter as a PDF: the same bytes for the same letter, whenever it is made.

DejaVu Sans comes with matplotlib and has Latin, Greek, Cyrillic, Armenian, Georgian, Hebrew and
Arabic; a sign that it lacks prints as an empty box. matplotlib itself is not loaded for it.
"""

import logging
from datetime import UTC, datetime, time
from functools import lru_cache
from importlib.util import find_spec
from itertools import chain
from pathlib import Path
from typing import Final

from fpdf import FPDF
from fpdf.enums import Align, TableBordersLayout, XPos, YPos
from fpdf.fonts import FontFace, TTFFont

from rules.letters.paper import Grid, Paper, Words
from sync.paper.forms import Form, form_of

FONT: Final = "DejaVu"
_SIZE: Final = 10.0
_SMALL: Final = 8.0
_LINE: Final = 5.0
"""Millimetres from line to line."""
_SMALLEST: Final = 5
"""Points, of a table with very long amounts."""
_APART: Final = 4.0
"""Millimetres between columns."""
_POINT: Final = 25.4 / 72


@lru_cache(maxsize=1)
def font_folder() -> Path:
    """Where matplotlib keeps its fonts, found without importing it."""
    spec = find_spec("matplotlib")
    if spec is None or spec.origin is None:
        raise FileNotFoundError("matplotlib, whose fonts a PDF is set in, is not installed")
    return Path(spec.origin).parent / "mpl-data" / "fonts" / "ttf"


class _Sheet(FPDF):
    """Pages with the company's name at the head of the second and of each that follows."""

    def __init__(self, letter: Paper, form: Form) -> None:
        super().__init__(unit="mm", format=form.size)
        self.letter = letter
        self.form = form
        self.add_font(FONT, "", font_folder() / "DejaVuSans.ttf")
        self.add_font(FONT, "B", font_folder() / "DejaVuSans-Bold.ttf")
        self.set_margins(form.margin, form.foot)
        self.set_auto_page_break(auto=True, margin=form.foot)
        self.alias_nb_pages("{pages}")
        self.set_title(letter.subject)
        self.set_author(letter.company[0])
        self.set_lang(letter.language)
        self.set_creation_date(datetime.combine(letter.made, time(12), UTC))

    def header(self) -> None:
        """The letterhead on the first page; name, day and subject on the others."""
        if self.page_no() == 1:
            return
        self.set_font(FONT, "", _SMALL)
        self.set_y(12)
        says = f"{self.letter.company[0]} · {self.letter.day}"
        self.cell(w=0, h=_LINE, text=says, new_x=XPos.LMARGIN, new_y=YPos.NEXT)
        self.cell(w=0, h=_LINE, text=self.letter.subject, new_x=XPos.LMARGIN, new_y=YPos.NEXT)
        self.set_y(self.get_y() + _LINE)

    def footer(self) -> None:
        """The page's number, where there are several."""
        self.set_y(-12)
        self.set_font(FONT, "", _SMALL)
        if self.page_no() > 1 or self.letter_is_long:
            self.cell(w=0, h=_LINE, text=f"{self.page_no()} / {{pages}}", align=Align.R)

    letter_is_long = False
    """Whether a page follows the first; known once the letter has been set."""

    def first_page(self) -> None:
        """Letterhead, window and day."""
        self.add_page()
        self._letterhead()
        self._window()
        self.set_y(self.form.body)
        self.set_font(FONT, "", _SIZE)
        self.cell(w=0, h=_LINE, text=self.letter.day, align=Align.R)
        self.set_y(self.form.body + 2 * _LINE)
        self.set_font(FONT, "B", _SIZE + 1)
        self.multi_cell(w=0, h=_LINE + 1, text=self.letter.subject, align=Align.L, new_y=YPos.NEXT)
        self.set_xy(self.form.margin, self.get_y() + _LINE)

    def _letterhead(self) -> None:
        name, *address = self.letter.company
        self.set_xy(self.form.margin, 16)
        self.set_font(FONT, "B", _SIZE + 3)
        self.multi_cell(w=0, h=_LINE + 2, text=name, align=Align.L, new_x=XPos.LMARGIN)
        self.set_font(FONT, "", _SMALL)
        for line in address[:5]:
            self.cell(w=0, h=_LINE - 1, text=line, new_x=XPos.LMARGIN, new_y=YPos.NEXT)

    def _window(self) -> None:
        """The address in lines that all fit into the window, however many there are."""
        left, top, width, height = self.form.window
        lines = self.letter.to
        if not lines:
            return
        step = min(_LINE, height / len(lines))
        for number, line in enumerate(lines):
            size = min(_SIZE, step / _POINT / 1.15)
            self.set_font(FONT, "", size)
            while self.get_string_width(line) > width and size > 5:
                size -= 0.5
                self.set_font(FONT, "", size)
            self.set_xy(left, top + number * step)
            self.cell(w=width, h=step, text=line)

    def words(self, said: Words) -> None:
        """One paragraph."""
        self.set_font(FONT, "B" if said.bold else "", _SIZE)
        self.multi_cell(
            w=0, h=_LINE, text=said.text, align=Align.L, new_x=XPos.LMARGIN, new_y=YPos.NEXT
        )
        self.set_y(self.get_y() + _LINE / 2)

    def grid(self, shown: Grid) -> None:
        """One table; its heads stand again on each page that it goes on to."""
        widths = self._widths(shown)
        aligns = tuple(
            Align.R if column >= shown.figures else Align.L for column in range(len(shown.widths))
        )
        with self.table(
            borders_layout=TableBordersLayout.HORIZONTAL_LINES,
            col_widths=widths,
            text_align=aligns,
            line_height=_LINE,
            headings_style=FontFace(emphasis="BOLD"),
            padding=(0.6, 1, 0.6, 0),
        ) as table:
            table.row(shown.heads)
            for at, cells in enumerate(shown.rows):
                style = FontFace(emphasis="BOLD") if at in shown.sums else None
                table.row(cells, style=style)
                if at in shown.links:
                    words, link = shown.links[at]
                    under = FontFace(size_pt=_SMALL - 1)
                    table.row(style=under).cell(words, colspan=len(cells), align=Align.L, link=link)
        self.set_y(self.get_y() + _LINE)

    def _widths(self, shown: Grid) -> tuple[float, ...]:
        """Columns in which no day, number or amount is broken; what there is to say takes the rest.

        The type is smaller where that is too much; the font is set to it.
        """
        rows = (shown.heads, *shown.rows) if shown.figures else shown.rows
        usual = tuple(self.epw * width / sum(shown.widths) for width in shown.widths)
        for half_points in range(round(2 * (_SIZE - 1)), 2 * _SMALLEST - 1, -1):
            self.set_font(FONT, "B", half_points / 2)
            needs = [
                max(map(self.get_string_width, each)) + _APART for each in zip(*rows, strict=True)
            ]
            rest = self.epw - sum(needs) + (needs[shown.figures - 1] if shown.figures else 0)
            fits = all(need <= width for need, width in zip(needs, usual, strict=True))
            if fits or (shown.figures and rest >= self.epw / 4):
                break
        self.set_font(FONT, "", self.font_size_pt)
        if fits or not shown.figures or rest < self.epw / 4:
            return usual
        needs[shown.figures - 1] = rest
        return tuple(needs)


def pdf_of(letter: Paper) -> bytes:
    """The PDF of a letter."""
    _quiet()
    content, pages = _printed(letter, is_long=False)
    return _printed(letter, is_long=True)[0] if pages > 1 else content


def boxes_in(letter: Paper) -> str:
    """The signs, each once, that the font lacks and that print as boxes: `北京`."""
    texts = [letter.subject, letter.day, *letter.company, *letter.to]
    for piece in letter.pieces:
        texts += [piece.text] if isinstance(piece, Words) else [*piece.heads, *chain(*piece.rows)]
    signs = dict.fromkeys("".join(texts))
    return "".join(sign for sign in signs if not sign.isspace() and ord(sign) not in _signs())


@lru_cache(maxsize=1)
def _signs() -> frozenset[int]:
    sheet = FPDF()
    sheet.add_font(FONT, "", font_folder() / "DejaVuSans.ttf")
    [font] = [each for each in sheet.fonts.values() if isinstance(each, TTFFont)]
    font.ttfont.close()  # it keeps its file open
    return frozenset(font.cmap)


def _printed(letter: Paper, *, is_long: bool) -> tuple[bytes, int]:
    sheet = _set(letter, is_long=is_long)
    try:
        return bytes(sheet.output()), sheet.pages_count
    finally:
        for font in sheet.fonts.values():
            if isinstance(font, TTFFont):
                font.ttfont.close()  # it keeps its file open


def _set(letter: Paper, *, is_long: bool) -> _Sheet:
    sheet = _Sheet(letter, form_of(letter.country))
    sheet.letter_is_long = is_long
    sheet.first_page()
    for piece in letter.pieces:
        if isinstance(piece, Words):
            sheet.words(piece)
        else:
            sheet.grid(piece)
    return sheet


def _quiet() -> None:
    """A sign that the font lacks is no news for whoever runs this."""
    for name in ("fpdf", "fontTools"):
        logging.getLogger(name).setLevel(logging.ERROR)
