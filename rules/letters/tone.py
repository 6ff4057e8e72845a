"""How firm a letter is: by its own line `Tone: concerned`, or by the name of a letter that we ship."""

from enum import IntEnum
from typing import Final, Protocol


class Tone(IntEnum):
    """From the warmest to the firmest. No letter is an ultimatum, so nothing comes after FIRM."""

    FRIENDLY = 1
    """A word among friends: before the due date, or a few days after it."""
    PLAIN = 2
    """Matter of fact."""
    CONCERNED = 3
    """Asks what holds the payment up."""
    FIRM = 4
    """Says that it matters, from somebody whose word has weight."""

    @property
    def words(self) -> str:
        """As a letter and a sentence call it."""
        return self.name.lower()


TONES: Final = {tone.words: tone for tone in Tone}

KNOWN: Final = {
    "heads-up": Tone.FRIENDLY,
    "due-today": Tone.FRIENDLY,
    "nudge": Tone.FRIENDLY,
    "check-in": Tone.CONCERNED,
    "senior-note": Tone.FIRM,
}
"""Letters that we ship. The offer of instalments has none: it is an open hand at any point."""


class _Toned(Protocol):
    @property
    def name(self) -> str: ...

    @property
    def tone(self) -> Tone | None: ...


def tone_of(letter: _Toned) -> Tone | None:
    """The tone that a letter gives itself, else that of its name; None when nobody knows."""
    return letter.tone or KNOWN.get(letter.name)
