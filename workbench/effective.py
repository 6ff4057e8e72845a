"""`rules show`: a rulebook with its bases merged in, and where each value came from."""

from pathlib import Path

from rules.book.effective import effective
from sync.rulebooks import open_file, right


def show(path: Path, *, whole: bool) -> list[str]:
    """The lines of a rulebook that loads. Raises Misuse with every mistake in one that does not."""
    opened = open_file(path, path.as_posix())
    right(path, opened.loaded)
    return effective(opened.sources, whole=whole)
