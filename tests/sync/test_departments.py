"""A client with several departments, on both platforms: a mail each, in a thread of its own."""

from pathlib import Path

from tests.sync.office import an_office, customer, invoice, story
from tests.sync.test_thanks import day

RULES = """\
rulebook: 1
extends: goodterms/gentle
company:
  from: Ana Reid <accounts@maple.example>
contacts:
  routes:
    - {when: {number: "INV-1"}, to: Ivy Marsh <ivy@acme.example>}
    - {when: {number: "INV-OPS*"}, to: Max Low <max@acme.example>}
"""


def test_each_department_has_a_mail_a_day_and_a_thread_of_its_own(
    tmp_path: Path, platform: str
) -> None:
    """Operations hears first; marketing's first mail refers to nothing that operations got."""
    told = story(
        [customer("acme", email="jo@acme.example")],
        [
            invoice("OPS-1", "acme", overdue=6),
            invoice("OPS-2", "acme", overdue=5),
            invoice("1", "acme", overdue=1),
        ],
    )
    with an_office(tmp_path, platform, told) as office:
        office.write_rules(RULES)
        office.run()
        office.run(day(5))
        office.run(day(6))

        by_person: dict[str, list[str | None]] = {}
        for mail in sorted(office.mails(), key=lambda mail: mail["Date"].datetime):
            by_person.setdefault(mail["To"], []).append(mail["References"])
        assert by_person["Ivy Marsh <ivy@acme.example>"][0] is None
        first, *later = by_person["Max Low <max@acme.example>"]
        assert first is None
        assert all(reference is not None for reference in later)
        days = [(mail["To"], mail["Date"].datetime.date()) for mail in office.mails()]
        assert len(days) == len(set(days))
