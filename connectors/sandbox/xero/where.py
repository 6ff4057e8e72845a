"""The part of Xero's `where` language that clients use (accounting-apis A4).

Comparisons with ==, !=, <, <=, >, >=; AND, OR and parentheses; "text", numbers, true, false, null,
DateTime(y,m,d[,h,m,s]), Guid("..."); Field.Contains("..."), .StartsWith("..."), .EndsWith("...").
Anything else is ErrorNumber 16.
"""

import operator
import re
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from connectors.sandbox.xero.wire import bad_query

Look = Callable[[str], Any]
"""Gives the value of a field of one record."""
Test = Callable[[Look], bool]

_TOKEN = re.compile(
    r"""\s*(?:(?P<text>"[^"]*")|(?P<number>-?\d+(?:\.\d+)?)|(?P<name>[A-Za-z_]\w*(?:\.\w+)*)
    |(?P<sign>==|!=|<=|>=|<|>|&&|\|\||[(),=]))""",
    re.VERBOSE,
)
_COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    "==": operator.eq,
    "=": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
_METHODS: dict[str, Callable[[str, str], bool]] = {
    "contains": lambda value, part: part in value,
    "startswith": lambda value, part: value.startswith(part),
    "endswith": lambda value, part: value.endswith(part),
}
_WORDS = {"null": None, "true": True, "false": False}


def compile_where(text: str, known: frozenset[str]) -> Test:
    """Compile an expression over the known fields; raises the 400 of a query that is none."""
    parser = _Parser(_tokens(text), known)
    test = parser.any_of()
    parser.end()
    return test


def _tokens(text: str) -> list[str]:
    if text.count('"') % 2:
        raise bad_query("Unterminated string literal")
    tokens, place = [], 0
    while text[place:].strip():
        match = _TOKEN.match(text, place)
        if match is None:
            raise bad_query("Syntax error")
        tokens.append(match.group().strip())
        place = match.end()
    return tokens


class _Parser:
    def __init__(self, tokens: list[str], known: frozenset[str]) -> None:
        self._tokens = tokens
        self._known = known
        self._place = 0

    def any_of(self) -> Test:
        tests = [self._all_of()]
        while self._took("or", "||"):
            tests.append(self._all_of())
        return tests[0] if len(tests) == 1 else lambda look: any(test(look) for test in tests)

    def end(self) -> None:
        if self._place < len(self._tokens):
            raise bad_query("Syntax error")

    def _all_of(self) -> Test:
        tests = [self._term()]
        while self._took("and", "&&"):
            tests.append(self._term())
        return tests[0] if len(tests) == 1 else lambda look: all(test(look) for test in tests)

    def _term(self) -> Test:
        if self._took("("):
            test = self.any_of()
            self._need(")")
            return test
        name = self._next()
        field, _, method = name.rpartition(".")
        if method.lower() in _METHODS and self._took("("):
            return self._method(self._field(field), _METHODS[method.lower()])
        field, sign = self._field(name), self._next()
        if sign not in _COMPARE:
            raise bad_query("Syntax error")
        return _comparison(field, _COMPARE[sign], self._literal())

    def _method(self, field: str, holds: Callable[[str, str], bool]) -> Test:
        part = self._literal()
        self._need(")")
        if not isinstance(part, str):
            raise bad_query("Syntax error")
        wanted = True
        if self._took("=="):
            wanted = bool(self._literal())
        return lambda look: holds(str(look(field) or ""), part) is wanted

    def _field(self, name: str) -> str:
        if name not in self._known:
            raise bad_query(f"No property or field '{name}' exists")
        return name

    def _literal(self) -> Any:
        token = self._next()
        if token.startswith('"'):
            return token[1:-1]
        if token.lower() in _WORDS:
            return _WORDS[token.lower()]
        if token in {"DateTime", "Guid"}:
            return self._made(token)
        try:
            return Decimal(token)
        except ArithmeticError:
            raise bad_query("Syntax error") from None

    def _made(self, name: str) -> Any:
        self._need("(")
        parts = [self._literal()]
        while self._took(","):
            parts.append(self._literal())
        self._need(")")
        try:
            return parts[0].lower() if name == "Guid" else _moment([int(part) for part in parts])
        except (AttributeError, TypeError, ValueError):
            raise bad_query("Syntax error") from None

    def _took(self, *tokens: str) -> bool:
        found = self._place < len(self._tokens) and self._tokens[self._place].lower() in tokens
        self._place += found
        return found

    def _need(self, token: str) -> None:
        if not self._took(token):
            raise bad_query("Syntax error")

    def _next(self) -> str:
        if self._place == len(self._tokens):
            raise bad_query("Syntax error")
        self._place += 1
        return self._tokens[self._place - 1]


def _moment(parts: list[int]) -> datetime:
    year, month, day, hour, minute, second = [*parts, 0, 0, 0][:6]
    return datetime(year, month, day, hour, minute, second)  # noqa: DTZ001  UTC, unsaid


def _comparison(field: str, compare: Callable[[Any, Any], bool], literal: Any) -> Test:
    ordered = compare not in (operator.eq, operator.ne)

    def test(look: Look) -> bool:
        value = _comparable(look(field))
        if ordered and (value is None or literal is None):
            return False
        try:
            return compare(value, literal)
        except TypeError:
            raise bad_query("Operator incompatible with operand types") from None

    return test


def _comparable(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.replace(tzinfo=None)
    if isinstance(value, date):
        return datetime(value.year, value.month, value.day)  # noqa: DTZ001  a calendar day
    return value
