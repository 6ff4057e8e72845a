"""Plots as SVG to stand in a page: drawn without a screen, the same text for the same figures.

The colours are names that the page fills in, so that one drawing serves by day and by night. Only
the pages that show a plot import this module: matplotlib takes over a second to load.
"""

import re
import warnings
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from io import StringIO
from typing import Any, Final

import matplotlib
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

WIDTH: Final = 360
"""In units of the drawing; shown at that many pixels its text is as large as the page's."""
LONGEST_LABEL: Final = 26
INK, QUIET, GRID, PAPER = "#010101", "#020202", "#030303", "#040404"
SERIES: Final = ("#0a0a01", "#0a0a02", "#0a0a03", "#0a0a04", "#0a0a05")
"""Stand-ins: no drawing has these colours, and each becomes a variable of the page's style."""
_NAMES: Final = {INK: "ink", QUIET: "quiet", GRID: "grid", PAPER: "paper"} | {
    stand_in: f"series-{place}" for place, stand_in in enumerate(SERIES, 1)
}
_STYLE: Final[dict[Any, Any]] = {
    "font.family": "sans-serif",
    "font.size": 11.5,
    "text.color": INK,
    "text.parse_math": False,
    "axes.edgecolor": GRID,
    "axes.labelcolor": QUIET,
    "axes.grid": True,
    "axes.axisbelow": True,
    "grid.color": GRID,
    "grid.linewidth": 0.8,
    "xtick.color": QUIET,
    "ytick.color": QUIET,
    "xtick.bottom": False,
    "ytick.left": False,
    "figure.facecolor": "none",
    "axes.facecolor": "none",
    "legend.frameon": False,
    "svg.fonttype": "none",
}
Stacks = Mapping[str, Sequence[int]]
"""Of each series its values, in the order of the labels."""


def columns(name: str, labels: Sequence[str], stacks: Stacks) -> str:
    """Upright bars, one on the other where there are several series; at most five of them."""
    with _style(name):
        figure, axes = _paper(height=230)
        below = [0] * len(labels)
        for (series, values), colour in zip(stacks.items(), SERIES, strict=False):
            axes.bar(range(len(labels)), values, bottom=below, color=colour, label=series)
            below = [low + value for low, value in zip(below, values, strict=True)]
        _label(axes, labels)
        _count(axes, max([1, *below]))
        if stacks:
            figure.legend(loc="outside upper left", ncols=3, handlelength=0.9, handletextpad=0.5)
        return _svg(figure)


def layers(name: str, labels: Sequence[str], whole: Sequence[int], part: Sequence[int]) -> str:
    """Upright bars of a whole, pale, and before each the part of it that counts."""
    with _style(name):
        figure, axes = _paper(height=210)
        axes.bar(range(len(labels)), whole, color=GRID)
        axes.bar(range(len(labels)), part, color=SERIES[3])
        _label(axes, labels)
        _count(axes, max([1, *whole]))
        return _svg(figure)


def rows(name: str, values: Mapping[str, int], *, limit: int | None = None) -> str:
    """Bars that lie, the first on top, each with its value; a line where a limit is."""
    with _style(name):
        figure, axes = _paper(height=14 + 24 * max(1, len(values)))
        places = range(len(values))
        axes.barh(places, list(values.values()), color=SERIES[0], height=0.66)
        axes.set_yticks(places, [_short(label) for label in values], color=INK)
        axes.set_ylim(len(values) - 0.5, -0.5)  # the first on top
        axes.set_xticks([])
        axes.grid(visible=False)
        axes.spines["bottom"].set_visible(False)
        for place, value in zip(places, values.values(), strict=True):
            axes.annotate(
                f"{value:,}", (value, place), (4, 0), textcoords="offset points", va="center"
            )
        most = max([1, limit or 0, *values.values()])
        axes.set_xlim(0, most * 1.14)
        if limit is not None:
            axes.axvline(limit, color=SERIES[4], linewidth=1.2, linestyle=(0, (4, 3)))
        return _svg(figure)


def days(name: str, counts: Mapping[int, int], *, length: int, ticks: Mapping[int, str]) -> str:
    """A line for each day that has a count, along a period of so many days."""
    with _style(name):
        figure, axes = _paper(height=200)
        axes.vlines(list(counts), 0, list(counts.values()), color=SERIES[3], linewidth=1.4)
        axes.set_xlim(-1, length)
        axes.set_xticks(list(ticks), list(ticks.values()))
        _count(axes, max([1, *counts.values()]))
        return _svg(figure)


def _style(name: str) -> AbstractContextManager[None]:
    """With the name as a salt: two drawings of one page share no id."""
    return matplotlib.rc_context({**_STYLE, "svg.hashsalt": name})


def _paper(*, height: int) -> tuple[Figure, Axes]:
    figure = Figure(figsize=(WIDTH / 72, height / 72), layout="constrained")
    axes = figure.add_subplot()
    axes.spines[["top", "right", "left"]].set_visible(False)
    return figure, axes


def _label(axes: Axes, labels: Sequence[str]) -> None:
    """As many of the labels as there is room for."""
    every = -(-len(labels) // 12) or 1
    axes.set_xticks(range(0, len(labels), every), labels[::every])


def _count(axes: Axes, most: int) -> None:
    """An upright axis of whole numbers, from nought."""
    axes.grid(visible=False, axis="x")
    axes.yaxis.set_major_locator(MaxNLocator(nbins=4, integer=True, min_n_ticks=1))
    axes.set_ylim(0, most * 1.05)


def _short(label: str) -> str:
    printable = "".join(letter for letter in label if letter.isprintable())
    if len(printable) <= LONGEST_LABEL:
        return printable
    return f"{printable[: LONGEST_LABEL - 1].rstrip()}…"


def _svg(figure: Figure) -> str:
    drawn = StringIO()
    with warnings.catch_warnings():
        # a name in letters that the measuring font lacks; the reader's own font has them
        warnings.filterwarnings("ignore", message="Glyph .* missing from font")
        figure.savefig(drawn, format="svg", metadata={"Date": None, "Creator": None})
    text = drawn.getvalue()
    text = text[text.index("<svg") :]
    text = re.sub(r"<metadata>.*?</metadata>", "", text, flags=re.DOTALL)
    text = re.sub(r' (?:width|height)="[^"]*pt"', "", text, count=2)
    text = re.sub(r"<style.*?</style>", "", text, flags=re.DOTALL)  # it would be the whole page's
    text = re.sub(r"font-family: [^;\"]*; ", "", text)
    used = set(re.findall(r'(?:url\(#|href="#)([^")]+)', text))
    text = re.sub(r' id="([^"]*)"', lambda found: found[0] if found[1] in used else "", text)
    for stand_in, name in _NAMES.items():
        text = text.replace(stand_in, f"var(--{name})")
    return text.strip()
