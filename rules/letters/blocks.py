"""The finished blocks of a letter: the table of invoices, the instalment plans, the signature."""

from collections.abc import Iterable, Mapping, Sequence
from html import escape as html

from rules.letters.facts import LetterFacts, Offer, Row
from rules.letters.language import Language, number_of, plain
from rules.letters.markdown import STYLES, Block
from rules.letters.paying import ways_block
from rules.letters.statement_block import statement_block

CELL = "padding:12px 0;border-bottom:1px solid #d5dae0;vertical-align:top"
HEAD = "padding:0 0 6px 0;border-bottom:2px solid #1d2a36;font-size:13px;font-weight:600"
QUIET = "font-size:14px;line-height:1.4;color:#55616e"


def blocks_of(facts: LetterFacts, language: Language) -> Mapping[str, Block]:
    """Every block by its placeholder."""
    groups = _by_currency(facts.by_age)
    return {
        "table": Block(
            text="\n\n".join(_text_table(rows, facts, language) for rows in groups),
            html="\n".join(_html_table(rows, facts, language) for rows in groups),
        ),
        "plans": _plans(facts.offers, language),
        "signature": _signature(facts),
        "ways_to_pay": ways_block(facts, language),
        "statement": statement_block(facts.account, language),
    }


def _by_currency(rows: Iterable[Row]) -> list[list[Row]]:
    """Rows of one currency together, in the order in which they come."""
    groups: dict[str, list[Row]] = {}
    for row in rows:
        groups.setdefault(row.balance.currency, []).append(row)
    return list(groups.values())


def _total(rows: Sequence[Row], language: Language) -> str:
    currency = rows[0].balance.currency
    total = sum((row.balance.amount for row in rows), rows[0].balance.amount * 0)
    return language.money(total, currency)


def _amount(row: Row, language: Language) -> str:
    return language.money(row.balance.amount, row.balance.currency)


def _left_of(row: Row, language: Language) -> str | None:
    """Said of an invoice that is paid in part."""
    if row.balance.amount >= row.total.amount:
        return None
    amount = language.money(row.total.amount, row.total.currency)
    return language.phrases.left_of.format(amount=amount)


def _online(row: Row, language: Language) -> str:
    says = language.phrases
    return says.way_with.format(way=says.pay_online, details=row.link)


def _text_table(rows: Sequence[Row], facts: LetterFacts, language: Language) -> str:
    cells = [
        (
            number_of(row, language),
            language.due_short(row.due, today=facts.today),
            _amount(row, language),
        )
        for row in rows
    ]
    heads = language.phrases.heads
    total = ("", language.phrases.total, _total(rows, language))
    shown = [heads, *cells, *([total] if len(rows) > 1 else [])]
    widths = [max(len(line[column]) for line in shown) for column in range(3)]
    rule = "  ".join("-" * width for width in widths)
    lines = [_aligned(heads, widths), rule]
    for row, cell in zip(rows, cells, strict=True):
        lines.append(_aligned(cell, widths))
        note = _left_of(row, language)
        lines += [f"  ({note})"] if note else []
        lines += [f"  {_online(row, language)}"] if row.link else []
    if len(rows) > 1:
        lines += [rule, _aligned(total, widths)]
    return "\n".join(lines)


def _aligned(cells: Sequence[str], widths: Sequence[int]) -> str:
    number, due, amount = cells
    return f"{number:<{widths[0]}}  {due:<{widths[1]}}  {amount:>{widths[2]}}"


def _html_table(rows: Sequence[Row], facts: LetterFacts, language: Language) -> str:
    body = "\n".join(_html_row(row, facts, language) for row in rows)
    says = language.phrases
    if len(rows) > 1:
        body += (
            f'\n<tr><td style="padding:12px 0;font-weight:600">{says.total}</td>'
            f'<td align="right" style="padding:12px 0;font-weight:600;white-space:nowrap">'
            f"{html(_total(rows, language))}</td></tr>"
        )
    return (
        '<table width="100%" cellpadding="0" cellspacing="0" border="0" '
        'style="border-collapse:collapse;margin:0 0 20px 0">\n'
        f'<tr><th class="line" align="left" scope="col" style="{HEAD}">{says.heads[0]}</th>'
        f'<th class="line" align="right" scope="col" style="{HEAD}">{says.heads[2]}</th></tr>\n'
        f"{body}\n</table>{_main_button(rows, facts, language)}"
    )


def _html_row(row: Row, facts: LetterFacts, language: Language) -> str:
    says, number = language.phrases, html(number_of(row, language))
    due, _, counted = language.due_short(row.due, today=facts.today).rpartition(", ")
    when = html(counted)
    if due:
        said = html(says.due_on.format(day=due))
        when = f'<span style="white-space:nowrap">{said}</span><br>{when}'
    note = _left_of(row, language)
    left = f'<br><span class="quiet" style="{QUIET}">{html(note)}</span>' if note else ""
    button = ""
    if row.link and len(facts.rows) > 1:
        button = _button(row, facts, language, words=says.pay_online)
    return (
        f'<tr><td class="line" style="{CELL};padding-right:12px;word-break:break-word"><strong>{number}</strong><br>'
        f'<span class="quiet" style="{QUIET}">{when}</span>{left}</td>'
        f'<td class="line" align="right" width="1%" style="{CELL};white-space:nowrap">'
        f"<strong>{html(_amount(row, language))}</strong>{button}</td></tr>"
    )


def _main_button(rows: Sequence[Row], facts: LetterFacts, language: Language) -> str:
    """A single invoice has one button, and it names the amount."""
    if len(facts.rows) > 1 or not rows[0].link:
        return ""
    words = language.phrases.pay_amount.format(amount=_amount(rows[0], language))
    return "\n" + _button(rows[0], facts, language, words=words)


def _button(row: Row, facts: LetterFacts, language: Language, *, words: str) -> str:
    """A button that is one in Outlook for Windows as well, which pads a cell but no link."""
    label = language.phrases.pay_this_online.format(number=number_of(row, language))
    single, colour = len(facts.rows) == 1, facts.look.colour
    pad = "12px 22px" if single else "8px 16px"
    place = 'style="border-collapse:separate;margin:0 0 20px 0"'
    if not single:
        place = 'align="right" style="border-collapse:separate;margin:8px 0 0 0"'
    return (
        f'<table role="presentation" cellpadding="0" cellspacing="0" border="0" {place}>'
        f'<tr><td class="button" align="center" bgcolor="{colour}" '
        f'style="background-color:{colour};border-radius:6px;mso-padding-alt:{pad}">'
        f'<a href="{html(row.link or "")}" aria-label="{html(label)}" '
        f'style="display:inline-block;padding:{pad};border-radius:6px;background-color:{colour};'
        f"color:#ffffff;font-size:{16 if single else 14}px;line-height:1.2;font-weight:600;"
        f'text-decoration:none;white-space:nowrap;mso-padding-alt:0">{html(words)}</a>'
        f"</td></tr></table>"
    )


def _plans(offers: Sequence[Offer], language: Language) -> Block:
    said = [(_plan_head(offer, language), _plan_parts(offer, language)) for offer in offers]
    return Block(
        text="\n\n".join(
            "\n".join([head, *(f"- {part}" for part in parts)]) for head, parts in said
        ),
        html="\n".join(_html_plan(head, parts) for head, parts in said),
    )


def _plan_head(offer: Offer, language: Language) -> str:
    says, count = language.phrases, len(offer.parts)
    words = says.counts[count - 2] if 2 <= count < len(says.counts) + 2 else str(count)
    return says.in_parts.format(count=words)


def _plan_parts(offer: Offer, language: Language) -> list[str]:
    phrase = language.phrases.part
    return [
        phrase.format(amounts=language.amounts(part.amounts), day=language.day(part.on))
        for part in offer.parts
    ]


def _html_plan(head: str, parts: Sequence[str]) -> str:
    items = "".join(f'<li style="{STYLES["li"]}">{html(part)}</li>' for part in parts)
    return f'<p style="margin:0 0 6px 0">{html(head)}</p>\n<ul style="{STYLES["ul"]}">{items}</ul>'


def _signature(facts: LetterFacts) -> Block:
    lines = [plain(facts.sender), plain(facts.sender_title or ""), plain(facts.company)]
    said = [line for line in dict.fromkeys(lines) if line]
    return Block(
        text="\n".join(said),
        html=f'<p style="{STYLES["p"]}">{"<br>".join(html(line) for line in said)}</p>',
    )
