"""What a rulebook is read from."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class RulebookSource:
    """The text of one rulebook, and of the letters that lie beside it."""

    name: str
    """What the user calls the file; it stands in every Place."""
    text: str
    letters: Mapping[str, str] = field(default_factory=dict)
    """The text of each letter, by its name; one in the folder of a language as `de/nudge`."""
    language: str | None = None
    """That of the letters in no such folder; None: the company's own."""
