"""Finds and reads the files of a rulebook: the user's own, the base that it extends, and so on."""

from collections.abc import Callable
from collections.abc import Mapping as Table
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Final

from rules.book.fields import Fields, Problems, integer, nearest, quoted, text
from rules.book.yaml_nodes import Mapping, Text, read_yaml
from rules.letters.letter import Letter, read_letter
from rules.letters.phrases import PHRASES
from rules.problems import Place

KEYS: Final = (
    "rulebook",
    "extends",
    "remove",
    "company",
    "segments",
    "contacts",
    "guards",
    "limits",
    "policies",
    "thanks",
    "send_invoices",
    "statements",
    "announcements",
    "late_fee",
    "allow",
)
VERSION: Final = 1
LONGEST_CHAIN: Final = 10
"""Files that extend one another."""


@dataclass(frozen=True, slots=True)
class RulebookSource:
    """The text of one rulebook, and of the letters that lie beside it."""

    name: str
    """What the user calls the file; it stands in every Place."""
    text: str
    letters: Table[str, str] = field(default_factory=dict)
    """The text of each letter, by its name."""


Resolve = Callable[[str, str], RulebookSource]
"""Finds what `extends` names: (the name, the file that says so) -> source; raises LookupError
with a sentence when there is no such rulebook."""


class Chain:
    """The rulebook's files, from the user's own to the farthest base."""

    def __init__(self, problems: Problems) -> None:
        self.problems = problems
        self.sources: list[RulebookSource] = []
        self.roots: list[Mapping] = []
        self.whole = True
        """Whether every file was found, and read to its end."""

    def follow(self, source: RulebookSource, resolve: Resolve) -> None:
        """Read this file, then the one that it extends, and so on."""
        while True:
            self.sources.append(source)
            root = self._read(source)
            if root is None:
                self.whole = False
                return
            self.roots.append(root)
            node = root.get("extends")
            name = None if node is None else text(node, self.problems)
            if node is None or name is None:
                self.whole = self.whole and node is None
                return
            below = self._find(name, node.place, source.name, resolve=resolve)
            if below is None:
                self.whole = False
                return
            source = below

    def _read(self, source: RulebookSource) -> Mapping | None:
        read = read_yaml(source.text, source.name)
        self.problems.found.extend(read.problems)
        self.whole = self.whole and read.whole
        if read.root is None or (isinstance(read.root, Text) and read.root.is_empty):
            if read.whole:
                hint = 'Begin with "rulebook: 1" and "extends: goodterms/gentle".'
                self.problems.add(Place(source.name, 1, 1), "The file is empty.", hint)
            return None
        fields = Fields.of(read.root, "a rulebook", KEYS, problems=self.problems)
        if fields is None:
            return None
        if read.whole:
            _check_version(fields)
        return fields.node

    def _find(self, name: str, at: Place, file: str, *, resolve: Resolve) -> RulebookSource | None:
        try:
            found = resolve(name, file)
        except LookupError as error:
            why = str(error.args[0]) if error.args else "there is no such rulebook."
            self.problems.add(at, f"{quoted(name)} cannot be extended: {why}")
            return None
        if found.name in (source.name for source in self.sources):
            says = f"{quoted(name)} extends this rulebook in turn, and so neither can be read."
            self.problems.add(at, says, 'Delete "extends" in one of them.')
            return None
        if len(self.sources) >= LONGEST_CHAIN:
            says = f"More than {LONGEST_CHAIN} rulebooks extend one another."
            self.problems.add(at, says, "Extend one that is nearer to the base.")
            return None
        return found


def _check_version(fields: Fields) -> None:
    node = fields.node.get("rulebook")
    if node is None:
        says = 'The key "rulebook" is missing: it names the version of the format.'
        fields.problems.add(fields.place, says, f'Begin the file with "rulebook: {VERSION}".')
        return
    version = integer(0, 1_000_000)(node, fields.problems)
    if version is not None and version != VERSION:
        says = f'"rulebook: {version}" is a format that this Goodterms does not know.'
        fields.problems.add(node.place, says, f'Write "rulebook: {VERSION}".')


def read_letters(sources: list[RulebookSource], problems: Problems) -> dict[str, Letter]:
    """Every letter once: of several with one name, the one nearest to the user's rulebook."""
    letters: dict[str, Letter] = {}
    seen: set[str] = set()
    for source in sources:
        for name in sorted(set(source.letters) - seen):
            seen.add(name)
            if not _is_of_a_language(source, name, problems):
                continue
            letter, found = read_letter(name, source.letters[name], letter_file(source, name))
            problems.found.extend(found)
            if letter is not None:
                letters[name] = letter
    return letters


def _is_of_a_language(source: RulebookSource, name: str, problems: Problems) -> bool:
    """A letter in a folder has to be in a language whose days and amounts Goodterms can say."""
    folder, _, own = name.rpartition("/")
    if not own or not folder or folder in PHRASES:
        return True
    says = f"{quoted(folder)} is not a language whose days and amounts can be said."
    problems.add(Place(letter_file(source, name), 1, 1), says, nearest(folder, PHRASES))
    return False


def letter_file(source: RulebookSource, name: str) -> str:
    """Where a letter lies, as a Place names it: in `letters/`, beside its rulebook."""
    path = PurePosixPath(source.name)
    folder = path.parent if path.suffix in (".yaml", ".yml") else path
    return str(folder / "letters" / f"{name}.md")
