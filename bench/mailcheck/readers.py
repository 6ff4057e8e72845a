"""Which parts of the letters' HTML Gmail and Outlook for Windows do not know (caniemail.com)."""

import json
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
STYLED = "every style that matters stands on its element; the sheet is for the dark and for resets"
ALLOWED = {
    "gmail.mobile-webmail: <style> element": STYLED,
    "gmail.mobile-webmail: @media": STYLED,
    "gmail.mobile-webmail: Chaining selectors": STYLED,
    "gmail.mobile-webmail: Class selector": STYLED,
    "gmail.mobile-webmail: Descendant combinator": STYLED,
    "gmail.mobile-webmail: ID selector": STYLED,
    "gmail.mobile-webmail: Type selector": STYLED,
    "outlook.windows: @media": STYLED,
    "outlook.windows: Chaining selectors": STYLED,
    "outlook.windows: border-radius": "corners are square there",
    "outlook.windows: outline": "a reset by MJML, of a line around pictures that Outlook does not draw",
    "outlook.windows: white-space": "an amount may break into two lines there",
    "outlook.windows: word-spacing": "a reset by MJML to what is usual anyway",
}
"""By reader and feature: why the letter is right without it."""


@dataclass(frozen=True, slots=True)
class Unknown:
    """A feature that a mail reader does not know, and the letters that use it."""

    feature: str
    """Such as `outlook.windows: border-radius`."""
    says: str
    letters: int

    @property
    def because(self) -> str | None:
        """Why it does no harm; None for a finding."""
        return ALLOWED.get(self.feature)


def unknown_features(pages: Sequence[Path]) -> list[Unknown]:
    """Everything that one of the readers does not know, the explained ones too."""
    told = subprocess.run(
        ["node", str(HERE / "readers.mjs"), *map(str, pages)], capture_output=True, check=True
    ).stdout
    return [
        Unknown(feature, about["message"], about["letters"])
        for feature, about in sorted(json.loads(told).items())
    ]
