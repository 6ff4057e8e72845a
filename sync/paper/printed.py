"""A letter as it comes from the printer: the PDF, and what to say of it."""

from dataclasses import dataclass

from rules.letters.paper import Paper


@dataclass(frozen=True, slots=True)
class Printed:
    """A PDF, and what is to be said of it."""

    content: bytes
    boxes: str
    """The signs that the type lacks: they stand there as boxes."""

    @property
    def warning(self) -> str | None:
        """What to tell whoever will post it; None where every sign is there."""
        if not self.boxes:
            return None
        return (
            f'The type of the PDF has no sign for "{self.boxes}" and prints boxes: '
            "look at it before you send it, and write those words by hand."
        )


def printed(letter: Paper) -> Printed:
    """The PDF of a letter, and what could not be printed of it."""
    # to load what sets a PDF takes a quarter of a second, and most runs print nothing
    from sync.paper.sheet import boxes_in, pdf_of

    return Printed(pdf_of(letter), boxes_in(letter))
