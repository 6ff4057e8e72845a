"""`rules simulate --html`: the contacts of a replay as one page with plots and tables.

The page stands alone: it loads nothing, so that it can be mailed to a client and read offline.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from html import escape
from typing import Final

from rules import wording
from rules.facts import CustomerId
from workbench import charts
from workbench.replay.tallies import Tallies, by_month
from workbench.simulation import NO_MONEY, Simulation, remarks, when

MOST_ROWS: Final = 14
"""A longer table is folded."""
MOST_BARS: Final = 15


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A plot with its table."""

    title: str
    says: str
    plot: str | None
    """None where there is nothing to plot; `says` then says so."""
    head: Sequence[str] = ()
    rows: Sequence[Sequence[str | int]] = ()


def simulation_page(made: Simulation) -> str:
    """The whole page. The same replay makes the same page."""
    shown = (
        *(_months(made), _steps(made.tallies), _calls(made)),
        *(_before_payment(made), _limits(made), _customers(made.tallies)),
    )
    return _PAGE.format(
        title=escape(f"{made.company}: {made.file}, {when(made)}"),
        company=escape(made.company),
        when=escape(when(made)),
        file=escape(made.file),
        no_money=escape(NO_MONEY),
        figures="".join(_figures(made.tallies)),
        plots="\n".join(_section(each) for each in shown),
        remarks=_list(remarks(made.tallies)),
        not_known=_list(made.not_known),
    )


def _figures(tallies: Tallies) -> Iterator[str]:
    for count, says in (
        (tallies.contacts, "contacts"),
        (len(tallies.customers), "customers contacted"),
        (sum(tallies.calls.values()), "calls"),
        (len(tallies.before_payment), "within 5 days before a payment"),
        (len(tallies.prompt), "with prompt payers"),
        (len(tallies.over), "customers over the limit"),
    ):
        yield f"<div><b>{count:,}</b><span>{says}</span></div>"


def _months(made: Simulation) -> Shown:
    tallies = made.tallies
    months = list(tallies.months)
    stacks = {name: list(by.values()) for name, by in tallies.months_by_channel.items()}
    return Shown(
        title="Contacts a month, by channel",
        says="Every contact on the day on which it would have gone out.",
        plot=charts.columns("months", _ticks(months), stacks) if stacks else None,
        head=("Month", *stacks, "all"),
        rows=[
            (month, *(values[place] for values in stacks.values()), tallies.months[month])
            for place, month in enumerate(months)
        ],
    )


def _steps(tallies: Tallies) -> Shown:
    several = len({policy for policy, _ in tallies.steps}) > 1
    bars = {
        f"{step} · {policy}" if several and policy else step or "no step": count
        for (policy, step), count in tallies.steps.items()
    }
    return Shown(
        title="Contacts by step",
        says="In the order of the rulebook. A letter counts for the furthest step that it carries.",
        plot=charts.rows("steps", bars) if tallies.contacts else None,
        head=("Policy", "Step", "Contacts"),
        rows=[
            (policy or "–", step or "–", count) for (policy, step), count in tallies.steps.items()
        ],
    )


def _calls(made: Simulation) -> Shown:
    calls, start = made.tallies.calls, made.replayed.period.start
    length = (made.replayed.period.end - start).days + 1
    most = max(calls.values(), default=0)
    return Shown(
        title="Calls a day",
        says=f"The most on one day are {most}." if calls else "No step calls for a call.",
        plot=charts.days(
            "calls",
            {(day - start).days: count for day, count in calls.items()},
            length=length,
            ticks=_firsts(start, length),
        )
        if calls
        else None,
        head=("Day", "Calls"),
        rows=[(wording.day(day), count) for day, count in calls.items()],
    )


def _before_payment(made: Simulation) -> Shown:
    tallies = made.tallies
    soon = by_month(made.replayed.period, tallies.before_payment)
    return Shown(
        title="Within 5 days before a payment",
        says="The coloured part of each month: contacts about an invoice on which a payment was booked "
        "within 5 days. They may have been needless, or may have helped: the ledger cannot tell.",
        plot=charts.layers(
            "soon", _ticks(list(soon)), list(tallies.months.values()), list(soon.values())
        )
        if tallies.contacts
        else None,
        head=("Month", "Contacts", "before a payment"),
        rows=[(month, tallies.months[month], count) for month, count in soon.items()],
    )


def _limits(made: Simulation) -> Shown:
    tallies, limits = made.tallies, made.limits
    often = sorted(tallies.most.items(), key=lambda item: (-item[1], item[0]))
    over = len(tallies.over)
    return Shown(
        title="Customers and the limit",
        says=f"Contacts within {wording.days(limits.per_days)}, at most, of the customers with the "
        f"most; the line is the limit of {limits.per_customer}. Over it: {over or 'nobody'}. "
        f"Customers whose step waited for a limit: {len(tallies.held_back)}.",
        plot=charts.rows(
            "limits",
            _named(dict(often[:MOST_BARS]), tallies.names),
            limit=limits.per_customer,
        )
        if often
        else None,
        head=("Customer", f"within {wording.days(limits.per_days)}", "waited for"),
        rows=[
            (tallies.names[who], count, ", ".join(tallies.held_back.get(who, ())))
            for who, count in often
            if count > limits.per_customer or who in tallies.held_back
        ],
    )


def _customers(tallies: Tallies) -> Shown:
    first = dict(list(tallies.customers.items())[:MOST_BARS])
    return Shown(
        title="Contacts by customer",
        says="Those with the most, over the whole period.",
        plot=charts.rows("customers", _named(first, tallies.names)) if first else None,
        head=("Customer", "Contacts"),
        rows=[(tallies.names[who], count) for who, count in tallies.customers.items()],
    )


def _named(counts: Mapping[CustomerId, int], names: Mapping[CustomerId, str]) -> dict[str, int]:
    """By name; of two customers of one name the later with its id."""
    named: dict[str, int] = {}
    for who, count in counts.items():
        name = names[who]
        named[f"{name} ({who})" if name in named else name] = count
    return named


def _ticks(months: Sequence[str]) -> list[str]:
    """`Nov`, with the year under the first and under each January."""
    labels = []
    for place, month in enumerate(months):
        name = f"{date.fromisoformat(f'{month}-01'):%b}"
        labels.append(f"{name}\n{month[:4]}" if place == 0 or month.endswith("-01") else name)
    return labels


def _firsts(start: date, length: int) -> dict[int, str]:
    """Up to about six firsts of a month, by their place in the period."""
    firsts = [
        day for day in (start + timedelta(days=place) for place in range(length)) if day.day == 1
    ]
    every = -(-len(firsts) // 6) or 1
    labels = _ticks([f"{day:%Y-%m}" for day in firsts])
    return {
        (day - start).days: label for day, label in list(zip(firsts, labels, strict=True))[::every]
    }


def _section(shown: Shown) -> str:
    plot = f'<figure role="img" aria-label="{escape(shown.title)}">{shown.plot}</figure>'
    return (
        f"<section><h2>{escape(shown.title)}</h2><p>{escape(shown.says)}</p>"
        f"{plot if shown.plot else ''}{_table(shown)}</section>"
    )


def _table(shown: Shown) -> str:
    if not shown.rows:
        return ""
    counts = [isinstance(value, int) for value in shown.rows[0]]
    head = "".join(
        f'<th class="count">{escape(name)}</th>' if count else f"<th>{escape(name)}</th>"
        for name, count in zip(shown.head, counts, strict=True)
    )
    body = "".join(f"<tr>{''.join(map(_cell, row))}</tr>" for row in shown.rows)
    table = (
        '<div class="wide"><table>'
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )
    if len(shown.rows) <= MOST_ROWS:
        return table
    return f"<details><summary>All {len(shown.rows):,} rows</summary>{table}</details>"


def _cell(value: str | int) -> str:
    if isinstance(value, int):
        return f'<td class="count">{value:,}</td>'
    return f"<td>{escape(value)}</td>"


def _list(lines: Iterable[str]) -> str:
    return "".join(f"<li>{escape(line)}</li>" for line in lines)


_PAGE: Final = """\
<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>{title}</title>
<style>
:root {{
  --font: -apple-system, BlinkMacSystemFont, "Segoe UI", Roboto, Helvetica, Arial, sans-serif;
  --ink: #1d2a36; --quiet: #55616e; --grid: #d5dae0; --paper: #ffffff; --card: #f6f7f9;
  --series-1: #2f6690; --series-2: #7fa99b; --series-3: #c9a227; --series-4: #b5623f;
  --series-5: #7a3b52;
}}
@media (prefers-color-scheme: dark) {{
  :root {{
    --ink: #e6e9ec; --quiet: #a7b0ba; --grid: #46505a; --paper: #14191f; --card: #1c232b;
    --series-1: #7fb3d8; --series-2: #8fc1b1; --series-3: #dfc069; --series-4: #e0946f;
    --series-5: #d08aa2;
  }}
}}
* {{ box-sizing: border-box; }}
body {{ margin: 0 auto; padding: 20px 16px 48px; max-width: 1200px; background: var(--paper);
  color: var(--ink); font: 16px/1.5 var(--font); }}
h1 {{ font-size: 24px; line-height: 1.25; margin: 0; }}
h2 {{ font-size: 17px; margin: 0 0 4px; }}
p, li {{ color: var(--quiet); }}
section p {{ margin: 0 0 12px; font-size: 14px; }}
.says {{ border-left: 3px solid var(--series-1); padding-left: 12px; color: var(--ink);
  max-width: 70ch; }}
.figures {{ display: grid; grid-template-columns: repeat(auto-fit, minmax(140px, 1fr)); gap: 12px;
  margin: 20px 0; }}
.figures div {{ background: var(--card); border-radius: 8px; padding: 10px 14px; }}
.figures b {{ display: block; font-size: 24px; font-variant-numeric: tabular-nums; }}
.figures span {{ font-size: 13px; color: var(--quiet); }}
.plots {{ display: grid; grid-template-columns: repeat(auto-fit, minmax(min(320px, 100%), 1fr));
  gap: 32px; align-items: start; }}
section {{ min-width: 0; }}
figure {{ margin: 0 0 12px; max-width: 540px; }}
svg {{ display: block; width: 100%; height: auto; font-family: var(--font); }}
.wide {{ overflow-x: auto; }}
table {{ border-collapse: collapse; font-size: 14px; width: 100%; }}
th {{ text-align: left; color: var(--quiet); font-weight: 600; }}
th, td {{ padding: 4px 12px 4px 0; border-bottom: 1px solid var(--grid); vertical-align: top; }}
td:first-child {{ white-space: nowrap; }}
.count {{ text-align: right; font-variant-numeric: tabular-nums; }}
summary {{ cursor: pointer; color: var(--quiet); font-size: 14px; padding: 6px 0; }}
@media print {{ section {{ break-inside: avoid; }} }}
</style>
</head>
<body>
<h1>{company}</h1>
<p>What <b>{file}</b> would have done, {when}</p>
<p class="says">{no_money}</p>
<div class="figures">{figures}</div>
<div class="plots">
{plots}
<section><h2>In words</h2><ul>{remarks}</ul></section>
<section><h2>What this history cannot tell</h2><ul>{not_known}</ul></section>
</div>
</body>
</html>
"""
