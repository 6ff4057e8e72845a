"""The query language: a statement becomes a Query, or a fault 4000 (accounting-apis B3).

    SELECT * | count(*) | names FROM Entity [WHERE test [AND test]...]
    [ORDERBY name [ASC|DESC] [, ...]] [STARTPOSITION n] [MAXRESULTS n]

A test is `name = < > <= >= 'value'`, `name LIKE '%x%'` or `name IN ('a', 'b')`. There is no OR
and no parenthesis. Keywords are read without regard to case.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from connectors.sandbox.quickbooks.entities import ENTITIES
from connectors.sandbox.quickbooks.faults import Fault, invalid_query, unparsed

MOST = 1000
USUAL = 100
_TOKEN = re.compile(
    r"\s*(?:(?P<text>'(?:\\.|[^'\\])*')|(?P<sign><=|>=|=|<|>|\(|\)|,|\*)"
    r"|(?P<word>[A-Za-z_][\w.]*|-?\d[\w.:+-]*)|(?P<bad>\S))",
    re.DOTALL,
)
_SIGNS = frozenset({"=", "<", ">", "<=", ">="})


@dataclass(frozen=True, slots=True)
class Test:
    """One condition of WHERE; `values` holds more than one only for IN."""

    path: tuple[str, ...]
    sign: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """A statement that has been read."""

    entity: str
    names: tuple[str, ...]
    """Properties asked for; empty: all."""
    counts: bool
    tests: tuple[Test, ...]
    order: tuple[tuple[tuple[str, ...], bool], ...]
    """Path and whether it descends."""
    start: int
    most: int


@dataclass(frozen=True, slots=True)
class _Token:
    text: str
    column: int
    quoted: bool = False

    @property
    def word(self) -> str:
        return "" if self.quoted else self.text.lower()


class _Reader:
    def __init__(self, statement: str) -> None:
        self._tokens = _tokens(statement)
        self._at = 0

    @property
    def next(self) -> _Token:
        return self._tokens[self._at]

    def take(self) -> _Token:
        self._at += 1
        return self._tokens[self._at - 1]

    def has(self, *words: str) -> bool:
        """Take the words if they come next."""
        ahead = self._tokens[self._at : self._at + len(words)]
        found = [token.word for token in ahead] == list(words)
        self._at += len(words) if found else 0
        return found

    def must(self, *words: str) -> None:
        if not self.has(*words):
            raise self.encountered(*(f'"{word}"' for word in words))

    def name(self) -> str:
        token = self.take()
        if token.quoted or not re.match(r"[A-Za-z_]", token.text):
            self._at -= 1
            raise self.encountered("a name")
        return token.text

    def value(self) -> str:
        token = self.take()
        if not token.quoted and not re.match(r"[\w-]", token.text):
            self._at -= 1
            raise self.encountered("a value")
        return token.text

    def number(self) -> int:
        text = self.value()
        if not re.fullmatch(r"-?\d+", text):
            self._at -= 1
            raise self.encountered("a number")
        return int(text)

    def encountered(self, *wanted: str) -> Fault:
        seen = self.next.text or "<EOF>"
        return unparsed(
            f'Encountered " "{seen}" "" at line 1, column {self.next.column}. '
            f"Was expecting one of: {' '.join(wanted)}"
        )


def _tokens(statement: str) -> Sequence[_Token]:
    found = []
    for match in _TOKEN.finditer(statement):
        column = match.start(str(match.lastgroup)) + 1
        if match.lastgroup == "bad":
            raise unparsed(f'Encountered " "{match["bad"]}" "" at line 1, column {column}.')
        if match.lastgroup == "text":
            text = re.sub(r"\\(.)", r"\1", match["text"][1:-1])
            found.append(_Token(text, column, quoted=True))
        else:
            found.append(_Token(match[str(match.lastgroup)], column))
    return [*found, _Token("", len(statement) + 1)]


def read(statement: str) -> Query:
    """Read a statement; fault 4000 or 4001 if it cannot be carried out."""
    reader = _Reader(statement)
    reader.must("select")
    counts, names = _selected(reader)
    reader.must("from")
    entity = _entity(reader.name())
    tests = _tests(reader) if reader.has("where") else ()
    order = _order(reader) if reader.has("orderby") or reader.has("order", "by") else ()
    start = reader.number() if reader.has("startposition") else 1
    most = reader.number() if reader.has("maxresults") else USUAL
    if reader.next.text or reader.next.quoted:
        raise reader.encountered('"and"', '"orderby"', '"startposition"', '"maxresults"', "<EOF>")
    query = Query(
        entity=entity,
        names=names,
        counts=counts,
        tests=tests,
        order=order,
        start=start,
        most=most,
    )
    _check(query)
    return query


def _selected(reader: _Reader) -> tuple[bool, tuple[str, ...]]:
    if reader.has("count", "(", "*", ")"):
        return True, ()
    names = []
    everything = False
    while True:
        if reader.has("*"):
            everything = True
        else:
            names.append(reader.name())
        if not reader.has(","):
            return False, () if everything else tuple(names)


def _entity(name: str) -> str:
    for known in ENTITIES:
        if known.lower() == name.lower():
            return known
    raise invalid_query(f"Entity {name} is not supported in a query")


def _tests(reader: _Reader) -> tuple[Test, ...]:
    tests = [_test(reader)]
    while reader.has("and"):
        tests.append(_test(reader))
    return tuple(tests)


def _test(reader: _Reader) -> Test:
    path = tuple(reader.name().split("."))
    if reader.has("in"):
        reader.must("(")
        values = [reader.value()]
        while reader.has(","):
            values.append(reader.value())
        reader.must(")")
        return Test(path, "in", tuple(values))
    if reader.has("like"):
        return Test(path, "like", (reader.value(),))
    if reader.next.word not in _SIGNS:
        raise reader.encountered(*(f'"{sign}"' for sign in sorted(_SIGNS)), '"in"', '"like"')
    return Test(path, reader.take().text, (reader.value(),))


def _order(reader: _Reader) -> tuple[tuple[tuple[str, ...], bool], ...]:
    order = []
    while True:
        path = tuple(reader.name().split("."))
        order.append((path, not reader.has("asc") and reader.has("desc")))
        if not reader.has(","):
            return tuple(order)


def _check(query: Query) -> None:
    known = {name.lower() for name in ENTITIES[query.entity].known}
    named = [*((name,) for name in query.names), *(path for path, _ in query.order)]
    for path in [*named, *(test.path for test in query.tests)]:
        if path[0].split(".")[0].lower() not in known:
            raise invalid_query(f"Property {path[0]} not found for Entity {query.entity}")
    if query.start < 1:
        raise invalid_query(f"value {query.start} is too small. Min allowed value is 1")
    if not 1 <= query.most <= MOST:
        size, bound = ("small. Min", 1) if query.most < 1 else ("large. Max", MOST)
        raise invalid_query(f"value {query.most} is too {size} allowed value is {bound}")
