"""A last look at a mail before it goes: no account of another currency is in it (promise 6).

Written without the code that writes letters: it looks for what must not be there.
"""

import re
from collections.abc import Iterator, Sequence
from html import unescape

from connectors.mail.message import Mail
from rules.facts import Invoice
from rules.letters.ways import BLANK, Way

SHORTEST = 6
"""Characters of an account that can be told from ordinary words."""


def wrong_account(mail: Mail, invoices: Sequence[Invoice], ways: Sequence[Way]) -> str | None:
    """The sentence of what is wrong; None when every account is for a currency of the invoices."""
    currencies = {invoice.balance.currency for invoice in invoices}
    right = [way for way in ways if any(map(way.serves, currencies))]
    fine = _run_together(" ".join(said for way in right for said in way.all_details))
    said = _run_together(f"{mail.text} {unescape(mail.html or '')}")
    for way in ways:
        if way in right:
            continue
        for piece in _pieces(way):
            if piece in said and piece not in fine:
                listed = ", ".join(sorted(currencies))
                return (
                    f"the mail names the {way.way} for {', '.join(way.currencies)}, and its "
                    f"invoices are in {listed} (promise 6); correct the letter or `pay_by`"
                )
    return None


def _pieces(way: Way) -> Iterator[str]:
    """What stands between the blanks, if it has the digits of an account or a number."""
    for piece in (piece for said in way.all_details for piece in BLANK.split(said)[::2]):
        for part in piece.split(","):
            found = _run_together(part)
            if len(found) >= SHORTEST and re.search("[0-9]{3}", found):
                yield found


def _run_together(words: str) -> str:
    return re.sub(r"\s+", "", words)
