"""The mail of an intent: in which language, and with what was agreed."""

from pathlib import Path

import pytest

from tests.sync.office import RULEBOOK, an_office, customer, invoice, story

GERMANS = "{languages: [{language: de, when: {customer: '*'}}]}"
FRENCH = "{languages: [{language: fr, when: {customer: '*'}}]}"
GERMAN = (
    "Subject: {{ invoices }}\n\n{{ greeting }}\n\n{{ invoices }} ist {{ when }}. {{ late_fee }}\n"
)


@pytest.mark.parametrize(
    ("rules", "says"),
    [
        (f"contacts: {GERMANS}", "seit 6 Tagen überfällig"),
        (f"contacts: {FRENCH}", "est échue depuis 6 jours"),
        ("", "is 6 days overdue"),
        (
            f"contacts: {GERMANS}\nlate_fee: {{agreed: yes, text: Wie vereinbart 1%.}}",
            "Wie vereinbart 1%.",
        ),
    ],
)
def test_a_letter_goes_out_in_the_language_of_whom_it_goes_to(
    tmp_path: Path, rules: str, says: str
) -> None:
    told = story([customer("jo")], [invoice("1", "jo", overdue=6)])
    with an_office(tmp_path, "xero", told) as office:
        folder = tmp_path / "letters" / "de"
        folder.mkdir(parents=True)
        (folder / "nudge.md").write_text(GERMAN, encoding="utf-8")
        office.write_rules(f"{RULEBOOK}\n{rules}\n")
        office.run()

        [mail] = office.mails()
        body = mail.get_body(("plain",))
        assert body is not None
        assert says in " ".join(body.get_content().split())


BOTH = "late_fee: {agreed: yes, text: {en: As agreed 1%., de: Wie vereinbart 1%.}}"
TITLED = "  titles: {Director: {de: Direktorin}}"
SENIOR = "Subject: {{ invoices }}\n\n{{ greeting }}\n\n{{ late_fee }}\n\n{{ ways_to_pay }}\n\n{{ signature }}\n"
CALL = (
    "{way: card by phone, details: {en: ring 555 0134 from 9 to 5, de: 555 0134 von 9 bis 17 Uhr}}"
)


@pytest.mark.parametrize(
    ("contacts", "fee", "title", "call"),
    [
        (GERMANS, "Wie vereinbart 1%.", "Direktorin", "Mit Karte am Telefon: 555 0134 von 9 bis"),
        (FRENCH, "As agreed 1%.", "Director", "ring 555 0134 from 9"),
        ("{}", "As agreed 1%.", "Director", "Card by phone: ring 555 0134 from 9"),
    ],
)
def test_fee_title_and_details_are_in_the_language_of_the_letter_where_they_are_told_so(
    tmp_path: Path, contacts: str, fee: str, title: str, call: str
) -> None:
    step = "{step: first, at: 5 days after due, letter: mine, from: senior}"
    policies = f"policies: [{{policy: mine, for: [new, prompt, late], steps: [{step}]}}]"
    told = story([customer("jo")], [invoice("1", "jo", overdue=6)])
    with an_office(tmp_path, "xero", told) as office:
        for folder in ("letters", "letters/de"):
            (tmp_path / folder).mkdir()
            (tmp_path / folder / "mine.md").write_text(SENIOR, encoding="utf-8")
        titled = f"{RULEBOOK}{TITLED}\n".replace("card by phone", CALL)
        office.write_rules(f"{titled}contacts: {contacts}\n{BOTH}\n{policies}\n")
        office.run()

        body = office.mails()[0].get_body(("plain",))
        assert body is not None
        assert fee in body.get_content()
        assert call in body.get_content()
        assert f"Mere Tui {title} Maple" in " ".join(body.get_content().split())


def test_a_letter_without_a_translation_goes_out_as_it_is(tmp_path: Path) -> None:
    step = "{step: first, at: 5 days after due, letter: mine}"
    policies = f"policies: [{{policy: mine, for: [new, prompt, late], steps: [{step}]}}]"
    told = story([customer("jo")], [invoice("1", "jo", overdue=6)])
    with an_office(tmp_path, "xero", told) as office:
        (tmp_path / "letters").mkdir()
        mine = "Subject: {{ invoices }}\n\n{{ Invoices }} is {{ when }}. Any question?\n"
        (tmp_path / "letters" / "mine.md").write_text(mine, encoding="utf-8")
        office.write_rules(f"{RULEBOOK}\ncontacts: {FRENCH}\n{policies}\n")
        office.run()

        [mail] = office.mails()
        body = mail.get_body(("plain",))
        assert body is not None
        assert "is 6 days overdue" in body.get_content()


@pytest.mark.parametrize(
    ("language", "day"),
    [("en-US", "Wednesday, November 11, 2026"), ("en-GB", "Wednesday 11 November 2026")],
)
def test_a_language_may_name_the_country_whose_days_it_writes(
    tmp_path: Path, language: str, day: str
) -> None:
    told = story([customer("jo")], [invoice("1", "jo", overdue=6)])
    rule = f"contacts: {{languages: [{{language: {language}, when: {{customer: '*'}}}}]}}"
    with an_office(tmp_path, "xero", told) as office:
        office.write_rules(f"{RULEBOOK}\n{rule}\n")
        office.run()
        [mail] = office.mails()
        body = mail.get_body(("plain",))
        assert body is not None
        assert day in " ".join(body.get_content().split())
        assert mail["Content-Language"] == language
