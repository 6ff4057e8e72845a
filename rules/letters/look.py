"""How a company's mail looks: one colour, a logo if it has one; and which colours can be read."""

import re
from dataclasses import dataclass
from typing import Final

READABLE: Final = 4.5
"""The least contrast of text with its ground (WCAG 2.2, 1.4.3)."""
WHITE: Final = "#ffffff"
NIGHT: Final = "#16191d"
"""About the ground that mail programs choose in the dark."""
COLOUR: Final = re.compile(r"#[0-9a-f]{6}", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Look:
    """What tells a company's mail from others'. Nothing in it is needed to understand a mail."""

    colour: str = "#1c5d99"
    """Of the buttons and links: `#rrggbb`, readable on white and under white."""
    logo: str | None = None
    """The address of a picture, https."""
    logo_alt: str | None = None
    """What stands in its place; None: the company's name, which stands beside it anyway."""

    @property
    def colour_at_night(self) -> str:
        """The colour for links on a dark ground."""
        return _until_readable(self.colour, on=NIGHT, towards=255)


PLAIN_LOOK: Final = Look()
"""Of a company that says nothing about it."""


def contrast(one: str, other: str) -> float:
    """The ratio of two colours' luminances, from 1 to 21 (WCAG 2.2)."""
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def darkened(colour: str) -> str:
    """The same colour, dark enough to be read on white."""
    return _until_readable(colour, on=WHITE, towards=0)


def _until_readable(colour: str, *, on: str, towards: int) -> str:
    parts = _parts(colour)
    for share in range(0, 101, 2):
        mixed = [part + (towards - part) * share // 100 for part in parts]
        found = "#" + "".join(f"{part:02x}" for part in mixed)
        if contrast(found, on) >= READABLE:
            break
    return found


def _parts(colour: str) -> list[int]:
    return [int(colour[start : start + 2], 16) for start in (1, 3, 5)]


def _luminance(colour: str) -> float:
    shares = (part / 255 for part in _parts(colour))
    red, green, blue = (
        share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4 for share in shares
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
