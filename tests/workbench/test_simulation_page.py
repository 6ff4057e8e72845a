"""`rules simulate --html`: one page with plots and tables, which says that it counts contacts."""

import re
import subprocess
import sys
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner

from cli import goodterms
from connectors.errors import NeedsPerson
from rules.rulebook import Channel, Limits
from tests.rules.builders import day, invoice, rulebook, step
from tests.workbench.ledgers import ledger
from tests.workbench.test_simulate import YEAR, a_shop, typed
from workbench import charts
from workbench.replay.replay import Period
from workbench.simulation import NO_MONEY, Simulation, simulate
from workbench.simulation_page import simulation_page


def made(*more: int, name: str = "rules.yaml", limits: Limits = Limits()) -> Simulation:  # noqa: B008
    """A nudge three days and a call ten days after each due date."""
    steps = (step("nudge", 3), step("call", 10, channel=Channel.PHONE), step("last", 200))
    owed = (invoice(f"INV-{overdue}", overdue=overdue) for overdue in more)
    return simulate(rulebook(*steps, limits=limits), ledger(*owed), YEAR, file=name)


def drawings(page: str) -> list[str]:
    """Every plot of a page."""
    return re.findall(r"<svg.*?</svg>", page, re.DOTALL)


class Reader(HTMLParser):
    """What a reader of the page gets: its text, and whatever it would load."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.text: list[str] = []
        self.loads: list[str] = []
        self.feed(page)

    def handle_data(self, data: str) -> None:
        self.text.append(data)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = [value or "" for name, value in attrs if name in ("src", "href", "srcset", "data")]
        self.loads += [] if tag == "use" else told


def test_the_page_shows_each_figure_as_a_plot_and_a_table() -> None:
    page = simulation_page(made(40))
    said = Reader(page).text
    for title in (
        "Contacts a month, by channel",
        "Contacts by step",
        "Calls a day",
        "Within 5 days before a payment",
        "Customers and the limit",
        "Contacts by customer",
    ):
        assert title in said
    assert len(drawings(page)) == 6
    for cell in ("2026-10", "nudge", "Mon 26 October 2026", "ACME"):
        assert cell in said


def test_the_page_says_that_it_counts_contacts_and_nothing_of_money() -> None:
    said = Reader(simulation_page(made(40))).text
    assert NO_MONEY in said
    assert not any("NZD" in text for text in said)
    assert "What this history cannot tell" in said


def test_the_page_loads_nothing() -> None:
    page = simulation_page(made(40))
    assert Reader(page).loads == []
    assert "@import" not in page
    assert not re.search(r"url\((?!#)", page)
    assert "<script" not in page


def test_the_same_replay_makes_the_same_page() -> None:
    page = simulation_page(made(40))
    assert page == simulation_page(made(40))
    assert page != simulation_page(made(40, 41))


def test_plots_are_sound_have_text_and_take_the_colours_of_the_page() -> None:
    page = simulation_page(made(40, 70))
    ids = re.findall(r' id="([^"]*)"', page)
    assert len(ids) == len(set(ids))
    for drawn in drawings(page):
        ElementTree.fromstring(drawn)
        assert "<text" in drawn
        assert set(re.findall(r"#[0-9a-f]{6}", drawn)) <= {"#ffffff", "#000000"}
    assert "prefers-color-scheme: dark" in page


@pytest.mark.parametrize(
    "name",
    [
        "<b>& $x$ \\alpha",
        "株式会社 桜",
        "A very long name of a company that goes on and on Ltd",
        "a\x01b",
    ],
)
def test_any_name_of_a_customer_can_be_drawn(name: str) -> None:
    drawn = charts.rows("customers", {name: 3, "Beta": 1})
    (label, *_) = [text for text in ElementTree.fromstring(drawn).itertext() if text.strip()]
    assert "Beta" in drawn
    assert label.strip().removesuffix("…").rstrip() in name.replace("\x01", "")


def test_a_name_from_the_ledger_is_no_html() -> None:
    simulation = made(40)
    names = dict.fromkeys(simulation.tallies.names, "<script>alert(1)</script>")
    page = simulation_page(replace(simulation, tallies=replace(simulation.tallies, names=names)))
    assert "<script" not in page
    assert "&lt;script&gt;" in page


def test_customers_stand_beside_their_limit() -> None:
    limits = Limits(per_customer=1)
    said = Reader(simulation_page(made(40, 55, limits=limits))).text
    assert any("the line is the limit of 1" in text for text in said)
    assert any("heard enough this month" in text for text in said)


def test_a_period_without_a_contact_is_a_page_as_well() -> None:
    page = simulation_page(made())
    assert drawings(page) == []
    assert "No step calls for a call." in Reader(page).text


def test_many_years_have_few_marks_under_the_plot() -> None:
    rules = rulebook(step("nudge", 3))
    decade = Period(start=day(-3650), end=day(0))
    page = simulation_page(simulate(rules, ledger(invoice(overdue=40)), decade, file="r"))
    marks = re.findall(r">([A-Z][a-z]{2})</text>", drawings(page)[0])
    assert 8 <= len(marks) <= 12


def test_the_command_writes_the_page_and_the_rows(tmp_path: Path) -> None:
    with a_shop(tmp_path, "xero") as office:
        page, rows = tmp_path / "year.html", tmp_path / "year.csv"
        typed(office, "simulate", "--html", str(page), "--csv", str(rows))
        assert "Beta Ltd" in Reader(page.read_text("utf-8")).text
        head = rows.read_text("utf-8").splitlines()[0]
        assert {"letter", "approval", "cc"} <= set(head.split(","))
        with pytest.raises(NeedsPerson, match="cannot be written"):
            typed(office, "simulate", "--html", str(tmp_path / "none" / "year.html"))


def test_no_other_command_loads_the_plotting_library() -> None:
    """It takes over a second."""
    asked = "import sys, cli, workbench.simulation; sys.exit('matplotlib' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", asked], check=False).returncode == 0
    assert CliRunner().invoke(goodterms, ["rules", "simulate", "--help"]).exit_code == 0
