"""A mailbox that is away, refuses or misbehaves: one sentence, and nothing is lost or read twice."""

from pathlib import Path

import pytest

from connectors.errors import Misuse, NeedsPerson, Trouble, Unavailable
from connectors.inbox.imap import ImapInbox, open_inbox
from connectors.inbox.imap_url import read_imap_url
from tests.connectors.imap_scripts import HANG_UP, SILENCE, scripted_server
from tests.connectors.imap_servers import PASSWORD, USER, Postbox, imap_server
from tests.connectors.mail_servers import certificate


def at(port: int, *, scheme: str = "imap", timeout: float = 5.0) -> ImapInbox:
    url = f"{scheme}://{USER}:s3cret@127.0.0.1:{port}/INBOX"
    return ImapInbox(read_imap_url(url), timeout=timeout)


@pytest.mark.parametrize(
    ("command", "answer", "kind", "says"),
    [
        ("LOGIN", "{tag} NO [AUTHENTICATIONFAILED] no", NeedsPerson, "GOODTERMS_INBOX_PASSWORD"),
        ("LOGIN", "{tag} BAD LOGIN accounts s3cret?", NeedsPerson, "LOGIN accounts …?"),
        ("LOGIN", "{tag} NO [UNAVAILABLE] later", Unavailable, "later"),
        ("LOGIN", "{tag} NO [ALERT] Too many simultaneous connections", Unavailable, "Too many"),
        ("LOGIN", HANG_UP, Unavailable, "EOF"),
        ("GREETING", "* BYE closed", Unavailable, "cannot be read"),
        ("GREETING", "220 mx ESMTP", Unavailable, "cannot be read"),
        ("EXAMINE", "{tag} NO no such mailbox", NeedsPerson, 'there are "INBOX", "Junk"'),
        ("EXAMINE", "{tag} NO [INUSE] locked", Unavailable, "right now"),
        ("UID SEARCH", "{tag} NO what", Unavailable, "does not list"),
        ("UID SEARCH", "{tag} BAD what", Unavailable, "cannot be read"),
        ("UID FETCH", HANG_UP, Unavailable, "cannot be read"),
    ],
)
def test_each_trouble_is_one_sentence_of_the_right_kind(
    command: str, answer: str, kind: type[Trouble], says: str
) -> None:
    with scripted_server({command: answer}) as port, pytest.raises(kind) as caught:
        at(port).read(None)

    assert says in str(caught.value)
    assert "s3cret" not in str(caught.value)


@pytest.mark.parametrize("command", ["GREETING", "LOGIN", "EXAMINE", "UID SEARCH", "UID FETCH"])
def test_a_server_that_says_nothing_is_not_waited_for(command: str) -> None:
    with scripted_server({command: SILENCE}) as port, pytest.raises(Unavailable):
        at(port, timeout=0.1).read(None)


def test_a_server_that_is_not_there_is_away() -> None:
    with scripted_server({}) as port:
        pass

    with pytest.raises(Unavailable, match=rf"127.0.0.1:{port}.* cannot be read .*nothing is lost"):
        at(port).read(None)


def test_one_mail_that_the_server_cannot_give_does_not_hold_up_the_others() -> None:
    bad = {"UID FETCH 1,2,3": "{tag} NO internal", "UID FETCH 2 ": "{tag} BAD mail is damaged"}

    with scripted_server(bad) as port:
        harvest = at(port).read(None)

    assert [mail.message_id for mail in harvest.mails] == ["<1@acme.example>", "<3@acme.example>"]
    [sentence] = harvest.unreadable
    assert sentence.startswith('Mail 2 in "INBOX" cannot be fetched')
    assert "damaged" in sentence
    assert harvest.bookmark == '{"INBOX": [7, 3]}'


def test_a_connection_that_dies_half_way_keeps_what_was_read() -> None:
    many = {
        "UID SEARCH": "* SEARCH " + " ".join(map(str, range(1, 31))) + "\r\n{tag} OK done",
        "UID FETCH 21": HANG_UP,
    }

    with scripted_server(many) as port:
        harvest = at(port).read(None)

    assert len(harvest.mails) == 20
    assert (harvest.more, harvest.bookmark) == (True, '{"INBOX": [7, 20]}')


def test_mail_is_not_moved_by_a_server_that_would_delete_to_move() -> None:
    with scripted_server({}) as port:
        url = f"imap://{USER}:s3cret@127.0.0.1:{port}"
        with pytest.raises(NeedsPerson, match=r'cannot move mails .*"Read"'):
            open_inbox(url, move_to="Read").file_away(["INBOX/7/1"])


def test_a_server_without_starttls_gets_no_password() -> None:
    with (
        scripted_server({}) as port,
        pytest.raises(NeedsPerson, match="does not encrypt by STARTTLS"),
    ):
        at(port, scheme="imap+starttls").read(None)


@pytest.mark.parametrize("encrypted", [True, False])
def test_a_certificate_that_nobody_vouches_for_is_not_trusted(
    encrypted: bool, tmp_path: Path
) -> None:
    scheme = "imaps" if encrypted else "imap+starttls"
    with (
        imap_server(tls=certificate(tmp_path).server, encrypted=encrypted) as postbox,
        pytest.raises(NeedsPerson, match=r"is not safe \(self-signed certificate\)"),
    ):
        at(postbox.port, scheme=scheme).read(None)


@pytest.mark.parametrize("encrypted", [True, False])
def test_an_encrypted_mailbox_is_read(encrypted: bool, tmp_path: Path) -> None:
    made = certificate(tmp_path)
    scheme = "imaps" if encrypted else "imap+starttls"
    with imap_server(tls=made.server, encrypted=encrypted) as postbox:
        url = f"{scheme}://{USER}@127.0.0.1:{postbox.port}"
        settings = read_imap_url(url, password=lambda user: PASSWORD)

        assert ImapInbox(settings, tls=made.trusting).read(None).mails == []


def test_a_password_that_is_wrong_or_missing_needs_a_person(an_inbox: Postbox) -> None:
    with pytest.raises(NeedsPerson, match='does not accept the user "accounts"'):
        open_inbox(an_inbox.url, password=lambda user: "wrong").read(None)
    with pytest.raises(NeedsPerson, match='There is no password for "accounts"'):
        open_inbox(an_inbox.url).read(None)


def test_a_folder_that_is_not_there_is_named_with_the_nearest(an_inbox: Postbox) -> None:
    an_inbox.make_folder("Junk")
    inbox = open_inbox(an_inbox.url, password=lambda user: PASSWORD, folders=["Jnk"])

    with pytest.raises(NeedsPerson, match=r'no folder "Jnk" .*did you mean "Junk"'):
        inbox.read(None)


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("imap://ana@mail.example/INBOX", "unencrypted"),
        ("imaps://mail.example/INBOX", "names no user"),
        ("imaps://ana@:993/INBOX", "no usable host"),
        ("imaps://ana@mail.example:port/INBOX", "no usable host"),
        ("imap+starttls://ana@mail.example:993", "write imaps://"),
        ("pop3://ana@mail.example", '"pop3://" is no address of a mailbox'),
        ("imaps://ana;AUTH=PLAIN@mail.example", '"AUTH=PLAIN" .* is no way to sign in'),
        ("s3cret@mail.example", "This is no address of a mailbox"),
    ],
)
def test_an_address_that_cannot_be_meant_is_refused_before_anything_is_sent(
    url: str, says: str
) -> None:
    with pytest.raises(Misuse, match=says) as caught:
        open_inbox(url)

    assert "s3cret" not in str(caught.value)


def test_the_address_says_who_where_and_which_folder() -> None:
    asked: list[str] = []

    def lookup(user: str) -> str:
        asked.append(user)
        return "from the keyring"

    settings = read_imap_url(
        "IMAPS://ana%40maple.example@Mail.example/Kunden%2FPost", password=lookup
    )

    assert (settings.host, settings.port) == ("mail.example", 993)
    assert (settings.user, settings.folders) == ("ana@maple.example", ("Kunden/Post",))
    assert asked == ["ana@maple.example"]
    assert "from the keyring" not in repr(settings)


def test_a_user_s_name_may_be_an_address_as_it_is() -> None:
    settings = read_imap_url("imaps://ana@maple.example@mail.example")

    assert (settings.user, settings.host) == ("ana@maple.example", "mail.example")


def test_an_access_token_signs_in_where_a_password_is_no_longer_taken() -> None:
    token = "user=ana@maple.example\1auth=Bearer t0ken\1\1"
    with scripted_server({"TOKEN": token}) as port:
        url = f"imap://ana@maple.example;auth=xoauth2@127.0.0.1:{port}"

        assert len(open_inbox(url, password=lambda user: "t0ken").read(None).mails) == 3
        with pytest.raises(NeedsPerson, match=r'"ana@maple\.example" with this access token'):
            open_inbox(url, password=lambda user: "old").read(None)


def test_a_password_beyond_ascii_signs_in() -> None:
    with scripted_server({"TOKEN": "\0ana\0größe"}) as port:
        url = f"imap://ana@127.0.0.1:{port}"

        assert len(open_inbox(url, password=lambda user: "größe").read(None).mails) == 3
