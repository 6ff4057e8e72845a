"""What a letter asks for and its occasion has not: it would go out with a hole in it."""

from collections.abc import Iterator

from rules.book.fields import Problems
from rules.letters.letter import Letter, asked, places_of
from rules.letters.placeholders import OF_INVOICES, OF_STATEMENTS
from rules.problems import quoted
from rules.rulebook import Rulebook


def check_letters(rulebook: Rulebook, problems: Problems) -> None:
    """An announcement is about no invoice, and only a statement has an account to show."""
    for announced in rulebook.announcements:
        for letter in _letters(rulebook, {announced.letter}):
            listed = sorted(asked(letter) & OF_INVOICES)
            if listed:
                says = (
                    f"The letter {quoted(letter.name)} speaks of invoices by {quoted(listed[0])},"
                    f" and {quoted(announced.name)} is about none."
                )
                problems.add(announced.at, says, "Name a letter without it, such as new-terms.")
    for letter in _letters(rulebook, _but_statements(rulebook)):
        for word, at in places_of(letter, OF_STATEMENTS):
            says = f"{quoted(word)} is a word of statements, and this letter is sent with none."
            hint = 'Try "total".' if word == "balance" else 'Try "table".'
            problems.add(at, says, hint)


def _but_statements(rulebook: Rulebook) -> set[str | None]:
    """The letters of every other occasion."""
    return {
        *(step.letter for policy in rulebook.policies for step in policy.steps),
        *(thanks.letter for thanks in rulebook.thanks),
        *(announced.letter for announced in rulebook.announcements),
        rulebook.send_invoices.letter if rulebook.send_invoices else None,
    }


def _letters(rulebook: Rulebook, called: set[str | None]) -> Iterator[Letter]:
    """The letters of these names, in every language."""
    for name, letter in rulebook.letters.items():
        if name.rpartition("/")[2] in called:
            yield letter
