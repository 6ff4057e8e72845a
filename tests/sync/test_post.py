"""A letter on paper waits in the outbox, with its text at hand, until somebody has posted it."""

from pathlib import Path

import pytest

from connectors.errors import Misuse
from sync.post import letter_of
from sync.resolve import resolve
from sync.store.outbox_rows import State
from tests.sync.office import RULEBOOK, TUESDAY, an_office, customer, invoice, story

PAPER = """\
policies:
  - policy: all
    for: [new, prompt, late]
    steps:
      - {step: on-paper, at: 3 days after due, channel: letter, letter: nudge}
remove: [prompt payers, late payers]
"""
CALL = PAPER.replace("channel: letter, letter: nudge", "channel: phone")


def test_it_waits_is_read_posted_and_noted_once(tmp_path: Path, platform: str) -> None:
    told = story([customer("jo")], [invoice("1", "jo", overdue=6)])
    with an_office(tmp_path, platform, told) as office:
        office.write_rules(RULEBOOK + PAPER)
        [waiting] = office.run().of(State.WAITING)
        assert office.mails() == []

        opener = office.opener()
        mail = letter_of(opener, waiting.intent.id[:8])
        assert mail.subject == "Maple Florist: a gentle reminder about invoice INV-1"
        assert "6 days overdue" in mail.text
        assert "<html" in mail.html

        with pytest.raises(Misuse, match="is for a person to do"):
            resolve(opener, waiting.intent.id, "approve", says="")
        resolve(opener, waiting.intent.id, "done", says="")
        again = office.run()
        [note] = office.notes()
        assert 'Reminder "on-paper" posted to Jo Park <jo@jo.example>' in note
        assert not again.of(State.WAITING)


def test_what_has_no_letter_says_so(tmp_path: Path) -> None:
    told = story([customer("jo")], [invoice("1", "jo", overdue=6)])
    with an_office(tmp_path, "xero", told) as office:
        office.write_rules(RULEBOOK + CALL)
        [waiting] = office.run(TUESDAY).of(State.WAITING)
        with pytest.raises(Misuse, match="goes by phone, and has no letter"):
            letter_of(office.opener(), waiting.intent.id)
