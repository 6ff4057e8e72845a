"""Bad input: a clear sentence, the right exit code, and nothing lost."""

import re
import socket
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from connectors.sandbox.story import Story, StoryPerson
from connectors.tokens import Tokens
from tests.acceptance.starter import Starter
from tests.acceptance.trial import Done, Trial, a_trial
from tests.connectors.mail_servers import Script, mail_server, only
from tests.sync.office import customer, invoice, story


def one_reminder() -> Story:
    """One invoice that is due for a reminder."""
    return story([customer("jo")], [invoice("1", "jo", overdue=6)])


def two_reminders() -> Story:
    """Two customers, each with one."""
    return story(
        [customer("jo"), customer("kim")],
        [invoice("1", "jo", overdue=6), invoice("2", "kim", overdue=6)],
    )


def says(done: Done, code: int, *words: str) -> None:
    """One sentence with these words, for people and for machines."""
    assert [word for word in words if word not in done.sentence] == []
    assert done.json == {"error": done.sentence, "exit_code": code}
    assert done.code == code


def rewrite(trial: Trial, key: str, value: str) -> None:
    """Another value in the configuration."""
    text = trial.office.config.read_text("utf-8")
    changed = re.sub(rf"(?m)^{key} = .*$", lambda _: f'{key} = "{value}"', text)
    assert changed != text
    trial.office.config.write_text(changed, "utf-8")


TEN_MISTAKES = """\
rulebook: 1
extends: goodterms/gentle
compny:
  from: Ana Reid <accounts@maple.example>
company:
  from: not an address
  send: {on: [mon, tuesdy], between: "16:00-09:00"}
segments:
  - segment: prompt
    when: {paid_late_share: "<= 20 days"}
  - segment: late
    when: {invoices_piad: "< 3"}
guards:
  - hold: small
    when: {balance: "< many"}
limits: {per_customer: 4 in 30 weaks, per_run: lots}
policies:
  - policy: all
    for: [prompt, nobody]
    steps:
      - {step: nudge, at: three days after due, letter: nudge}
"""


def test_a_rulebook_with_ten_mistakes_reports_ten(
    tmp_path: Path, platform: str, starter: Starter
) -> None:
    with a_trial(tmp_path, platform, one_reminder(), starter) as shop:
        shop.office.write_rules(TEN_MISTAKES)
        for typed in (("run", "--on", "2026-11-17"), ("plan", "--no-pull")):
            done = shop.goodterms(*typed)
            head, *mistakes = done.err.strip().splitlines()
            lines = [
                int(m[1]) for line in mistakes if (m := re.match(r"  rules.yaml:(\d+):\d+: ", line))
            ]
            assert done.code == 2
            assert re.search(r"has 1\d mistakes", head)
            assert len(mistakes) == len(lines) >= 10
            assert {3, 6, 7, 10, 12, 15, 16, 19, 21} <= set(lines)
            assert 'did you mean "company"' in done.err or "company" in mistakes[0]
        assert shop.office.mails() == []


def test_a_missing_and_a_dead_token_say_connect(
    tmp_path: Path, platform: str, starter: Starter
) -> None:
    with a_trial(tmp_path, platform, one_reminder(), starter) as shop:
        tokens = shop.office.opener().tokens
        good = tokens.load()
        assert good is not None
        shop.secrets.update({"dead-access", "dead-refresh"})
        tokens.save(Tokens("dead-access", "dead-refresh", datetime(2020, 1, 1, tzinfo=UTC)))
        for typed in (("run", "--json", "--on", "2026-11-17"), ("pull", "--json")):
            says(shop.goodterms(*typed), 1, "`goodterms connect`")
        doctor = shop.goodterms("doctor")
        assert (doctor.code, "goodterms connect" in " ".join(doctor.out.split())) == (1, True)

        tokens.save(good)
        (shop.folder / "goodterms.key").write_text("nonsense\n")
        says(shop.run(), 1, "key", "`goodterms connect`")
        (shop.folder / "goodterms.key").unlink()
        says(shop.run(), 1, "another key", "`goodterms connect`")

        connected = shop.goodterms("connect", "--refresh-token-stdin", stdin="no-such-token\n")
        assert connected.code == 1
        assert "`goodterms connect`" in connected.sentence
        rewrite(shop, "company", "424242")
        says(shop.run(), 1, "not connected", "`goodterms connect`")


def test_no_refresh_token_on_standard_input_waits_for_no_browser(
    tmp_path: Path, platform: str, starter: Starter
) -> None:
    with a_trial(tmp_path, platform, one_reminder(), starter) as shop:
        done = shop.goodterms("connect", "--refresh-token-stdin", stdin="\n")
        assert (done.code, "no refresh token" in done.sentence) == (2, True)


def test_another_company_than_the_one_that_consented(
    tmp_path: Path, platform: str, starter: Starter
) -> None:
    with a_trial(tmp_path, platform, one_reminder(), starter) as shop:
        tokens = shop.office.opener().tokens.load()
        assert tokens is not None
        rewrite(shop, "company", "424242")
        shop.office.opener().tokens.save(tokens)

        says(shop.run(), 1, '"424242"', "company", "goodterms connect")
        doctor = shop.goodterms("doctor", "--json")
        assert doctor.code == 1
        [ledger] = [check for check in doctor.json if check["check"] == "ledger"]
        assert "424242" in ledger["says"]


def test_a_ledger_that_cannot_be_reached(tmp_path: Path, platform: str, starter: Starter) -> None:
    """Four tries, some eight seconds; then the sentence, and everything is as before."""
    with a_trial(tmp_path, platform, one_reminder(), starter) as shop:
        url = shop.office.sandbox.url
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        rewrite(shop, "api_url", f"http://127.0.0.1:{port}")
        says(shop.run(), 3, f"127.0.0.1:{port}", "cannot be reached", "Try again later")
        status = shop.goodterms("status", "--json")
        assert (status.code, status.json["last_run"]["exit_code"]) == (1, 3)

        rewrite(shop, "api_url", url)
        assert shop.run().json["sent"] == 1


def test_the_ledgers_own_reminders_are_on(tmp_path: Path, platform: str, starter: Starter) -> None:
    with a_trial(tmp_path, platform, one_reminder(), starter) as shop:
        if platform == "xero":
            shop.order("reminders", enabled=True)
        else:  # QuickBooks cannot tell: the user says it at `init`
            text = shop.office.config.read_text("utf-8")
            shop.office.config.write_text(text.replace("[mail]", "own_reminders = true\n[mail]"))
        says(shop.run(), 1, "reminders of its own", "turn", "off")
        assert shop.office.mails() == []


STORES: list[tuple[str, Callable[[Path], str], int, str]] = [
    ("a folder that is missing", lambda f: "sqlite:///nowhere/goodterms.db", 1, "does not exist"),
    ("a folder in its place", lambda f: f"sqlite:///{_folder(f)}", 1, "cannot be used"),
    ("a file that is none", lambda f: f"sqlite:///{_text_file(f)}", 1, "cannot be used"),
    ("a server that is away", lambda f: "postgresql://me:mp-1d4e88c2b6@127.0.0.1:1/x", 3, "reach"),
    ("another database", lambda f: "mysql://me:mp-1d4e88c2b6@127.0.0.1/x", 2, "neither SQLite nor"),
    ("nonsense", lambda f: "goodterms.db", 2, "not a database address"),
    ("no port", lambda f: "postgresql://me@h:x/x", 2, "not a database address"),
    ("a question", lambda f: "sqlite:///goodterms.db?mode=ro", 2, "neither SQLite nor"),
    ("a name of nobody", lambda f: "postgresql://me@store.invalid/x", 3, "cannot be reached"),
]


def _folder(folder: Path) -> str:
    (folder / "occupied").mkdir()
    return "occupied"


def _text_file(folder: Path) -> str:
    (folder / "letter.txt").write_text("Dear Sir or Madam, " * 100)
    return "letter.txt"


@pytest.mark.parametrize("platform", ["quickbooks"], indirect=True)
def test_a_store_that_cannot_be_used(tmp_path: Path, platform: str, starter: Starter) -> None:
    with a_trial(tmp_path, platform, one_reminder(), starter) as shop:
        for what, url, code, word in STORES:
            text = shop.office.config.read_text("utf-8")
            shop.office.config.write_text(
                re.sub(r'url = "[^"]*"\n\Z', f'url = "{url(tmp_path)}"\n', text), "utf-8"
            )
            for typed in (("run", "--json", "--on", "2026-11-17"), ("status", "--json")):
                done = shop.goodterms(*typed)
                assert (what, done.code) == (what, code)
                says(done, code, word)
        assert shop.office.mails() == []


TYPED = [
    # what is typed -> words of the sentence
    (["explain", "INV-99", "--json"], ['"INV-99"', "goodterms pull"]),
    (["run", "--json", "--on", "17.11.2026"], ["17.11.2026", "2026-12-01"]),
    (["plan", "--json", "--on", "2026-02-30"], ["2026-02-30"]),
    (["plan", "--json", "--on", "9999-12-31"], ["9999-12-31", "between 1990 and 2100"]),
    (["init"], ["no terminal", "--platform", "--company", "--client-id", "--sender"]),
    (["outbox", "resolve", "zzz", "sent", "--json"], ["--json"]),
    (["rnu", "--json"], ["rnu", "run"]),
    (["mark", "INV-99", "dispute"], ['"INV-99"']),
    (["schedule", "--at", "25:00"], ['"25:00"', "08:30"]),
    (["schedule", "--at", "08:30", "--on", "someday"], ['"someday"', "weekdays"]),
]


@pytest.mark.parametrize("platform", ["quickbooks"], indirect=True)
def test_a_mistyped_command(tmp_path: Path, platform: str, starter: Starter) -> None:
    with a_trial(tmp_path, platform, one_reminder(), starter) as shop:
        assert shop.goodterms("pull").code == 0
        for typed, words in TYPED:
            done = shop.goodterms(*typed)
            assert (typed, done.code) == (typed, 2)
            assert [word for word in words if word not in done.sentence] == []
            if "--json" in typed:
                says(done, 2)


@pytest.mark.parametrize("platform", ["quickbooks"], indirect=True)
@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("api_url", "https://quickbooks.api.intuit.com"),
        ("url", "smtp+starttls://accounts@mail.example:587"),
    ],
)
def test_another_day_is_run_only_when_both_ends_are_local(
    tmp_path: Path, platform: str, starter: Starter, key: str, value: str
) -> None:
    with a_trial(tmp_path, platform, one_reminder(), starter) as shop:
        text = shop.office.config.read_text("utf-8")
        line = rf'(?m)^{key} = "(http|maildir)[^"]*"$'
        shop.office.config.write_text(re.sub(line, f'{key} = "{value}"', text), "utf-8")
        says(shop.run(), 2, "`--on` is for trials here", "api_url", "maildir:", "`plan --on`")


def three_at_one_customer() -> Story:
    """Jo, Lee and Max all get the mails of their company."""
    people = tuple(
        StoryPerson(first=name, last="Park", email=f"{name.lower()}@jo.example")
        for name in ("Lee", "Max")
    )
    everyone = customer("jo", people=people)
    return story([everyone], [invoice("1", "jo", overdue=6)])


@pytest.mark.parametrize("platform", ["xero"], indirect=True)
def test_a_mail_server_refuses_one_recipient_of_three(
    tmp_path: Path, platform: str, starter: Starter
) -> None:
    """The others get the mail; the report names the one, and a person is asked for."""
    script = Script(recipients={"lee@jo.example": "550 5.1.1 no such user"})
    with (
        mail_server(script) as server,
        a_trial(
            tmp_path,
            platform,
            three_at_one_customer(),
            starter,
            mail=f"smtp://127.0.0.1:{server.port}",
        ) as shop,
    ):
        done = shop.run()
        assert (done.code, done.json["sent"], done.json["noted"]) == (1, 1, 1)
        [sent] = done.json["lists"]["sent"]
        assert sent["refused"] == ["lee@jo.example: 550 5.1.1 no such user"]
        [mail] = script.taken
        assert sorted(mail.recipients) == ["jo@jo.example", "max@jo.example"]
        assert "lee@jo.example" not in done.json["lists"]["noted"][0]["text"]
        assert shop.run().json["sent"] == 0
        assert len(script.taken) == 1


@pytest.mark.parametrize("platform", ["quickbooks"], indirect=True)
def test_a_mail_server_refuses_one_customer(
    tmp_path: Path, platform: str, starter: Starter
) -> None:
    """The others hear; the refused mail waits for a person, who corrects the address."""
    script = Script(recipients={"jo@jo.example": "550 no such user"})
    with (
        mail_server(script) as server,
        a_trial(
            tmp_path,
            platform,
            two_reminders(),
            starter,
            mail=f"smtp://127.0.0.1:{server.port}",
        ) as shop,
    ):
        done = shop.run()
        assert (done.code, done.json["sent"], done.json["failed"]) == (1, 1, 1)
        [failed] = done.json["lists"]["failed"]
        assert '"jo@jo.example": 550 no such user' in failed["says"]
        assert "550 no such user" in done.sentence
        assert shop.run().json["sent"] == 0, "nobody is asked twice without a person's word"

        script.recipients.clear()
        assert shop.goodterms("outbox", "resolve", failed["id"], "not-sent").code == 0
        done = shop.run()
        assert (done.code, done.json["sent"], done.json["noted"]) == (0, 1, 1)


@pytest.mark.parametrize("platform", ["quickbooks"], indirect=True)
def test_a_mail_server_is_away_and_comes_back(
    tmp_path: Path, platform: str, starter: Starter
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    mail = f"smtp://127.0.0.1:{port}"
    with a_trial(tmp_path, platform, two_reminders(), starter, mail=mail) as shop:
        done = shop.run()
        assert (done.code, done.json["sent"], done.json["queued"]) == (3, 0, 2)
        for queued in done.json["lists"]["queued"]:
            assert f"127.0.0.1:{port}" in queued["says"]
            assert "try again later" in queued["says"]
        assert "cannot be reached" in done.sentence

        script = Script()
        with mail_server(script) as server:
            rewrite_mail(shop, f"smtp://127.0.0.1:{server.port}")
            done = shop.run()
        assert (done.code, done.json["sent"], done.json["noted"]) == (0, 2, 2)
        assert len(script.taken) == 2


def rewrite_mail(trial: Trial, url: str) -> None:
    """Another mail server."""
    text = trial.office.config.read_text("utf-8")
    trial.office.config.write_text(re.sub(r"smtp://[^\"]*", url, text), "utf-8")


@pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")
@pytest.mark.parametrize("platform", ["quickbooks"], indirect=True)
def test_a_mail_server_that_does_not_know_us(
    tmp_path: Path, platform: str, starter: Starter
) -> None:
    """Nothing is lost: with the right password the next run sends."""
    script = Script()
    settings = {
        "authenticator": only("ana", "another password"),
        "auth_require_tls": False,
        "auth_required": True,
    }
    with (
        mail_server(script, **settings) as server,
        a_trial(
            tmp_path,
            platform,
            two_reminders(),
            starter,
            mail=f"smtp://ana@127.0.0.1:{server.port}",
        ) as shop,
    ):
        says(shop.run(), 1, "does not accept", '"ana"', "GOODTERMS_MAIL_PASSWORD")
        assert shop.goodterms("doctor").code == 1
        shop.environment["GOODTERMS_MAIL_PASSWORD"] = "another password"
        done = shop.run()
        assert (done.code, done.json["sent"]) == (0, 2)
        assert len(script.taken) == 2
