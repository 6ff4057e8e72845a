"""Writes the parts of these pages that follow from the code: `make docs`.

A generated part stands between `<!-- generated: NAME -->` and `<!-- end -->`; the text around it
is written by hand. tests/acceptance/test_docs.py fails when a part no longer says what the code does.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar

import click
from click.testing import CliRunner

from cli import goodterms
from docs.walkthrough import renew
from rules.book.fact_tests import EXAMPLES
from rules.book.policy_section import STEP_KEYS
from rules.book.shapes import SHAPES
from rules.book.step_words import ANCHORS, CHANNELS, ROLES, UNITS
from rules.book.timings import ANCHORS as ANCHOR_WORDS
from rules.book.timings import EARLY
from rules.book.timings import UNITS as UNIT_WORDS
from rules.decisions import Action
from rules.fact_table import FACTS
from rules.golden import customers, expecting, invoices, past, read, values
from rules.letters.placeholders import PLACEHOLDERS
from rules.letters.tone import KNOWN, TONES
from rules.lint.table import RULES
from sync.store.delivery_rows import Delivery
from sync.store.outbox_rows import State

T = TypeVar("T")
DOCS = Path(__file__).parent
MARKED = re.compile(r"(<!-- generated: (\w+) -->\n).*?(<!-- end -->)", re.DOTALL)


def facts() -> Iterator[str]:
    """Every fact that a condition can ask about."""
    yield from _head("fact", "of", "is", "says", "in Xero", "in QuickBooks")
    for name, spec in FACTS.items():
        never = ", or `never`" if spec.can_be_never else ""
        type_, source = f"{spec.type.value}{never}", spec.source
        yield _row(f"`{name}`", spec.scope.value, type_, spec.doc, source.xero, source.quickbooks)


def tests() -> Iterator[str]:
    """How a test of each type of fact is written."""
    yield from _head("a fact that is", "is tested like")
    for type_, example in EXAMPLES.items():
        shown = " or ".join(f"`{part.strip(QUOTE)}`" for part in example.split(" or "))
        yield _row(type_.value, shown)


QUOTE = '"'


def step_keys() -> Iterator[str]:
    """Every key of a step."""
    yield from _head("key", "says", "must be there")
    for key in STEP_KEYS:
        shape = SHAPES["a step"][key]
        yield _row(f"`{key}`", shape.says, "yes" if shape.needed else "")


def channels() -> Iterator[str]:
    """Every channel of a step."""
    return _words("channel", {channel.value: says for channel, says in CHANNELS.items()})


def step_units() -> Iterator[str]:
    """What the distance of a step is counted in, with every way to write it."""
    yield from _head("unit", "is", "also written")
    for unit, says in UNITS.items():
        yield _row(f"`{unit.value}`", says, _others(unit.value, UNIT_WORDS, unit))


def anchors() -> Iterator[str]:
    """What the distance of a step is counted from, and on which sides of it a step can be."""
    yield from _head("day", "is", "before it", "also written")
    for anchor, says in ANCHORS.items():
        early = "yes" if anchor in EARLY else "no"
        yield _row(f"`{anchor.value}`", says, early, _others(anchor.value, ANCHOR_WORDS, anchor))


def roles() -> Iterator[str]:
    """The roles that are always there."""
    return _words("role", {role.replace("-", " "): says for role, says in ROLES.items()})


def _words(what: str, told: Mapping[str, str]) -> Iterator[str]:
    yield from _head(what, "is")
    for word, says in told.items():
        yield _row(f"`{word}`", says)


def _others(shown: str, words: Mapping[str, T], meant: T) -> str:
    return ", ".join(
        f"`{word}`" for word, means in words.items() if means == meant and word != shown
    )


def placeholders() -> Iterator[str]:
    """Every placeholder of a letter."""
    yield from _head("placeholder", "is", "says")
    for name, placeholder in PLACEHOLDERS.items():
        yield _row(f"`{name}`", placeholder.shape.value, placeholder.says)


def actions() -> Iterator[str]:
    """The words of `decision`."""
    yield ", ".join(f"`{action.value}`" for action in Action) + "."


def states() -> Iterator[str]:
    """The states of the outbox."""
    yield ", ".join(f"`{state.value}`" for state in State) + "."


def deliveries() -> Iterator[str]:
    """How far a mail can have come."""
    yield ", ".join(f"`{delivery.value}`" for delivery in Delivery) + "."


def lint() -> Iterator[str]:
    """Every rule of the linter."""
    yield from _head("code", "name", "finds", "why it matters")
    for rule in RULES:
        yield _row(f"`{rule.code}`", f"`{rule.name}`", rule.finds, rule.why)


def tones() -> Iterator[str]:
    """The tones that a letter can have, and the letters that we ship with each."""
    yield from _head("tone", "of the letters that we ship")
    for word, tone in TONES.items():
        yield _row(
            f"`{word}`", ", ".join(f"`{name}`" for name, its in KNOWN.items() if its is tone)
        )


def golden() -> Iterator[str]:
    """The keys of each part of a golden test."""
    yield from _head("of", "keys")
    for what, keys in GOLDEN_KEYS.items():
        yield _row(what, ", ".join(f"`{key}`" for key in keys))


GOLDEN_KEYS: Mapping[str, tuple[str, ...]] = {
    "the file": read.KEYS,
    "`company`, of the file or of a test": read.COMPANY_KEYS,
    "a test": read.CASE_KEYS,
    "`customer`, or its name alone": customers.KEYS,
    "a person, or `Jo Park <jo@acme.example>`": values.PERSON_KEYS,
    "an invoice": invoices.KEYS,
    "a settled invoice": invoices.SETTLED_KEYS,
    "a payment": past.PAYMENT_KEYS,
    "a credit": past.CREDIT_KEYS,
    "a step that was taken": past.TAKEN_KEYS,
    "what was told once": past.TOLD_KEYS,
    "a mark": past.MARK_KEYS,
    "a record that is unreadable": past.UNREADABLE_KEYS,
    "`ledger`": past.LEDGER_KEYS,
    "an expected decision": expecting.KEYS,
}


def commands() -> Iterator[str]:
    """Every command of a day's work with its help."""
    return _commands(lambda path: not path.startswith((*WORKBENCH, *MAILBOX, STATEMENTS)))


def workbench() -> Iterator[str]:
    """Every command of the consultant's workbench."""
    return _commands(lambda path: path.startswith(WORKBENCH))


def mailbox() -> Iterator[str]:
    """Every command about the mailbox."""
    return _commands(lambda path: path.startswith(MAILBOX))


def statements() -> Iterator[str]:
    """The command that makes a statement of account by hand."""
    return _commands(lambda path: path.startswith(STATEMENTS))


STATEMENTS = "goodterms statement"
MAILBOX = ("goodterms inbox", "goodterms tasks", "goodterms people")
WORKBENCH = ("goodterms rules ", "goodterms letters ")


def _commands(shown: Callable[[str], bool]) -> Iterator[str]:
    for path, command in leaves(goodterms):
        if not shown(path):
            continue
        says, example = help_of(command)
        yield from (f"## {' '.join([path, *_arguments(command)])}", "", says, "")
        yield from _options(command)
        yield from (f"- Example: `{example}`", "")


def demo() -> Iterator[str]:
    """What the demo prints of its first company, cut short."""
    with TemporaryDirectory() as folder:
        typed = ["demo", "--folder", folder]
        printed = CliRunner().invoke(goodterms, typed, catch_exceptions=False).stdout
    title, before, contacts, _, held, *_ = printed.split("\n\n")
    letter = printed[printed.rindex("╭") :].splitlines()
    yield "```text"
    yield title.splitlines()[-1]
    yield ""
    yield from (line.rstrip() for line in before.splitlines())
    yield ""
    yield from _first_rows(contacts, 6)
    yield "..."
    yield ""
    yield from _first_rows(held, 5)
    yield "..."
    yield ""
    yield from letter[:18]
    yield "...\n```"


def _first_rows(table: str, count: int) -> Iterator[str]:
    """The head of a table and its first rows; a row that goes on begins with a space."""
    rows = 0
    for line in table.splitlines():
        rows += not line.startswith(" ")
        if rows > count + 1:
            return
        yield line.rstrip()


def leaves(group: click.Group, path: str = "goodterms") -> Iterator[tuple[str, click.Command]]:
    """The commands that do something, each with all its words."""
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            if command.invoke_without_command:
                yield f"{path} {name}", command
            yield from leaves(command, f"{path} {name}")
        else:
            yield f"{path} {name}", command


def help_of(command: click.Command) -> tuple[str, str]:
    """What a command's help says, and its example; each on one line."""
    says, _, example = (command.help or "").partition("Example:")
    return " ".join(says.split()), " ".join(example.split())


def _arguments(command: click.Command) -> Iterator[str]:
    for param in command.params:
        if isinstance(param, click.Argument):
            yield param.make_metavar(click.Context(command)).strip("{}")


def _options(command: click.Command) -> Iterator[str]:
    for option in command.params:
        if isinstance(option, click.Option):
            names = ", ".join(f"`{name}`" for name in (*option.opts, *option.secondary_opts))
            yield f"- {names}: {_says(option)}"


def _says(option: click.Option) -> str:
    choices = option.type.choices if isinstance(option.type, click.Choice) else ()
    parts = [option.help or "", f"One of {', '.join(map(str, choices))}." if choices else ""]
    default = option.default if option.show_default else None
    if isinstance(default, (str, int)) and not isinstance(default, bool):
        parts.append(f"Default: `{default}`.")
    return " ".join(part for part in parts if part)


def _head(*names: str) -> Iterator[str]:
    yield _row(*names)
    yield _row(*("---" for _ in names))


def _row(*cells: str) -> str:
    return f"| {' | '.join(cell.replace('|', '&#124;') for cell in cells)} |"


PARTS: Mapping[str, Callable[[], Iterator[str]]] = {
    "facts": facts,
    "tests": tests,
    "step_keys": step_keys,
    "channels": channels,
    "step_units": step_units,
    "anchors": anchors,
    "roles": roles,
    "placeholders": placeholders,
    "actions": actions,
    "states": states,
    "deliveries": deliveries,
    "lint": lint,
    "tones": tones,
    "golden": golden,
    "commands": commands,
    "workbench": workbench,
    "mailbox": mailbox,
    "statements": statements,
    "demo": demo,
}


def renewed(text: str) -> str:
    """A page with its generated parts written anew."""

    def part(found: re.Match[str]) -> str:
        body = "\n".join(PARTS[found[2]]()).strip()
        return f"{found[1]}{body}\n{found[3]}"

    return MARKED.sub(part, text)


def main() -> None:
    """Renew every page that has changed."""
    for page in [DOCS.parent / "README.md", *sorted(DOCS.rglob("*.md"))]:
        text = page.read_text(encoding="utf-8")
        if (new := renewed(text)) != text:
            page.write_text(new, encoding="utf-8")
    renew()


if __name__ == "__main__":
    main()
