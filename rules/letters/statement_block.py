"""A statement of account in a letter: the account of each currency, and how old what is open is."""

import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from html import escape as html

from babel.numbers import format_currency

from rules.letters.language import Language, plain
from rules.letters.markdown import WIDTH, Block
from rules.letters.statement_phrases import STATEMENT_PHRASES, StatementPhrases
from rules.statement import Account, Entry, Statement

CELL = "padding:8px 0;border-bottom:1px solid #d5dae0;vertical-align:top"
HEAD = "padding:0 0 6px 0;border-bottom:2px solid #1d2a36;font-size:13px;font-weight:600"
TITLE = "margin:0 0 8px 0;font-weight:600"
TABLE = (
    '<table width="100%" cellpadding="0" cellspacing="0" border="0" '
    'style="border-collapse:collapse;margin:0 0 20px 0">'
)
WHAT_WIDTH = 30
"""Columns of the text part for what an entry is; fewer beside long amounts."""


@dataclass(frozen=True, slots=True)
class Shown:
    """One line of an account as it is read."""

    day: str
    what: str
    amount: str
    balance: str
    is_sum: bool = False


def words_of(language: Language) -> StatementPhrases:
    """The words of a language; English where it has none of its own."""
    return STATEMENT_PHRASES.get(language.locale.language, STATEMENT_PHRASES["en"])


def figure(amount: Decimal, currency: str, language: Language) -> str:
    """An amount without its currency, which stands above: `-1,250.00`."""
    written = format_currency(amount, currency, format="#,##0.00;-#,##0.00", locale=language.locale)
    return plain(written)


def account_lines(account: Account, drawn: Statement, language: Language) -> Iterator[Shown]:
    """An account line by line, each with the balance after it."""
    says, currency = words_of(language), account.currency
    running = account.opening
    yield _sum(drawn.start, says.opening, running, account, language)
    for entry in account.entries:
        running += entry.amount
        yield _line(entry, running, currency, language)
    yield _sum(drawn.end, says.closing, account.closing, account, language)
    if account.since:
        for entry in account.since:
            running += entry.amount
            yield _line(entry, running, currency, language)
        yield _sum(drawn.today, says.now, account.balance, account, language)
    if account.credit:
        left = says.credit_left.format(amount=figure(account.credit, currency, language))
        yield Shown("", left, "", "")


def age_lines(account: Account, language: Language) -> list[tuple[str, str]]:
    """What is open by age; each class with its amount."""
    names = words_of(language).ages
    return [
        (name, figure(amount, account.currency, language))
        for name, amount in zip(names, account.ages, strict=True)
    ]


def period_words(drawn: Statement, language: Language) -> str:
    """`1 October 2026 to 31 October 2026`."""
    start, end = language.short_day(drawn.start), language.short_day(drawn.end)
    return words_of(language).period.format(start=start, end=end)


def statement_block(drawn: Statement | None, language: Language) -> Block:
    """The whole statement; empty in a letter that has none."""
    accounts = drawn.accounts if drawn else ()
    return Block(
        text="\n\n".join(_text(account, drawn, language) for account in accounts if drawn),
        html="\n".join(_html(account, drawn, language) for account in accounts if drawn),
    )


def _sum(day: date, what: str, amount: Decimal, account: Account, language: Language) -> Shown:
    balance = figure(amount, account.currency, language)
    return Shown(language.short_day(day), what, "", balance, is_sum=True)


def _line(entry: Entry, running: Decimal, currency: str, language: Language) -> Shown:
    says, number = words_of(language), plain(entry.number or "")
    what = says.numbered[entry.kind].format(number=number) if number else says.kinds[entry.kind]
    if entry.due is not None:
        what += ", " + says.due.format(day=language.short_day(entry.due))
    return Shown(
        language.short_day(entry.on),
        what,
        figure(entry.amount, currency, language),
        figure(running, currency, language),
    )


def _text(account: Account, drawn: Statement, language: Language) -> str:
    """Two lines an entry, so that nothing is cut off in 72 columns."""
    says = words_of(language)
    lines = list(account_lines(account, drawn, language))
    day = max(len(line.day) for line in lines)
    amount = max(len(says.heads[2]), *(len(line.amount) for line in lines))
    balance = max(len(says.heads[3]), *(len(line.balance) for line in lines))
    what = max(12, min(WHAT_WIDTH, WIDTH - day - amount - balance - 6))
    rule = "-" * (day + 2 + what + 2 + amount + 2 + balance)
    out = [says.account.format(currency=account.currency), rule]
    for line in (Shown(*says.heads), *lines):
        first, *rest = textwrap.wrap(line.what, what, break_on_hyphens=False) or [""]
        out.append(
            f"{line.day:<{day}}  {first:<{what}}  {line.amount:>{amount}}  "
            f"{line.balance:>{balance}}".rstrip()
        )
        out += [f"{'':<{day}}  {more}" for more in rest]
        if line.is_sum or line.day == says.heads[0]:
            out.append(rule)
    ages = age_lines(account, language)
    name = max(len(each) for each, _ in ages)
    width = max(len(each) for _, each in ages)
    out += ["", f"{says.ages_title}, {account.currency}"]
    out += [f"  {each:<{name}}  {amount_:>{width}}" for each, amount_ in ages]
    return "\n".join(out)


def _html(account: Account, drawn: Statement, language: Language) -> str:
    says = words_of(language)
    rows = "\n".join(_html_row(line) for line in account_lines(account, drawn, language))
    ages = "\n".join(
        f'<tr><td class="line" style="{CELL}">{html(name)}</td>'
        f'<td class="line" align="right" style="{CELL};white-space:nowrap">{html(amount)}</td></tr>'
        for name, amount in age_lines(account, language)
    )
    heads = "".join(
        f'<th class="line" align="{side}" scope="col" style="{HEAD}">{html(head)}</th>'
        for side, head in zip(
            ("left", "right", "right"), (says.heads[0], *says.heads[2:]), strict=True
        )
    )
    return (
        f'<p style="{TITLE}">{html(says.account.format(currency=account.currency))}</p>\n'
        f"{TABLE}\n<tr>{heads}</tr>\n{rows}\n</table>\n"
        f'<p style="{TITLE}">{html(says.ages_title)}, {account.currency}</p>\n'
        f"{TABLE}\n{ages}\n</table>"
    )


def _html_row(line: Shown) -> str:
    weight = ";font-weight:600" if line.is_sum else ""
    day = f"{html(line.day)}<br>" if line.day else ""
    number = f"{CELL};white-space:nowrap;padding-left:12px{weight}"
    return (
        f'<tr><td class="line" style="{CELL}{weight}">{day}{html(line.what)}</td>'
        f'<td class="line" align="right" style="{number}">{html(line.amount)}</td>'
        f'<td class="line" align="right" style="{number}">{html(line.balance)}</td></tr>'
    )
