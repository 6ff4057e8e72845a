"""Finds in the own words of letters what an expression, or a shape of a sentence, is about.

Each letter is gone through a fixed number of times, however it is written: what is looked for begins
at a word and reaches a few words on, so that a line of a hundred thousand stars takes no longer than
as much prose.
"""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping
from functools import cache, lru_cache
from typing import Final

from rules.letters.letter import Letter
from rules.lint.sayings import ANY, GAP
from rules.lint.shapes import Shape
from rules.problems import Place

Span = tuple[int, int]
Finder = Callable[[str], Iterator[Span]]
"""Where in a text something is found."""

_PLACEHOLDER: Final = re.compile(r"\{(?:\{.*?(?:\}\}|\Z)|%.*?(?:%\}|\Z)|#.*?(?:#\}|\Z))", re.DOTALL)
_WRITTEN: Final = re.compile(r"\S+")
_SENTENCE: Final = re.compile(r"(?<!\d)[.!?]++(?=\s|\Z)|\n[^\S\n]*+\n\s*+")
_CLAUSE: Final = re.compile(r"[,;:](?!\d)|\s[–—-]\s")
_SUBJECT: Final = len("Subject: ")
_BEFORE: Final = 100
"""So many characters before a finding can excuse it."""


def phrases(expressions: Mapping[str, str], unless: Mapping[str, str]) -> Mapping[str, Finder]:
    """By language what finds an expression; not where what stands before it is as `unless` says."""
    return {
        language: _phrase(expression, unless.get(language))
        for language, expression in expressions.items()
    }


def _phrase(expression: str, excused: str | None) -> Finder:
    def find(text: str) -> Iterator[Span]:
        for found in _compiled(expression).finditer(text):
            before = text[max(0, found.start() - _BEFORE) : found.start()]
            if excused is None or not _compiled(excused).search(before):
                yield found.span()

    return find


def either(one: Mapping[str, Finder], other: Mapping[str, Finder]) -> Mapping[str, Finder]:
    """What one finds in a sentence, else what the other does."""
    return {language: _by_sentence(find, other[language]) for language, find in one.items()}


def _by_sentence(one: Finder, other: Finder) -> Finder:
    def find(text: str) -> Iterator[Span]:
        for begin, end in _parts(text, (0, len(text)), _SENTENCE):
            sentence = text[begin:end]
            for span in list(one(sentence)) or list(other(sentence))[:1]:
                yield begin + span[0], begin + span[1]

    return find


def shaped(shapes: Mapping[str, tuple[Shape, ...]]) -> Mapping[str, Finder]:
    """By language what finds a sentence of such a shape, from its first word to its last."""
    return {language: _shaped(these) for language, these in shapes.items()}


def _shaped(shapes: tuple[Shape, ...]) -> Finder:
    def find(sentence: str) -> Iterator[Span]:
        whole = (0, len(sentence))
        clauses = list(_parts(sentence, whole, _CLAUSE))
        for shape in shapes:
            for part in clauses if shape.in_clause else (whole,):
                if (found := _within(shape, sentence, part)) is not None:
                    yield found

    return find


def _within(shape: Shape, text: str, span: Span) -> Span | None:
    """From the first word of it to the last; None where it is not all there."""
    spans: list[Span] = []
    for words in shape.all:
        found = _compiled(words).search(text, *span)
        if found is None:
            return None
        spans.append(found.span())
    if shape.never and _compiled(shape.never).search(text, *span):
        return None
    return min(begin for begin, _ in spans), max(end for _, end in spans)


def _parts(text: str, span: Span, border: re.Pattern[str]) -> Iterator[Span]:
    begin, end = span
    for found in border.finditer(text, begin, end):
        yield begin, found.start()
        begin = found.end()
    yield begin, end


@cache  # as many as there are in `sayings` and `shape_words`
def _compiled(expression: str) -> re.Pattern[str]:
    """An expression in which a blank is any space; compiled when its language is first read."""
    return re.compile(expression.replace(" ", r"(?:\s+)"), re.DOTALL)


@lru_cache(maxsize=512)
def own_words(source: str) -> str:
    """The words of a template: what is none of them is a GAP, so that each keeps its place."""
    source = _PLACEHOLDER.sub(_gap, source)
    return _WRITTEN.sub(lambda found: _gap(found) if _is_link(found[0]) else found[0], source)


def _gap(found: re.Match[str]) -> str:
    return re.sub(r"[^\n]", GAP, found[0])


def _is_link(written: str) -> bool:
    return any(sign in written[1:-1] for sign in ("://", "@"))


def places(letter: Letter, language: str, by: Mapping[str, Finder]) -> Iterator[tuple[Place, str]]:
    """Where it is found, and its words."""
    find = by.get(language) or by.get(ANY)
    if find is None:
        return
    subject, body = own_words(letter.subject), own_words(letter.body)
    for begin, end in find(subject):
        yield Place(letter.at.file, 1, _SUBJECT + begin + 1), subject[begin:end]
    lines = [0, *(found.end() for found in re.finditer("\n", body))]
    for begin, end in find(body):
        line = bisect_right(lines, begin) - 1
        at = Place(letter.at.file, letter.body_line + line, begin - lines[line] + 1)
        yield at, body[begin:end]
