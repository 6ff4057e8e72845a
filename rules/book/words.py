"""Reads what a letter says in its reader's language: one text, or one for each language."""

from collections.abc import Mapping as Table
from typing import Final

from rules.book.fields import Fields, Problems, text
from rules.book.yaml_nodes import Mapping, Text, Written
from rules.letters.phrases import PHRASES
from rules.problems import quoted
from rules.rulebook import ANY_LANGUAGE, ByLanguage, Rulebook

LANGUAGE_KEYS: Final = tuple(PHRASES)


def by_language(node: Written, problems: Problems) -> ByLanguage | None:
    """`As agreed`, or `{en: As agreed, de: Wie vereinbart}`."""
    if isinstance(node, Text):
        said = text(node, problems)
        return None if said is None else {ANY_LANGUAGE: said}
    return translated(node, problems)


def translated(node: Written, problems: Problems) -> ByLanguage | None:
    """`{de: Wie vereinbart, fr: Comme convenu}`."""
    fields = Fields.of(node, "a text by language", LANGUAGE_KEYS, problems=problems)
    if fields is None:
        return None
    found = {code: said for code in LANGUAGE_KEYS if (said := fields.maybe(code, text)) is not None}
    if not fields.node.entries:
        problems.add(fields.place, "No language is named here.", 'Write "{de: ..., fr: ...}".')
    return found or None


def titles(node: Written, problems: Problems) -> Table[str, ByLanguage] | None:
    """What the title of whoever signs is called in other languages."""
    if isinstance(node, Text) and node.is_empty:
        return {}
    if not isinstance(node, Mapping):
        says = "Titles are a mapping of each title to its translations."
        problems.add(node.place, says, 'Write "Director: {de: Direktorin}".')
        return None
    found = ((entry.key.text, translated(entry.value, problems)) for entry in node.entries)
    return {title: words for title, words in found if words}


def check_words(rulebook: Rulebook, problems: Problems) -> None:
    """Whoever reads a language without a text gets that of the company's, so that has to be there."""
    fee, usual = rulebook.late_fee, rulebook.company.language
    if fee is not None and not {ANY_LANGUAGE, usual} & set(fee.text):
        says = f"The late fee has no text in the company's language, {quoted(usual)}."
        problems.add(fee.at, says, f'Write "text: {{{usual}: ...}}" beside the others.')
    company = rulebook.company
    for way in company.pay_by:
        if company.at and way.translated and usual not in dict(way.translated):
            says = f"The details of {quoted(way.way)} are not told in the company's language, {quoted(usual)}."
            problems.add(company.at, says, f'Write "details: {{{usual}: ...}}" as well.')
