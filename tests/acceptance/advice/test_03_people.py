"""Row 3: ask a specific person."""

from pathlib import Path

from tests.acceptance.advice.shop import a_shop, day
from tests.sync.office import customer, invoice, story

ROUTES = """\
contacts:
  routes:
    - {route: marketing, when: {number: "INV-MKT*"}, to: Ivy Marsh <ivy@acme.example>}
    - {route: works, when: {number: "INV-OPS*"}, to: Max Low <max@acme.example>}
    - {route: fleet, when: {number: "INV-CAR*"}, to: Max Low <max@acme.example>}
"""
PEOPLE = """\
contacts:
  people:
    - {person: Ivy Marsh <ivy@acme.example>, of: Acme Ltd, reports_to: owner}
    - {person: Olu Ade <olu@acme.example>, of: Acme Ltd, role: owner}
policies:
  - policy: prompt payers
    for: [new, prompt]
    steps:
      - {step: nudge, at: 3 days after due, letter: nudge}
      - {step: check-in, at: 12 days after due, letter: check-in, to: [senior], cc: [contact]}
"""


def test_a_named_person_by_role_and_their_senior_later(tmp_path: Path, platform: str) -> None:
    told = story(
        [customer("acme", first=None, last=None, email="info@acme.example")],
        [invoice("1", "acme", overdue=6)],
    )
    with a_shop(tmp_path, platform, told, rules=PEOPLE) as shop:
        first, second = shop.one(0), shop.one(9)
        assert first.to == "Ivy Marsh <ivy@acme.example>"
        assert first.text.startswith("Hello Ivy,")
        assert second.to == "Olu Ade <olu@acme.example>"
        assert second.text.startswith("Hello Olu,")
        assert second.recipients == ["olu@acme.example", "ivy@acme.example"]
        assert "e-mailed to Ivy Marsh" in shop.notes("1")[0]
        assert "e-mailed to Olu Ade" in shop.notes("1")[1]


def test_a_mailbox_of_nobody_is_the_last_resort_and_raises_a_task(
    tmp_path: Path, platform: str
) -> None:
    """ "Hello," and nothing else; once somebody is known it goes to them."""
    told = story(
        [customer("acme", first=None, last=None, email="accounts@acme.example")],
        [invoice("1", "acme", overdue=6)],
    )
    with a_shop(tmp_path, platform, told) as shop:
        mail = shop.one(0)
        assert (mail.to, mail.text.split("\n")[0]) == ("accounts@acme.example", "Hello,")
        assert shop.tasks() == ["ask who pays at Acme Ltd"]
        assert "accounts@acme.example" in shop.goodterms("people").words

        known = "contacts: {people: [{person: Ivy Marsh <ivy@acme.example>, of: Acme Ltd}]}\n"
        shop.office.write_rules(shop.rules + known)
        assert shop.one(9).to == "Ivy Marsh <ivy@acme.example>"


def test_departments_hear_of_their_own_invoices_and_nobody_twice_in_a_day(
    tmp_path: Path, platform: str
) -> None:
    """Max looks after the works and the fleet: one mail for both."""
    kinds = ("MKT-1", "OPS-1", "CAR-1")
    told = story([customer("acme")], [invoice(kind, "acme", overdue=6) for kind in kinds])
    with a_shop(tmp_path, platform, told, rules=ROUTES) as shop:
        mails = {mail.to: mail for mail in shop.on(0)}
        told_of = {who: shop.office.numbers(mail.message) for who, mail in mails.items()}
        assert told_of == {
            "Ivy Marsh <ivy@acme.example>": {"INV-MKT-1"},
            "Max Low <max@acme.example>": {"INV-OPS-1", "INV-CAR-1"},
        }
        assert "invoices INV-" in mails["Max Low <max@acme.example>"].subject
        assert shop.quiet(0, 1)


def test_what_is_known_of_each_person_has_a_day(tmp_path: Path, platform: str) -> None:
    """Jo answered on the Wednesday, and mail to Kim came back."""
    told = story(
        [customer("jo"), customer("kim")],
        [invoice("1", "jo", overdue=6), invoice("2", "kim", overdue=6)],
    )
    with a_shop(tmp_path, platform, told, mailbox=True) as shop:
        jo, kim = sorted(shop.on(0), key=lambda mail: mail.to)
        shop.answers(jo, "We pay on Friday.")
        shop.bounces(kim, "550 5.1.1 no such user")
        shop.run(1)

        known = {
            person["email"]: person
            for each in shop.goodterms("people", "--json").json
            for person in each["people"]
        }
        assert known["jo@jo.example"]["confirmed_on"] == day(1).isoformat()
        assert known["jo@jo.example"]["usable"] is True
        assert known["kim@kim.example"]["bounced_on"] == day(1).isoformat()
        assert known["kim@kim.example"]["usable"] is False
