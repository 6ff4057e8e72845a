"""Where things stand on a sheet, so that the address shows in the window of an envelope.

Millimetres from the top left corner. DIN 5008 form B puts the address at 20 mm from the left and
between 62.7 and 90 mm from the top, which also suits the DL windows of Britain, Australia and New
Zealand. The window of an American #10 envelope (7/8" from its left, 1/2" from its bottom, 4 1/2" by
1 1/8") shows, however a letter-size sheet folded in three lies in it, what stands between 0.9" and
4.3" from the left and between 2.5" and 3.15" from the top. In France, Belgium, Italy and Spain the
window is on the right.
"""

from dataclasses import dataclass
from typing import Final

INCH: Final = 25.4


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """A sheet: its size, its margins, its window."""

    size: tuple[float, float]
    margin: float = 25.0
    """Left and right."""
    window: tuple[float, float, float, float]
    """Left, top, width and height within which the address has to stand."""
    body: float
    """Where the day and the letter begin."""
    foot: float = 20.0
    """What stays free at the bottom."""


DIN: Final = Form(size=(210, 297), window=(25, 63.5, 80, 26), body=98)
RIGHT: Final = Form(size=(210, 297), window=(112, 50, 78, 32), body=98)
US: Final = Form(
    size=(8.5 * INCH, 11 * INCH),
    window=(0.95 * INCH, 2.5 * INCH, 3.35 * INCH, 0.65 * INCH),
    body=3.75 * INCH,
)
_LETTER_SIZE: Final = frozenset({"US", "CA", "MX", "PH", "PR"})
_WINDOW_RIGHT: Final = frozenset({"FR", "BE", "IT", "ES"})


def form_of(country: str | None) -> Form:
    """The sheet and envelope that are usual in a country."""
    if country in _LETTER_SIZE:
        return US
    return RIGHT if country in _WINDOW_RIGHT else DIN
