"""Spoils a text as people, editors and hostile hands do: for tests that whatever is read never raises.

A mutation is a plain function of the text's lines and a `Random`: hypothesis can drive it, and a
number alone tells which text it was.
"""

import os
import re
from collections.abc import Callable, Sequence
from random import Random

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

EFFORT = int(os.environ.get("GOODTERMS_FUZZ", "1"))
"""How many times the usual number of texts are tried: `make fuzz` tries many more."""

Lines = list[str]

HOSTILE = (
    *("", " ", "\t", "\x00", "\x07", "\x0b", "\x0c", "\x1c", "\x7f", "\x85", "\u2028", "\ufeff"),
    *(
        "\ufffd",
        "\ud800",
        "\u202e",
        "\u200b",
        "\u0301",
        "İ",
        "ß",
        "٣",
        "½",
        "²",
        "𝟙",
        "👩‍👩‍👧",
        "ü" * 300,
    ),
    *(
        "-",
        "- ",
        ":",
        ": ",
        ",",
        "{",
        "}",
        "[",
        "]",
        '"',
        "'",
        "#",
        " #",
        "&a ",
        "*a",
        "!",
        "|",
        ">",
    ),
    *("%", "?", "? ", "~", "@", "`", "=", "<<: *a", "<<", "{{", "}}", "{%", "%}", "{#", "#}", "\\"),
    *(
        "!!python/object/apply:os.system [ls]",
        "!!binary x",
        "!<x> ",
        "---",
        "...",
        "--- ",
        "%YAML 9.9",
    ),
    *(
        "%TAG ! x",
        "0",
        "-1",
        "1.5",
        "1e999",
        "-0",
        "0x1f",
        "0o17",
        "1_000",
        "12:30",
        "99:99",
        "٤ days",
    ),
    *(
        "9" * 30,
        "9" * 5_000,
        "999999999 days",
        "0 days",
        "-5 days",
        "9999 weeks after due",
        "on due",
    ),
    *(
        "2026-02-30",
        "0000-00-00",
        "9999-12-31",
        "yes",
        "no",
        "NO",
        "on",
        "null",
        "none",
        "true",
        "NaN",
    ),
    *(
        "< 5",
        "<=",
        "> 20%",
        "<= 0 NZD",
        "< 99999999999999 NZD",
        "= x",
        "!= y",
        "*",
        "any",
        "all",
        "not",
    ),
    *(
        "a@b",
        "A <a@b.example>",
        "<>",
        "x" * 10_000,
        "../..",
        "/dev/null",
        "goodterms/gentle",
        "C:\\x",
    ),
    *(
        "goodterms/" + "x" * 400,
        "x" * 400 + ".yaml",
        ".",
        "rules.yaml",
        "[" * 60,
        "{a: " * 60,
        "- " * 60,
    ),
    *("remove: [late]", "extends: goodterms/firm", "thanks: none", "every 1 day, at most 99 times"),
)
"""Values and pieces that stand well in no file, or only where somebody meant them."""


def mutate(
    text: str, random: Random, *, others: Sequence[str] = (), words: Sequence[str] = ()
) -> str:
    """The text after one to five mutations; lines of `others` and `words` of ours may get into it."""
    pieces = [*HOSTILE, *words, *words]
    for _ in range(random.choice((1, 1, 2, 3, 5))):
        lines = text.split("\n")
        if others and random.random() < 0.1:
            _transplant(lines, random.choice(others).split("\n"), random)
        else:
            random.choice(MUTATIONS)(lines, random, pieces)
        text = "\n".join(lines)
    return text


def spoilt(texts: Sequence[str], words: Sequence[str] = ()) -> st.SearchStrategy[str]:
    """Any of the texts, mutated."""
    return st.builds(
        lambda text, random: mutate(text, random, others=texts, words=words),
        st.sampled_from(texts),
        st.randoms(use_true_random=False),
    )


def fuzz(examples: int) -> settings:
    """So many examples, times the effort."""
    return settings(
        max_examples=examples * EFFORT,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.large_base_example],
    )


def _any(lines: Lines, random: Random) -> int:
    """The place of a line, seldom an empty one."""
    return max(
        (random.randrange(len(lines)) for _ in range(2)), key=lambda at: bool(lines[at].strip())
    )


def _block(lines: Lines, at: int) -> int:
    """Where the lines end that stand deeper than this one."""
    end = at + 1
    while end < len(lines) and (not lines[end].strip() or _depth(lines[end]) > _depth(lines[at])):
        end += 1
    return end


def _depth(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _swap(lines: Lines, random: Random, pieces: Sequence[str]) -> None:
    one, other = _any(lines, random), _any(lines, random)
    lines[one], lines[other] = lines[other], lines[one]


def _indent(lines: Lines, random: Random, pieces: Sequence[str]) -> None:
    at = _any(lines, random)
    lines[at] = random.choice((" ", "  ", "    ", "\t", "- ")) + lines[at]


def _dedent(lines: Lines, random: Random, pieces: Sequence[str]) -> None:
    at = _any(lines, random)
    lines[at] = lines[at].removeprefix(" " * random.choice((1, 2, 4, 8)))


def _delete(lines: Lines, random: Random, pieces: Sequence[str]) -> None:
    at = _any(lines, random)
    del lines[at : random.choice((at + 1, _block(lines, at)))]
    lines[:] = lines or [""]


def _double(lines: Lines, random: Random, pieces: Sequence[str]) -> None:
    at = _any(lines, random)
    block = lines[at : random.choice((at + 1, _block(lines, at)))]
    to = random.choice((at, at, _any(lines, random)))
    lines[to:to] = block


def _misspell(lines: Lines, random: Random, pieces: Sequence[str]) -> None:
    at = _any(lines, random)
    found = list(re.finditer(r"\w{2,}", lines[at]))
    if not found:
        return
    match = random.choice(found)
    word, cut = match[0], random.randrange(len(match[0]))
    spelt = random.choice(
        (
            word[:cut] + word[cut + 1 :],
            word[:cut] + word[cut] + word[cut:],
            word[:cut] + word[cut:][:2][::-1] + word[cut + 2 :],
            word.upper(),
            word + "s",
            word.replace("_", "-"),
        )
    )
    lines[at] = lines[at][: match.start()] + spelt + lines[at][match.end() :]


def _other_value(lines: Lines, random: Random, pieces: Sequence[str]) -> None:
    at = _any(lines, random)
    found = list(re.finditer(r"(?<=: )[^,}\]#]+|(?<=- )[^,:}\]#]+|[\w-]+", lines[at]))
    if found:
        match = random.choice(found)
        lines[at] = lines[at][: match.start()] + random.choice(pieces) + lines[at][match.end() :]


def _insert(lines: Lines, random: Random, pieces: Sequence[str]) -> None:
    at = _any(lines, random)
    cut = random.choice((0, len(lines[at]), random.randint(0, len(lines[at]))))
    end = random.choice((cut, min(len(lines[at]), cut + random.randint(0, 12))))
    lines[at] = lines[at][:cut] + random.choice(pieces) + lines[at][end:]


def _insert_line(lines: Lines, random: Random, pieces: Sequence[str]) -> None:
    at = _any(lines, random)
    lines.insert(at, " " * _depth(lines[at]) + random.choice(pieces))


def _join(lines: Lines, random: Random, pieces: Sequence[str]) -> None:
    at = _any(lines, random)
    lines[at : at + 2] = [random.choice(("", " ", "\r")).join(lines[at : at + 2])]


def _split(lines: Lines, random: Random, pieces: Sequence[str]) -> None:
    at = _any(lines, random)
    cut = random.randint(0, len(lines[at]))
    lines[at : at + 1] = [lines[at][:cut], lines[at][cut:]]


def _cut(lines: Lines, random: Random, pieces: Sequence[str]) -> None:
    at = _any(lines, random)
    lines[at] = lines[at][: random.randint(0, len(lines[at]))]
    if random.random() < 0.5:
        del lines[at + 1 :]
    else:
        del lines[:at]


def _break(lines: Lines, random: Random, pieces: Sequence[str]) -> None:
    """Bytes that are not UTF-8, read as Goodterms reads them; other ends of lines."""
    text = "\n".join(lines)
    cut = random.randrange(len(text) + 1)
    spoilt = (
        text.encode("utf-16", "replace").decode("utf-8", "replace"),
        text.encode("latin-1", "replace").decode("utf-8", "replace"),
        text.encode("utf-8", "replace")[:cut].decode("utf-8", "replace"),
        text.replace("\n", "\r\n"),
        text.replace("\n", "\r"),
        text + "\n---\n" + text,
    )
    lines[:] = random.choice(spoilt).split("\n")


def _transplant(lines: Lines, donor: Lines, random: Random) -> None:
    at = _any(donor, random)
    to = _any(lines, random)
    lines[to:to] = donor[at : random.choice((at + 1, _block(donor, at)))]


Mutation = Callable[[Lines, Random, Sequence[str]], None]
MUTATIONS: tuple[Mutation, ...] = (
    *(_swap, _indent, _dedent, _delete, _double, _misspell, _misspell, _other_value, _other_value),
    *(_other_value, _insert, _insert, _insert_line, _join, _split, _cut, _break),
)
