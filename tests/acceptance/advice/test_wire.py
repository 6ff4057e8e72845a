"""Every shipped letter in every language, through a real mail server: clean by RFC 5322.

The scenarios beside this file look at each mail that they receive in the same way.
"""

from collections import defaultdict
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from email import message_from_bytes
from email.policy import SMTP

import pytest

from connectors.mail.compose import message_id
from connectors.mail.message import Address, Attachment, Mail
from connectors.mail.smtp import SmtpChannel
from connectors.mail.smtp_url import read_smtp_url
from rules.facts import Money
from rules.letters.letter import LetterFacts, Part, render
from tests.acceptance.advice.wire import assert_clean
from tests.connectors.mail_servers import Script, mail_server
from tests.rules.letter_samples import ONE, TODAY, shipped, shipped_letters

LANGUAGES = sorted({language for _, language, _ in shipped_letters()})
LOCALES = {"en": "en_NZ", "fr": "fr_FR", "es": "es_ES", "de": "de_DE"}
FIFTY = (Money(Decimal(50), "NZD"),)
SAID = replace(
    ONE,
    received=FIFTY,
    received_on=TODAY,
    promised_on=TODAY,
    missed=(Part(TODAY, FIFTY),),
    to_come=(Part(TODAY, FIFTY),),
    attached=True,
)
"""What any letter may ask about."""
LONG = "Ærøskøbing Blömsterhandel & Söhne <Nachf.> " * 8


@contextmanager
def carrier(script: Script) -> Iterator[SmtpChannel]:
    """Our end of a connection to a real server."""
    with mail_server(script) as server:
        settings = read_smtp_url(f"smtp://127.0.0.1:{server.port}")
        with closing(SmtpChannel(settings, timeout=10, answer_timeout=10)) as channel:
            yield channel


def mail(name: str, base: str, language: str, facts: LetterFacts) -> Mail:
    """One letter as it leaves, the second of a thread."""
    said = render(shipped(name, base=base, language=language), facts)
    return Mail(
        message_id=message_id(f"{base}/{language}/{name}", "maple.example"),
        sender=Address("accounts@maple.example", "Ana Reid"),
        to=(Address("jo@acme.example", f"Jo Pärk, {facts.customer}"),),
        cc=(Address("olu@acme.example"), Address("kim@maple.example", 'Kim "K" Lee')),
        subject=said.subject,
        text=said.text,
        html=said.html,
        references=(message_id("first", "maple.example"),),
        attachments=(
            Attachment("Rechnung Nr. 3 – Mäple.pdf", "application/pdf", b"%PDF-1.7 \xff"),
        ),
        date=datetime(2026, 11, 21, 9, 0, tzinfo=UTC),
        language=said.language,
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_letter_is_clean_on_the_wire(language: str) -> None:
    """As it is usually, and those of one base with names that are long and foreign."""
    facts = replace(SAID, locale=LOCALES[language])
    odd = replace(facts, customer=LONG, company=LONG.strip(), greeting="Zoë")
    letters = [(base, name) for base, its, name in shipped_letters() if its == language]
    script = Script()
    expected = defaultdict(list)
    with carrier(script) as channel:
        for base, name in letters:
            for each in (facts, odd)[: 2 if base == "gentle" else 1]:
                sent = mail(name, base, language, each)
                channel.send(sent, before_data=lambda: None)
                expected[sent.message_id].append(sent)

    assert len(script.taken) == sum(map(len, expected.values()))
    for taken in script.taken:
        assert_clean(taken.content)
        arrived = message_from_bytes(taken.content, policy=SMTP)
        sent = expected[str(arrived["Message-ID"])].pop(0)
        assert arrived["Subject"] == " ".join(sent.subject.split())
        assert arrived["Content-Language"].startswith(language)
        text = arrived.get_body(("plain",))
        assert text is not None
        assert text.get_content().splitlines() == sent.text.splitlines()
        assert max(map(len, text.get_content().splitlines())) <= 998
