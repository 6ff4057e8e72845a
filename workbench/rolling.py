"""`rules rollout`: what a base changes at each of a consultant's companies."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from connectors.errors import Misuse
from sync.house import Opener
from sync.rulebooks import open_file, right
from workbench.difference import Difference, Two, difference_json, say_difference


def two(opener: Opener, base: Path) -> Two:
    """A company's rulebook as it is, and with this base in the place of the one it extends.

    Raises Misuse for a mistake in either, and for a rulebook that extends nothing.
    """
    path = opener.settings.folder / opener.settings.rules_file
    before = open_file(path, path.name)
    old = right(path, before.loaded)
    if len(before.sources) < 2:
        raise Misuse(f'"{path}" extends nothing, so a base changes nothing there.')
    new = right(path, open_file(path, path.name, base=base).loaded)
    return Two(old, new, (before.sources[1].name, base.as_posix()))


def say_rollout(told: Mapping[str, Difference | str]) -> Iterator[str]:
    """Company by company; then in one line."""
    for folder, made in told.items():
        yield f"== {folder}"
        yield from [made] if isinstance(made, str) else say_difference(made)
        yield ""
    known = [made for made in told.values() if not isinstance(made, str)]
    changed = sum(bool(made.changes) for made in known)
    yield (
        f"Companies: {len(told)}; changed: {changed}; unchanged: {len(known) - changed}; "
        f"not compared: {len(told) - len(known)}."
    )


def rollout_json(told: Mapping[str, Difference | str]) -> list[dict[str, Any]]:
    """The same for machines: a difference, or what stood in its way."""
    return [
        {
            "folder": folder,
            "trouble": made if isinstance(made, str) else None,
            "difference": None if isinstance(made, str) else difference_json(made),
        }
        for folder, made in told.items()
    ]
