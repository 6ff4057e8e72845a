"""`maildir:outbox`: .eml files that a mail program opens, each mail once."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from pathlib import Path

import pytest

from connectors.errors import Misuse
from connectors.mail.channels import open_channel
from connectors.mail.compose import message_id
from connectors.mail.message import Address, Mail, MailDeferred, MailRefused, Receipt

MAIL = Mail(
    message_id=message_id("intent-1", "maple.example"),
    sender=Address("accounts@maple.example", "Ana Reid"),
    to=(Address("jo.park@acme.example", "Jo Park"),),
    subject="Invoice INV-0003",
    text="Hello Jo\n",
    html="<p>Hello Jo</p>",
    date=datetime(2026, 11, 21, 9, 0, tzinfo=UTC),
)


def test_a_mail_becomes_one_file_named_by_day_and_recipient(tmp_path: Path) -> None:
    outbox = open_channel("maildir:outbox", base=tmp_path)
    outbox.check()
    assert outbox.send(MAIL, before_data=lambda: None) == Receipt(("jo.park@acme.example",))
    (file,) = (tmp_path / "outbox").iterdir()
    assert file.name.startswith("2026-11-21-jo.park-acme.example-")
    assert file.suffix == ".eml"
    message = message_from_bytes(file.read_bytes(), policy=policy.default)
    assert message["Subject"] == "Invoice INV-0003"
    assert outbox.local


def test_a_repetition_is_the_same_file_also_on_another_day(tmp_path: Path) -> None:
    outbox = open_channel("maildir:outbox", base=tmp_path)
    outbox.send(MAIL, before_data=lambda: None)
    outbox.send(replace(MAIL, date=MAIL.date + timedelta(days=1)), before_data=lambda: None)
    assert len(list((tmp_path / "outbox").iterdir())) == 1


def test_it_knows_what_it_holds(tmp_path: Path) -> None:
    outbox = open_channel("maildir:outbox", base=tmp_path)
    assert outbox.holds(MAIL.message_id) is False
    outbox.send(MAIL, before_data=lambda: None)
    assert outbox.holds(MAIL.message_id) is True
    assert outbox.holds(message_id("intent-2", "maple.example")) is False


def test_when_the_last_moment_fails_there_is_no_file(tmp_path: Path) -> None:
    def fail() -> None:
        assert outbox.holds(MAIL.message_id) is False
        raise RuntimeError("the database is gone")

    outbox = open_channel("maildir:outbox", base=tmp_path)
    with pytest.raises(RuntimeError):
        outbox.send(MAIL, before_data=fail)
    assert list((tmp_path / "outbox").iterdir()) == []


def test_a_wrong_address_writes_nothing(tmp_path: Path) -> None:
    outbox = open_channel("maildir:outbox", base=tmp_path)
    with pytest.raises(MailRefused):
        outbox.send(replace(MAIL, to=(Address("nobody"),)), before_data=lambda: None)
    assert not (tmp_path / "outbox").exists()


def test_a_folder_that_cannot_be_written_is_said_before_anything_is_sent(tmp_path: Path) -> None:
    (tmp_path / "outbox").write_text("a file, not a folder")
    with pytest.raises(Misuse, match="cannot be written"):
        open_channel("maildir:outbox", base=tmp_path).check()


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("maildri:outbox", 'Did you mean "maildir:"'),
        ("maildir:", "names no folder"),
        ("outbox", 'carried by "outbox"'),
        ("http://mail.example", "There are: maildir:, smtp:, smtp\\+starttls:, smtps:"),
    ],
)
def test_a_wrong_url_says_what_there_is(url: str, sentence: str, tmp_path: Path) -> None:
    with pytest.raises(Misuse, match=sentence):
        open_channel(url, base=tmp_path)


def test_a_folder_that_went_away_is_deferred(tmp_path: Path) -> None:
    folder = tmp_path / "outbox"
    folder.write_text("a file where the folder should be")
    with pytest.raises(MailDeferred, match="nothing was written, try again"):
        open_channel("maildir:outbox", base=tmp_path).send(MAIL, before_data=lambda: None)
    assert list(tmp_path.iterdir()) == [folder]
