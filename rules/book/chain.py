"""Finds and reads the files of a rulebook: the user's own, the base that it extends, and so on."""

from collections.abc import Callable
from typing import Final

from rules.book.fields import Fields, Problems, integer, text
from rules.book.source import RulebookSource
from rules.book.yaml_nodes import Mapping, read_yaml
from rules.problems import Place, quoted

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
        if read.root is None:
            if read.whole:
                hint = 'Begin with "rulebook: 1" and "extends: goodterms/gentle".'
                self.problems.add(Place(source.name, 1, 1), "The file is empty.", hint)
            return None
        if isinstance(read.root, Mapping) and {"tests", "cases"} <= _keys(read.root):
            says = "This is a file of tests, and no rulebook."
            self.problems.add(read.root.place, says, f"Try `goodterms rules test {source.name}`.")
            self.whole = False
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


def _keys(root: Mapping) -> set[str]:
    return {entry.key.text for entry in root.entries}


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
