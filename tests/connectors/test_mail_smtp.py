"""What a mail server does with a mail, told apart: sent, not sent, nobody knows."""

from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes
from pathlib import Path

import pytest

from connectors.errors import Misuse, NeedsPerson
from connectors.mail.channels import open_channel
from connectors.mail.compose import message_id
from connectors.mail.message import (
    Address,
    Mail,
    MailDeferred,
    MailRefused,
    MailUnknown,
    Receipt,
    Refusal,
)
from connectors.mail.smtp import SmtpChannel
from connectors.mail.smtp_url import SmtpSettings, read_smtp_url
from tests.connectors.mail_servers import (
    AnyPort,
    Certificate,
    Script,
    certificate,
    mail_server,
    only,
)

MAIL = Mail(
    message_id=message_id("intent-1", "maple.example"),
    sender=Address("accounts@maple.example", "Ana Reid"),
    to=(Address("jo@acme.example", "Jo Park"),),
    subject="Invoice INV-0003",
    text="Hello Jo,\n\n.a line that starts with a dot\n",
    html="<p>Hello Jo</p>",
    date=datetime(2026, 11, 21, 9, 0, tzinfo=UTC),
)
THREE = replace(MAIL, to=(Address("a@x.example"), Address("b@x.example"), Address("c@x.example")))


def channel(server: AnyPort, *, answer_timeout: float = 10) -> SmtpChannel:
    settings = read_smtp_url(f"smtp://127.0.0.1:{server.port}")
    return SmtpChannel(settings, timeout=10, answer_timeout=answer_timeout)


def send(script: Script, mail: Mail = MAIL, *, answer_timeout: float = 10) -> Receipt:
    with mail_server(script) as server:
        carrier = channel(server, answer_timeout=answer_timeout)
        try:
            return carrier.send(mail, before_data=lambda: None)
        finally:
            carrier.close()


def test_a_mail_arrives_as_it_was_written() -> None:
    script = Script()
    assert send(script) == Receipt(("jo@acme.example",))
    (taken,) = script.taken
    assert (taken.sender, taken.recipients) == ("accounts@maple.example", ["jo@acme.example"])
    parts = message_from_bytes(taken.content).walk()
    texts = [part.get_payload() for part in parts if part.get_content_type() == "text/plain"]
    assert texts == ["Hello Jo,\r\n\r\n.a line that starts with a dot\r\n"]


def test_a_recipient_who_is_refused_is_named_and_the_others_get_the_mail() -> None:
    script = Script(recipients={"b@x.example": "550 5.1.1 no such user"})
    receipt = send(script, THREE)
    assert receipt == Receipt(
        ("a@x.example", "c@x.example"), (Refusal("b@x.example", "550 5.1.1 no such user"),)
    )
    assert script.taken[0].recipients == ["a@x.example", "c@x.example"]


@pytest.mark.parametrize(
    ("script", "outcome", "sentence"),
    [
        (Script(mail="550 not you"), NeedsPerson, 'refuses the sender: "550 not you"'),
        (Script(mail="530 log in"), NeedsPerson, "GOODTERMS_MAIL_PASSWORD"),
        (Script(mail="451 busy"), MailDeferred, 'not take the sender right now ("451 busy")'),
        (Script(mail="421 closing"), MailDeferred, "try again later"),
        (
            Script(recipients={"jo@acme.example": "550 unknown"}),
            MailRefused,
            'refuses every recipient ("jo@acme.example": 550 unknown)',
        ),
        (
            Script(recipients={"jo@acme.example": "450 greylisted"}),
            MailDeferred,
            "takes nobody of this mail right now",
        ),
        (Script(data="554 looks like spam"), MailRefused, "554 looks like spam"),
        (Script(data="452 full"), MailDeferred, "452 full"),
        (Script(dies_after_data=True), MailUnknown, "resolve it in the outbox"),
    ],
)
def test_each_answer_has_its_own_outcome(
    script: Script, outcome: type[Exception], sentence: str
) -> None:
    with pytest.raises(outcome) as caught:
        send(script)
    assert type(caught.value) is outcome
    assert sentence in str(caught.value)


@pytest.mark.parametrize(
    ("script", "others_may_go"),
    [
        (Script(recipients={"jo@acme.example": "450 greylisted"}), True),
        (Script(data="452 this one is too large today"), True),
        (Script(data="421 closing"), False),
        (Script(mail="451 busy"), False),
    ],
)
def test_a_deferred_mail_says_whether_others_may_go(script: Script, others_may_go: bool) -> None:
    with pytest.raises(MailDeferred) as caught:
        send(script)
    assert caught.value.others_may_go is others_may_go


def test_a_server_that_never_answers_the_data_leaves_the_mail_unknown() -> None:
    with pytest.raises(MailUnknown):
        send(Script(never_answers=True), answer_timeout=0.2)


def test_nobody_listening_is_deferred() -> None:
    with mail_server(Script()) as server:
        carrier = channel(server)
    with pytest.raises(MailDeferred, match="cannot be reached"):
        carrier.check()


def test_the_last_moment_comes_after_the_recipients_and_before_the_data() -> None:
    script = Script()
    seen: list[int] = []
    with mail_server(script) as server:
        carrier = channel(server)
        carrier.send(MAIL, before_data=lambda: seen.append(len(script.taken)))
        script.recipients["jo@acme.example"] = "550 unknown"
        with pytest.raises(MailRefused):
            carrier.send(MAIL, before_data=lambda: seen.append(99))
        carrier.close()
    assert seen == [0]


def test_when_the_last_moment_fails_nothing_is_sent_and_the_next_mail_goes() -> None:
    def fail() -> None:
        raise RuntimeError("the database is gone")

    script = Script()
    with mail_server(script) as server:
        carrier = channel(server)
        with pytest.raises(RuntimeError):
            carrier.send(MAIL, before_data=fail)
        carrier.send(MAIL, before_data=lambda: None)
        carrier.close()
    assert len(script.taken) == 1


def test_a_batch_goes_over_one_connection() -> None:
    script = Script()
    with mail_server(script) as server:
        carrier = channel(server)
        for _ in range(3):
            carrier.send(MAIL, before_data=lambda: None)
        carrier.close()
    assert (len(script.taken), script.sessions) == (3, 1)


def test_a_connection_that_died_while_idle_is_opened_again() -> None:
    script = Script()
    with mail_server(script) as server:
        carrier = channel(server)
        carrier.send(MAIL, before_data=lambda: None)
        server.hang_up(script)
        carrier.send(MAIL, before_data=lambda: None)
        carrier.close()
    assert (len(script.taken), script.sessions) == (2, 2)


def test_an_address_beyond_ascii_needs_a_server_that_can() -> None:
    mail = replace(MAIL, to=(Address("jörg@acme.example"),))
    able, unable = Script(), Script()
    with mail_server(unable, enable_SMTPUTF8=False) as server:
        carrier = channel(server)
        with pytest.raises(MailRefused, match="SMTPUTF8"):
            carrier.send(mail, before_data=lambda: None)
        carrier.close()
    send(able, mail)
    assert unable.taken == []
    assert able.taken[0].recipients == ["jörg@acme.example"]


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    return certificate(tmp_path_factory.mktemp("certificate"))


def encrypted(server: AnyPort, scheme: str, tls: Certificate | None = None) -> SmtpChannel:
    url = f"{scheme}://ana%40maple.example:s3cr%25t@127.0.0.1:{server.port}"
    return SmtpChannel(read_smtp_url(url), timeout=10, tls=tls.trusting if tls else None)


def test_starttls_with_a_login_carries_the_mail(shown: Certificate) -> None:
    script = Script()
    knows = only("ana@maple.example", "s3cr%t")
    with mail_server(
        script, tls_context=shown.server, auth_required=True, authenticator=knows
    ) as server:
        carrier = encrypted(server, "smtp+starttls", shown)
        carrier.send(MAIL, before_data=lambda: None)
        carrier.close()
    assert len(script.taken) == 1


def test_smtps_carries_the_mail(shown: Certificate) -> None:
    script = Script()
    with mail_server(script, ssl_context=shown.server) as server:
        carrier = SmtpChannel(
            read_smtp_url(f"smtps://127.0.0.1:{server.port}"), timeout=10, tls=shown.trusting
        )
        carrier.send(MAIL, before_data=lambda: None)
        carrier.close()
    assert len(script.taken) == 1


def test_a_wrong_password_is_for_a_person_and_is_not_repeated(shown: Certificate) -> None:
    knows = only("ana@maple.example", "another")
    with (
        mail_server(Script(), tls_context=shown.server, authenticator=knows) as server,
        pytest.raises(NeedsPerson) as caught,
    ):
        encrypted(server, "smtp+starttls", shown).check()
    assert 'the user "ana@maple.example"' in str(caught.value)
    assert "GOODTERMS_MAIL_PASSWORD" in str(caught.value)
    assert "s3cr" not in str(caught.value)


def test_a_certificate_that_nobody_vouches_for_is_refused(shown: Certificate) -> None:
    script = Script()
    with (
        mail_server(script, tls_context=shown.server) as server,
        pytest.raises(NeedsPerson, match="is not safe"),
    ):
        encrypted(server, "smtp+starttls").send(MAIL, before_data=lambda: None)
    assert script.taken == []


def test_without_starttls_nothing_is_sent_in_plain() -> None:
    script = Script()
    with (
        mail_server(script) as server,
        pytest.raises(NeedsPerson, match="nothing is sent without it"),
    ):
        encrypted(server, "smtp+starttls").send(MAIL, before_data=lambda: None)
    assert script.taken == []


@pytest.mark.parametrize(
    ("url", "port", "user"),
    [
        ("smtp://localhost", 25, None),
        ("smtp+starttls://ana%40maple.example@mail.example", 587, "ana@maple.example"),
        ("smtps://ana@mail.example", 465, "ana"),
        ("smtps://ana@mail.example:2465", 2465, "ana"),
    ],
)
def test_urls_and_their_default_ports(url: str, port: int, user: str | None) -> None:
    settings = read_smtp_url(url, password="s3cret")
    assert (settings.port, settings.user, settings.password) == (port, user, "s3cret")
    assert "s3cret" not in f"{settings!r} {settings} {SmtpChannel(settings)!r}"


@pytest.mark.parametrize(
    "url", ["smtp://", "smtps://ana:s3cret@mail.example:port", "smtps://ana:s3cret@mail.example/x"]
)
def test_a_broken_url_is_said_without_its_password(url: str) -> None:
    with pytest.raises(Misuse, match="no usable host and port") as caught:
        read_smtp_url(url)
    assert "s3cret" not in str(caught.value)


def test_a_password_does_not_cross_the_network_in_plain() -> None:
    with pytest.raises(Misuse, match="unencrypted"):
        read_smtp_url("smtp://ana:s3cret@mail.example")


@pytest.mark.parametrize(
    ("host", "local"),
    [("localhost", True), ("127.0.0.1", True), ("::1", True), ("mail.example", False)],
)
def test_loopback_is_local(host: str, local: bool) -> None:
    settings = SmtpSettings(host=host, port=25, security=read_smtp_url("smtp://x").security)
    assert SmtpChannel(settings).local is local


def test_an_unknown_way_to_carry_mail_names_the_nearest(tmp_path: Path) -> None:
    with pytest.raises(Misuse, match=r'"smtp\+startls"\. Did you mean "smtp\+starttls:"') as caught:
        open_channel("smtp+startls://ana:s3cret@mail.example", base=tmp_path)
    assert "s3cret" not in str(caught.value)
    assert isinstance(open_channel("SMTPS://mail.example", base=tmp_path), SmtpChannel)
