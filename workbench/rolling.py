"""`rules rollout`: what a base changes at each of a consultant's companies."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from connectors.errors import Misuse
from sync.house import Opener
from sync.rulebooks import SHIPPED, find, open_file, right
from workbench.difference import Difference, Two, difference_json, say_difference


@dataclass(frozen=True, slots=True)
class Base:
    """The base that is to be in force, and the one in whose place it comes."""

    name: str
    """A path, or the name of a shipped base."""
    instead_of: str | None
    """As companies name it under `extends`, or a path; None: whatever each extends."""

    @property
    def target(self) -> str:
        """What a rulebook anywhere would have to extend."""
        return self.name if self.name.startswith(SHIPPED) else Path(self.name).resolve().as_posix()

    def is_extended(self, extended: Path | None, name: str) -> bool:
        """Whether a company that extends this file, or this shipped base, has it in force."""
        return self.target == (name if extended is None else extended.as_posix())

    def takes_the_place_of(self, extended: Path | None, name: str) -> bool:
        """Whether a company that extends this file, or this shipped base, is meant."""
        if self.instead_of is None:
            return True
        if extended is None:
            return name == self.instead_of
        return self.instead_of == name or Path(self.instead_of).resolve() == extended


def refuse_unknown(base: Base) -> None:
    """Raise Misuse for a base that is not there."""
    try:
        find(base.target, Path(base.name))
    except LookupError as error:
        raise Misuse(str(error)) from None


def extended_by(opener: Opener) -> tuple[str, Path | None]:
    """What a company's rulebook extends: its name, and where it lies; a shipped base lies nowhere.

    Raises Misuse for a rulebook with a mistake, and for one that extends nothing.
    """
    path = opener.settings.folder / opener.settings.rules_file
    opened = open_file(path, path.name)
    right(path, opened.loaded)
    if len(opened.sources) < 2:
        raise Misuse(f'"{path}" extends nothing, so no base changes anything there.')
    name = opened.sources[1].name
    shipped = name.startswith(SHIPPED)
    return name, None if shipped else (path.parent / name).resolve()


def two(opener: Opener, base: Base) -> Two:
    """A company's rulebook as it is, and with the base in the place of the one it extends.

    Raises Misuse for a mistake in either, and for a company that does not extend what is meant.
    """
    path = opener.settings.folder / opener.settings.rules_file
    name, extended = extended_by(opener)
    if base.is_extended(extended, name):
        raise Misuse(
            f'"{path}" extends "{name}", which is this very base: it is in force there already. '
            "To see what a change of it does, give a changed copy."
        )
    if not base.takes_the_place_of(extended, name):
        raise Misuse(
            f'"{path}" extends "{name}", not "{base.instead_of}": this base changes nothing there.'
        )
    opened = open_file(path, path.name, base=base.target)
    new = right(path, opened.loaded)
    return Two(right(path, open_file(path, path.name).loaded), new, (name, base.name))


def refuse_different_bases(bases: Mapping[str, str], base: Base) -> None:
    """Raise Misuse where companies extend different bases and nobody said which is meant."""
    if base.instead_of is not None or len(set(bases.values())) < 2:
        return
    whose = {name: [each for each, its in bases.items() if its == name] for name in bases.values()}
    listed = "; ".join(f'"{name}" ({", ".join(theirs)})' for name, theirs in whose.items())
    raise Misuse(
        f'These companies extend different bases: {listed}. Say in whose place "{base.name}" '
        f"comes, such as `--instead-of {next(iter(whose))}`."
    )


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
