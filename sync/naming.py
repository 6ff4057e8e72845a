"""Names of the ledger as somebody typed them, and what they may have meant by a wrong one."""

import difflib
from collections.abc import Iterable, Sequence
from typing import Final

from sync.cases import Books

MOST: Final = 5
"""So many names are told at once."""
_LEAST: Final = 3
"""Fewer letters stand in too many names."""


def meant(books: Books, wanted: str) -> str:
    """A sentence with the customers and invoice numbers nearest to a name; empty without any."""
    customers = sorted({contact.name for contact in books.contacts.values()})
    numbers = sorted({invoice.number for invoice in books.invoices if invoice.number})
    return meant_of(wanted, [*customers, *numbers])


def meant_of(wanted: str, names: Sequence[str]) -> str:
    """The same, of these names."""
    near = nearest(wanted, names)
    shown = [f'"{name}"' for name in near[:MOST]]
    if not shown:
        return ""
    if len(shown) == 1:
        return f"Did you mean {shown[0]}?"
    if len(near) > MOST:
        return f"It could be {', '.join(shown)}, or one of {len(near) - MOST} others."
    return f"It could be {', '.join(shown[:-1])} or {shown[-1]}."


def nearest(wanted: str, names: Iterable[str]) -> list[str]:
    """Names that begin with it or hold it; else those that are spelt alike, or with a word that is."""
    sought = wanted.casefold().strip()
    folded = {name.casefold(): name for name in names}
    holding = [name for name in folded if len(sought) >= _LEAST and sought in name]
    if holding:
        return [
            folded[name] for name in sorted(holding, key=lambda n: (not n.startswith(sought), n))
        ]
    near = difflib.get_close_matches(sought, folded, n=MOST)
    if not near:
        words = {word: name for name in folded for word in reversed(name.split())}
        near = [
            words[word] for word in difflib.get_close_matches(sought, words, n=MOST, cutoff=0.75)
        ]
    return [folded[name] for name in dict.fromkeys(near)]
