"""YAML as the consultant wrote it: every scalar keeps its text, every node knows its place.

Nothing is constructed. Tried with `safe_load`: `on:` became True, `12:30` became 750, `NO` became
False, and of two equal keys the first was dropped in silence. Here all of these are text, and an
equal key is a mistake.

After a syntax error the part of the file that holds it (from one key at the margin to the next) is
left out and the rest is read on, so that one stray bracket does not hide nine other mistakes.
"""

from collections.abc import Callable
from dataclasses import dataclass

import yaml
from yaml.composer import Composer
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode
from yaml.reader import Reader

from rules.problems import Place, Problem, lines_of

LONGEST_TEXT = 1_000_000
"""Characters. A rulebook is read by people; PyYAML takes about a second for this much."""
DEEPEST = 40
"""Levels of nesting."""
MOST_SYNTAX_PROBLEMS = 20


@dataclass(frozen=True, slots=True)
class Text:
    """A scalar, as it was written."""

    text: str
    place: Place
    quoted: bool = False

    @property
    def is_empty(self) -> bool:
        """Whether nothing at all was written, as after `company:`."""
        return not self.text and not self.quoted


@dataclass(frozen=True, slots=True)
class Entry:
    """A key and its value."""

    key: Text
    value: "Written"


@dataclass(frozen=True, slots=True)
class Mapping:
    """Keys with values, in the order of the file; no key stands in it twice."""

    entries: tuple[Entry, ...]
    place: Place

    def get(self, key: str) -> "Written | None":
        """The value under this key."""
        return next((entry.value for entry in self.entries if entry.key.text == key), None)

    def key(self, key: str) -> Text | None:
        """The key itself, with its place."""
        return next((entry.key for entry in self.entries if entry.key.text == key), None)


@dataclass(frozen=True, slots=True)
class Sequence:
    """A list."""

    items: tuple["Written", ...]
    place: Place


Written = Text | Mapping | Sequence


@dataclass(frozen=True, slots=True)
class Read:
    """What could be read of a file, and what could not."""

    root: Written | None
    problems: tuple[Problem, ...]
    whole: bool
    """False when a syntax error made us leave part of the file out."""


def read_yaml(text: str, file: str) -> Read:
    """Read a file. Never raises: whatever is wrong with it becomes a Problem at its place."""
    if len(text) > LONGEST_TEXT:
        says = f"The file has {len(text):,} characters; at most {LONGEST_TEXT:,} are read."
        return Read(None, (Problem(Place(file, 1, 1), says),), whole=False)
    lines, problems = _printable(text, file)
    whole = not problems
    for _ in range(MOST_SYNTAX_PROBLEMS):
        try:
            root, found = _compose("\n".join(lines), file)
        except _Broken as broken:
            whole = False
            problems.append(broken.problem)
            if not _leave_out(lines, broken.line):
                return Read(None, tuple(problems), whole=False)
            continue
        return Read(root, tuple(problems + found), whole)
    return Read(None, tuple(problems), whole=False)


class _Broken(Exception):
    """A syntax error; `line` counts from 0 and lies in the part of the file to leave out."""

    def __init__(self, problem: Problem, line: int) -> None:
        self.problem = problem
        self.line = line


def _printable(text: str, file: str) -> tuple[list[str], list[Problem]]:
    """The lines of the text, every character that YAML forbids replaced by a space."""
    lines, problems = lines_of(text), []
    for number, line in enumerate(lines):
        if "\ufffd" in line:  # what decoding puts for bytes that are not UTF-8
            place = Place(file, number + 1, line.index("\ufffd") + 1)
            problems.append(Problem(place, "This is not UTF-8 text.", "Save the file as UTF-8."))
        found = Reader.NON_PRINTABLE.search(line)
        if found:
            says = f"The character U+{ord(found.group()):04X} cannot stand in a rulebook."
            hint = "Delete it, and save the file as UTF-8."
            problems.append(Problem(Place(file, number + 1, found.start() + 1), says, hint))
            lines[number] = Reader.NON_PRINTABLE.sub(" ", line)
    return lines, problems[:MOST_SYNTAX_PROBLEMS]


def _leave_out(lines: list[str], number: int) -> bool:
    """Blank the part that holds the line; False when there is no part left to blank."""
    number = min(number, len(lines) - 1)
    first = number
    while first > 0 and not _at_margin(lines[first]):
        first -= 1
    last = first + 1
    while last < len(lines) and not (last > number and _at_margin(lines[last])):
        last += 1
    left = any(line.strip() for line in lines[first:last])
    lines[first:last] = [""] * (last - first)
    return left


def _at_margin(line: str) -> bool:
    return bool(line) and line[0] not in " \t#-]}"


def _compose(text: str, file: str) -> tuple[Written | None, list[Problem]]:
    """One pass of the parser; raises _Broken at a syntax error."""
    loader, node = _by_libyaml(text) or _by_pyyaml(text, file)
    translate = _Translate(file)
    root = translate.node(node) if node is not None else None
    if isinstance(root, Text) and root.is_empty:  # "---" alone, and what of it is on the line below
        root = None
    places = [_place(file, mark) for mark, _ in loader.refused]
    refused = [Problem(at, says) for at, (_, says) in zip(places, loader.refused, strict=True)]
    return root, refused + translate.problems


_Composed = tuple["_Nodes", Node | None]


def _by_libyaml(text: str) -> _Composed | None:
    """Eight times faster; None where it is not there, or stumbles: PyYAML's own words are better."""
    # what is missing behind a last "?" it places on a line that is not there
    if _FastLoader is None or text.rstrip(" \t").endswith("?"):
        return None
    try:
        loader = _FastLoader(text)
        return loader, loader.get_single_node()
    except (yaml.YAMLError, ValueError, OverflowError, RecursionError):
        return None


def _by_pyyaml(text: str, file: str) -> _Composed:
    loader = _Loader(text)
    try:
        return loader, loader.get_single_node()
    except yaml.MarkedYAMLError as error:
        raise _broken(error, file) from None
    except (yaml.YAMLError, ValueError, OverflowError, RecursionError) as error:
        # PyYAML answers "\UFFFFFFFF" and %YAML with 5,000 digits with errors that are not its own
        place = Place(file, loader.line + 1, loader.column + 1)
        says = f"This cannot be read as YAML: {str(error).splitlines()[0]}."
        raise _Broken(Problem(place, says), loader.line) from None
    finally:
        loader.dispose()


def _place(file: str, mark: yaml.Mark) -> Place:
    return Place(file, mark.line + 1, mark.column + 1)


def _broken(error: yaml.MarkedYAMLError, file: str) -> _Broken:
    """The parser's words, at the place where it stumbled."""
    mark = error.problem_mark or error.context_mark
    line = mark.line if mark else 0
    place = _place(file, mark) if mark else Place(file, 1, 1)
    context = f" ({error.context})" if error.context else ""
    started = error.context_mark
    if started and ("flow" in (error.context or "") or "scalar" in (error.context or "")):
        context = f" ({error.context} that begins on line {started.line + 1})"
        line = started.line
    says = f"This cannot be read as YAML: {error.problem}{context}."
    return _Broken(Problem(place, says, _advice(error.problem or "")), line)


_ADVICE = {
    "found character '>' that cannot start": 'Put a test in quotes: "> 20".',
    "expected a comment or a line break": 'Put a test in quotes: "> 20".',
    "expected chomping or indentation": 'Put a test in quotes: "> 20".',
    "mapping values are not allowed": "Put a text that holds a colon in quotes.",
    "cannot start any token": "Indent with spaces, and put a text with special signs in quotes.",
    "expected ',' or": "Close the bracket, or quote a text that holds a colon or comma.",
    "unexpected end of stream": "Close the quote.",
    "expected <block end>": "Check the indentation, and put a text that holds quotes in quotes.",
    "could not find expected ':'": "Write a colon and a space after the key.",
}


def _advice(problem: str) -> str | None:
    return next((advice for words, advice in _ADVICE.items() if words in problem), None)


class _Nodes(Composer):
    """A parser's events up to the nodes: aliases and tags are refused, depth is bounded."""

    peek_event: Callable[[], yaml.NodeEvent]
    get_event: Callable[[], yaml.Event]

    def __init__(self) -> None:
        Composer.__init__(self)
        self.depth = 0
        self.refused: list[tuple[yaml.Mark, str]] = []

    def compose_node(self, parent: Node | None, index: int) -> Node | None:
        """Compose one node, as the Composer does, but follow no alias."""
        event: yaml.NodeEvent = self.peek_event()
        mark: yaml.Mark = event.start_mark  # type: ignore[assignment]  # the stubs allow for None
        if isinstance(event, yaml.AliasEvent):
            self.get_event()
            says = f'The alias "*{event.anchor}" is not followed: write the value out here.'
            self.refused.append((mark, says))
            return ScalarNode("tag:yaml.org,2002:str", "", mark, mark)
        tag = getattr(event, "tag", None)
        if tag is not None:
            says = f'The tag "{tag}" means nothing in a rulebook: write the value alone.'
            self.refused.append((mark, says))
        if self.depth >= DEEPEST:
            problem = f"more than {DEEPEST} levels stand in each other"
            raise yaml.MarkedYAMLError(problem=problem, problem_mark=mark)
        self.depth += 1
        node = Composer.compose_node(self, parent, index)
        self.depth -= 1
        return node


class _Loader(_Nodes, yaml.SafeLoader):
    def __init__(self, text: str) -> None:
        yaml.SafeLoader.__init__(self, text)
        _Nodes.__init__(self)


_FastLoader: Callable[[str], _Nodes] | None = None
if yaml.__with_libyaml__:

    class _CLoader(_Nodes, yaml.CSafeLoader):
        def __init__(self, text: str) -> None:
            yaml.CSafeLoader.__init__(self, text)
            _Nodes.__init__(self)

    _FastLoader = _CLoader


_NOTHING = frozenset({"null", "Null", "NULL", "~"})
"""What YAML, and so an editor, takes for no value, unless it stands in quotes."""


class _Translate:
    """PyYAML's nodes to ours."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.problems: list[Problem] = []

    def node(self, node: Node) -> Written:
        """One node with all that is in it."""
        place = _place(self.file, node.start_mark)
        if isinstance(node, MappingNode):
            return Mapping(self._entries(node), place)
        if isinstance(node, SequenceNode):
            return Sequence(tuple(self.node(item) for item in node.value), place)
        assert isinstance(node, ScalarNode)  # noqa: S101  (YAML has no fourth kind)
        if node.value in _NOTHING and not node.style:
            return Text("", place)
        return self._text(node, place)

    def _text(self, node: ScalarNode, place: Place) -> Text:
        found = Reader.NON_PRINTABLE.search(node.value)
        if found:  # by an escape such as "\u0007"
            says = f"The character U+{ord(found.group()):04X} cannot stand in a rulebook."
            self.problems.append(Problem(place, says, "Delete it."))
        text = Reader.NON_PRINTABLE.sub(" ", node.value)
        return Text(text, place, quoted=bool(node.style))

    def _entries(self, node: MappingNode) -> tuple[Entry, ...]:
        entries: dict[str, Entry] = {}
        for key_node, value_node in node.value:
            place = _place(self.file, key_node.start_mark)
            value = self.node(value_node)
            if not isinstance(key_node, ScalarNode):
                self.problems.append(Problem(place, "A key has to be a plain word."))
                continue
            key = self._text(key_node, place)
            first = entries.setdefault(key.text, Entry(key, value))
            if first.key is not key:
                line = first.key.place.line
                says = f'The key "{key.text}" stands here twice; the first is on line {line}.'
                self.problems.append(Problem(place, says, "Keep one of them."))
        return tuple(entries.values())
