"""A letter on paper: what stands on it can be read, where a window shows it, the same every time."""

import re
import shutil
import subprocess
import zlib
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from rules.facts import Postal
from rules.letters.paper import Grid, Paper, Words, address_lines
from sync.paper.forms import DIN, RIGHT, US, Form, form_of
from sync.paper.printed import printed
from sync.paper.sheet import pdf_of
from sync.post import paper_of
from sync.store.outbox_rows import State
from tests.sync.office import RULEBOOK, an_office, customer, invoice, story

LETTER = Paper(
    subject="Maple Florist: a gentle reminder",
    language="en-NZ",
    day="17 November 2026",
    company=("Maple Florist", "12 Market Street", "Riverton 10001"),
    to=("Jo Ltd", "Jo Park", "7 High Street", "Riverton 10001"),
    country="NZ",
    pieces=(Words("Hello Jo,"), Grid(("Invoice", "To pay"), (("INV-1", "100.00"),), (70, 30), 1)),
    made=date(2026, 11, 17),
)


def read(pdf: bytes, folder: Path) -> str:
    """The text of a PDF, as another program extracts it."""
    if shutil.which("pdftotext") is None:
        pytest.skip("pdftotext (poppler-utils) is not installed")
    file = folder / "letter.pdf"
    file.write_bytes(pdf)
    said = subprocess.run(["pdftotext", "-layout", file, "-"], capture_output=True, check=True)
    return said.stdout.decode()


def pages(pdf: bytes) -> int:
    return len(re.findall(rb"/Type /Page\b(?!s)", pdf))


def streams(pdf: bytes) -> bytes:
    """What is drawn, uncompressed."""
    found = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL)
    return b"\n".join(zlib.decompress(each) for each in found if each[:1] == b"x")


def test_the_same_letter_is_the_same_file() -> None:
    assert pdf_of(LETTER) == pdf_of(LETTER)
    assert pdf_of(LETTER) != pdf_of(replace(LETTER, day="18 November 2026"))


def test_its_text_can_be_extracted_in_many_alphabets(tmp_path: Path) -> None:
    said = ("Grüße an Ørsted", "Привет", "Καλημέρα", "Łódź", "Ñandú")
    shown = read(pdf_of(replace(LETTER, pieces=tuple(map(Words, said)))), tmp_path)
    assert all(each in shown for each in (*said, "Jo Park", "7 High Street", "12 Market Street"))


def test_a_sign_that_the_font_lacks_stops_nothing() -> None:
    made = printed(
        replace(LETTER, to=("Ngā Pōhutukawa 花店",), pieces=(Words("Ελλάδα 花 \U0001f4b8"),))
    )
    assert made.content.startswith(b"%PDF")
    assert made.boxes == "花店\U0001f4b8"
    assert '"花店\U0001f4b8" and prints boxes' in (made.warning or "")
    assert printed(LETTER).warning is None


def test_no_day_and_no_amount_is_broken(tmp_path: Path) -> None:
    rows = (
        ("30 November 2026", "Invoice INV-1, due 15 December 2026", "123,456,789,012.34", "-1"),
    )
    ages = (("123,456,789,012.34",) * 5,)
    pieces = (
        Grid(("Day", "", "Amount", "Balance"), rows, (22, 44, 17, 17), 2, frozenset({0})),
        Grid(("not yet due", "1 to 30 days", "31", "61", "90"), ages, (20,) * 5, 0),
    )
    shown = read(pdf_of(replace(LETTER, pieces=pieces)), tmp_path)
    assert shown.count("123,456,789,012.34") == 6
    assert "30 November 2026" in shown


def test_a_pay_link_stands_below_its_invoice_and_can_be_clicked(tmp_path: Path) -> None:
    links = {0: ("Pay online: in.xero.com/abc", "https://in.xero.com/abc")}
    linked = Grid(
        ("Invoice", "To pay"), (("INV-1", "1.00"), ("INV-2", "2.00")), (70, 30), 1, links=links
    )
    pdf = pdf_of(replace(LETTER, pieces=(linked,)))
    shown = read(pdf, tmp_path)
    assert shown.index("INV-1") < shown.index("in.xero.com/abc") < shown.index("INV-2")
    assert b"(https://in.xero.com/abc)" in pdf


def test_a_long_letter_goes_on_under_a_head_of_its_own(tmp_path: Path) -> None:
    long = Grid(("Invoice", "To pay"), tuple((f"INV-{n}", "1.00") for n in range(90)), (70, 30), 1)
    pdf = pdf_of(replace(LETTER, pieces=(long,)))
    assert pages(pdf) == 3
    first, second, third, *_ = read(pdf, tmp_path).split("\f")
    assert re.search("1 ?/ ?3", first)
    assert "Maple Florist · 17 November 2026" in second
    assert "Invoice" in third
    assert "INV-89" in third


@pytest.mark.parametrize(
    ("country", "form"),
    [("NZ", DIN), ("DE", DIN), (None, DIN), ("US", US), ("CA", US), ("FR", RIGHT)],
)
def test_the_form_follows_the_companys_country(country: str | None, form: Form) -> None:
    assert form_of(country) is form


@pytest.mark.parametrize("country", ["DE", "US", "FR"])
@pytest.mark.parametrize("lines", [3, 5, 9])
def test_every_line_of_an_address_stands_within_the_window(country: str, lines: int) -> None:
    to = tuple(f"Zeile {number}" for number in range(lines))
    form = form_of(country)
    drawn = streams(pdf_of(replace(LETTER, country=country, to=to)))
    left, top, width, height = (each * 72 / 25.4 for each in form.window)
    places = [(float(x), float(y)) for x, y in re.findall(rb"BT ([\d.]+) ([\d.]+) Td", drawn)]
    inside = [
        (x, y)
        for x, y in places
        if left <= x <= left + width and top <= form.size[1] * 72 / 25.4 - y <= top + height
    ]
    assert len(inside) == lines


@pytest.mark.parametrize(
    ("country", "home", "shown"),
    [
        ("US", "US", ("1 Main St", "Austin TX 73301")),
        ("DE", "DE", ("1 Main St", "73301 Austin", "TX")),
        ("GB", "NZ", ("1 Main St", "Austin", "TX", "73301", "UNITED KINGDOM")),
        (None, "NZ", ("1 Main St", "Austin TX 73301")),
    ],
)
def test_an_address_is_written_as_in_its_country(
    country: str | None, home: str, shown: tuple[str, ...]
) -> None:
    address = Postal(
        lines=("1 Main St",), city="Austin", region="TX", postcode="73301", country=country
    )
    assert address_lines(address, home) == shown


PAPER = """\
policies:
  - policy: all
    for: [new, prompt, late]
    steps:
      - {step: on-paper, at: 3 days after due, channel: letter, letter: nudge}
remove: [prompt payers, late payers]
"""


def test_a_letter_that_waits_is_made_ready_for_the_post(tmp_path: Path, platform: str) -> None:
    told = story([customer("jo", street="9 Quay Street")], [invoice("1", "jo", overdue=6)])
    with an_office(tmp_path, platform, told) as office:
        office.write_rules(RULEBOOK + PAPER)
        [waiting] = office.run().of(State.WAITING)
        shown = read(paper_of(office.opener(), waiting.intent.id[:8]).content, tmp_path)
        said = [line.strip() for line in shown.splitlines() if line.strip()]
        assert said[:6] == [
            "Maple Florist",
            "12 Market Street",
            "Riverton 10001",
            "Jo Ltd",
            "Jo Park",
            "9 Quay Street",
        ]
        assert "17 November 2026" in said
        assert any("INV-1" in line and "NZD 100.00" in line for line in said)


def test_without_an_address_nothing_is_posted_and_somebody_is_to_find_one(
    tmp_path: Path, platform: str
) -> None:
    told = story([customer("jo", street=None)], [invoice("1", "jo", overdue=6)])
    with an_office(tmp_path, platform, told) as office:
        office.write_rules(RULEBOOK + PAPER)
        report = office.run()
        assert not report.of(State.WAITING)
        [held] = [d for d in report.plan.decisions if d.hold == "no postal address"]
        assert held.tasks == ("put the postal address of Jo Ltd into the ledger",)
