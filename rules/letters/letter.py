"""Letters: a subject line and Markdown with placeholders, checked once, rendered per mail."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from jinja2 import StrictUndefined, Template, nodes
from jinja2.sandbox import SandboxedEnvironment

from rules.letters.blocks import blocks_of
from rules.letters.check import problems_of
from rules.letters.facts import LetterFacts, Offer, Part, Row, instalment_offers
from rules.letters.language import Language, plain
from rules.letters.markdown import escape, to_html, to_text
from rules.letters.page import page
from rules.letters.placeholders import OF_INVOICES, PLACEHOLDERS, Ready, context
from rules.letters.tone import TONES, Tone
from rules.problems import Place, Problem, lines_of, quoted

__all__ = [
    "PLACEHOLDERS",
    "Letter",
    "LetterFacts",
    "Offer",
    "Part",
    "Rendered",
    "Row",
    "asked",
    "instalment_offers",
    "read_letter",
    "render",
]

SUBJECT = "Subject:"
TONE = "Tone:"
LONGEST_LETTER = 100_000
"""Characters."""
_FOREIGN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ue000-\uf8ff\ufffd-\uffff\U000f0000-\U0010ffff]"
)
"""Controls, halves of characters, those of private use (marks of ours are made of these), and none."""


@dataclass(frozen=True, slots=True)
class Letter:
    """A template: a subject line and a body in Markdown, both with placeholders."""

    name: str
    subject: str
    body: str
    at: Place
    tone: Tone | None = None
    """As its line `Tone: concerned` says; most letters have none."""
    body_line: int = 3
    """The line of the file on which the body begins."""


@dataclass(frozen=True, slots=True)
class Rendered:
    """A letter as one customer gets it."""

    subject: str
    """One line."""
    text: str
    html: str
    """A whole document."""
    language: str
    """The language tag of both, such as en-NZ."""


@lru_cache(maxsize=512)  # every company of a roll-out has the shipped ones
def read_letter(name: str, text: str, file: str) -> tuple[Letter | None, tuple[Problem, ...]]:
    """Read a letter's file. Never raises: the letter, or None and every problem at once."""
    lines = lines_of(text)
    too_long = list(_too_long(lines, file))
    if too_long:
        return None, tuple(too_long)
    first = _head_lines(lines)
    with_text = (number for number, line in enumerate(lines[first:], first + 1) if line.strip())
    body_at = next(with_text, len(lines) + 1)
    wrong = [*_foreign(lines, file), *_shape_problems(lines, file)]
    wrong += problems_of(WORDS, file, lines, body_at)
    if wrong:
        return None, tuple(sorted(wrong))
    subject = lines[0].partition(":")[2].strip()
    body = "\n".join(lines[body_at - 1 :]).rstrip() + "\n"
    tone = TONES.get(_tone_words(lines)) if first > 1 else None
    return Letter(name, subject, body, Place(file, 1, 1), tone, body_at), ()


def render(letter: Letter, facts: LetterFacts) -> Rendered:
    """Write a letter that was read without problems.

    Raises ValueError where it speaks of invoices and is given none.
    """
    if not facts.rows and facts.account is None and asked(letter) & OF_INVOICES:
        raise ValueError(f'the letter "{letter.name}" speaks of at least one invoice')
    language = Language.of(facts.locale)
    words = context(facts, language)
    blocks = blocks_of(facts, language)
    subject = plain(template(WORDS, language.spelt(letter.subject)).render(words))
    body = template(MARKDOWN, language.spelt(letter.body)).render(words)
    return Rendered(
        subject=subject,
        text=to_text(body, blocks),
        html=page(
            to_html(body, blocks, colour=facts.look.colour),
            subject=subject,
            facts=facts,
            language=language,
        ),
        language=language.tag,
    )


def places_of(letter: Letter, words: frozenset[str]) -> Iterator[tuple[str, Place]]:
    """Where the letter asks for one of these placeholders; `row.due` asks for none."""
    for source, line in ((letter.subject, 1), (letter.body, letter.body_line)):
        for name in WORDS.parse(source).find_all(nodes.Name):
            if name.name in words:
                shown = source.splitlines()[name.lineno - 1]
                column = shown.find(name.name) + (len(SUBJECT) + 2 if line == 1 else 1)
                yield name.name, Place(letter.at.file, line + name.lineno - 1, column)


def asked(letter: Letter) -> frozenset[str]:
    """Every placeholder that the letter uses, also `row.due` as `due`."""
    return _placeholders(letter.subject) | _placeholders(letter.body)


@lru_cache(maxsize=512)
def _placeholders(source: str) -> frozenset[str]:
    tree = WORDS.parse(source)
    names = {name.name for name in tree.find_all(nodes.Name)}
    return frozenset(names | {dot.attr for dot in tree.find_all(nodes.Getattr)})


def _too_long(lines: list[str], file: str) -> Iterator[Problem]:
    if (length := sum(map(len, lines))) > LONGEST_LETTER:
        says = f"The letter has {length:,} characters; at most {LONGEST_LETTER:,} are read."
        yield Problem(Place(file, 1, 1), says, "Shorten it.")


def _foreign(lines: list[str], file: str) -> Iterator[Problem]:
    """The first character of each line that no mail may hold."""
    for number, line in enumerate(lines, 1):
        found = _FOREIGN.search(line)
        if found is None:
            continue
        place, char = Place(file, number, found.start() + 1), found[0]
        if char == "\ufffd":  # what decoding puts for bytes that are not UTF-8
            yield Problem(place, "This is not UTF-8 text.", "Save the file as UTF-8.")
        else:
            says = f"The character U+{ord(char):04X} cannot stand in a letter."
            yield Problem(place, says, "Delete it, and save the file as UTF-8.")


def _shape_problems(lines: list[str], file: str) -> list[Problem]:
    first = lines[0]
    hint = 'Write "Subject: ..." on line 1, an empty line, and then the letter.'
    if not first.startswith(SUBJECT):
        says = f"The first line is {quoted(first)} and has no subject."
        return [Problem(Place(file, 1, 1), says, hint)]
    problems = []
    if not first.removeprefix(SUBJECT).strip():
        says = f"The subject of {quoted(first)} is empty."
        problems.append(Problem(Place(file, 1, len(SUBJECT) + 1), says, hint))
    head = _head_lines(lines)
    if head > 1 and _tone_words(lines) not in TONES:
        says = f"{quoted(lines[1])} names no tone of a letter."
        known = f"There are: {', '.join(TONES)}."
        problems.append(Problem(Place(file, 2, len(TONE) + 1), says, known))
    if len(lines) > head and lines[head].strip():
        says = f"{quoted(lines[head])} follows the subject without an empty line."
        problems.append(Problem(Place(file, head + 1, 1), says, hint))
    if not any(line.strip() for line in lines[head:]):
        problems.append(Problem(Place(file, len(lines), 1), "The letter has no text.", hint))
    return problems


def _head_lines(lines: list[str]) -> int:
    """How many lines the head has: the subject, and a tone where one is given; 0 without a subject."""
    if not lines[0].startswith(SUBJECT):
        return 0
    return 2 if len(lines) > 1 and lines[1].startswith(TONE) else 1


def _tone_words(lines: list[str]) -> str:
    return lines[1].removeprefix(TONE).strip().casefold()


def _environment(finalize: Callable[[object], object]) -> SandboxedEnvironment:
    environment = SandboxedEnvironment(
        undefined=StrictUndefined,
        finalize=finalize,
        trim_blocks=True,
        lstrip_blocks=True,
        # Markdown is escaped by `finalize`, HTML by markdown-it
        autoescape=False,
    )
    environment.globals.clear()
    environment.filters.clear()
    environment.tests.clear()
    return environment


def _for_markdown(value: object) -> object:
    return value if isinstance(value, Ready) else escape(plain(str(value)))


def _for_subject(value: object) -> object:
    return plain(str(value))


WORDS = _environment(_for_subject)
MARKDOWN = _environment(_for_markdown)


@lru_cache(maxsize=512)
def template(environment: SandboxedEnvironment, source: str) -> Template:
    """A compiled template; remembered."""
    return environment.from_string(_LINE.sub(_keep_its_end, source))


_LINE = re.compile(r"^.*%\}[ \t]*$", re.MULTILINE)
_TAG = re.compile(r"\{%.*?%\}")


def _keep_its_end(line: re.Match[str]) -> str:
    """A line of tags alone goes with its end; one that has words keeps it, as every other line."""
    return f"{line[0]}\n" if _TAG.sub("", line[0]).strip() else line[0]
