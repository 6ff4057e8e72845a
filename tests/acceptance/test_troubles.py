"""Every trouble that the sandbox can script: what the user sees, and that nothing is lost.

All troubles of a platform happen at once, each to a company of its own, so that what the runs wait
between their tries is waited for once.
"""

from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from connectors.sandbox.trouble import ScriptedTrouble, What
from tests.acceptance.starter import Starter
from tests.acceptance.trial import Done, Trial, a_trial
from tests.sync.office import customer, invoice, story

ALWAYS = None
PLACES: Mapping[str, Mapping[str, str]] = {
    "quickbooks": {"the note": "/attachable", "the PDF": "*/pdf", "the token": "/tokens/"},
    "xero": {
        "the note": "*/History",
        "the PDF": "*/Invoices/????????-????-????-????-????????????",
        "the token": "/token",
    },
}


@dataclass(frozen=True)
class Sees:
    """What a user sees of a trouble."""

    troubles: tuple[ScriptedTrouble, ...]
    """`path` names a place."""
    code: int
    words: tuple[str, ...] = ()
    """In the one sentence on standard error; none: there is nothing to say."""


def _trouble(
    what: What, place: str = "", *, times: int | None = ALWAYS, retry_after: int | None = None
) -> ScriptedTrouble:
    return ScriptedTrouble(what=what, path=place, times=times, retry_after=retry_after, delay=0.1)


# 400 seconds are more than a run waits for; 1 second it waits, and goes on
AT_ONCE: Mapping[What, Sequence[Sees]] = {
    What.EXPIRED_TOKEN: (
        Sees((_trouble(What.EXPIRED_TOKEN, times=1),), 0),
        Sees(
            (_trouble(What.EXPIRED_TOKEN),), 1, ("accepts no access token", "`goodterms connect`")
        ),
    ),
    What.MINUTE_LIMIT: (
        Sees((_trouble(What.MINUTE_LIMIT, times=1, retry_after=1),), 0),
        Sees(
            (_trouble(What.MINUTE_LIMIT, retry_after=400),),
            3,
            ("takes no more calls this minute", "try again in 7 minutes"),
        ),
    ),
    What.CONCURRENT_LIMIT: (Sees((_trouble(What.CONCURRENT_LIMIT, times=1, retry_after=1),), 0),),
    What.DAY_LIMIT: (Sees((_trouble(What.DAY_LIMIT),), 3, ("takes no more calls from this",)),),
    What.XML_THROTTLE: (
        Sees((_trouble(What.XML_THROTTLE, times=1, retry_after=1),), 0),
        Sees(
            (_trouble(What.XML_THROTTLE, retry_after=400),),
            3,
            ("takes no more calls this minute", "try again in 7 minutes"),
        ),
    ),
    What.UNAVAILABLE_HTML: (
        Sees((_trouble(What.UNAVAILABLE_HTML, times=1),), 0),
        Sees((_trouble(What.UNAVAILABLE_HTML),), 3, ("is not available", "503", "Try again later")),
    ),
    What.SERVER_ERROR: (
        Sees((_trouble(What.SERVER_ERROR),), 3, ("is not available", "500", "Try again later")),
    ),
    What.FAULT_IN_200: (
        Sees((_trouble(What.FAULT_IN_200),), 3, ("is not available", "Try again later")),
    ),
    What.DROP_BEFORE: (
        Sees((_trouble(What.DROP_BEFORE, times=1),), 0),
        Sees((_trouble(What.DROP_BEFORE),), 3, ("broke off", "tried 4 times", "Try again later")),
    ),
    What.DROP_AFTER: (
        Sees((_trouble(What.DROP_AFTER),), 3, ("broke off", "tried 4 times", "Try again later")),
    ),
    What.SLOW: (Sees((_trouble(What.SLOW),), 0),),
    What.BROKEN_JSON: (Sees((_trouble(What.BROKEN_JSON),), 3, ("answer", "ry again later")),),
    What.STALE_TOKEN: (Sees((_trouble(What.STALE_TOKEN),), 1, ("refuses", "read it again")),),
    What.LOST_REFRESH: (
        Sees((_trouble(What.EXPIRED_TOKEN, times=1), _trouble(What.LOST_REFRESH, times=1)), 0),
        Sees(
            (_trouble(What.EXPIRED_TOKEN, times=1), _trouble(What.LOST_REFRESH)),
            3,
            ("broke off", "Try again later"),
        ),
    ),
}
"""At whatever is asked first, except where a place is named."""


def _open(
    stack: ExitStack, folder: Path, platform: str, starter: Starter, troubles: Sequence[object]
) -> Trial:
    told = story([customer("jo")], [invoice("1", "jo", overdue=6)])
    trial = stack.enter_context(a_trial(folder, platform, told, starter))
    if any(getattr(trouble, "path", None) == "the note" for trouble in troubles):
        # Xero's notes are read at the same address: the trouble is to meet the writing
        config = trial.office.config
        text = config.read_text("utf-8").replace("[ledger]", "[ledger]\nread_notes = false")
        config.write_text(text, encoding="utf-8")
    for trouble in troubles:
        assert isinstance(trouble, ScriptedTrouble)
        place = PLACES[platform].get(trouble.path, trouble.path)
        asked = {
            "what": trouble.what.value,
            "path": place,
            "times": trouble.times,
            "delay": trouble.delay,
            "retry_after": trouble.retry_after,
        }
        trial.order("trouble", **asked)
    return trial


def _mails_and_notes(trial: Trial) -> tuple[int, list[int]]:
    notes = trial.office.books.notes().values()
    return len(trial.office.mails()), [len(texts) for texts in notes]


def _once_it_is_over(trial: Trial) -> None:
    """The next run does what is left, once, and nothing is left for a person."""
    trial.office.sandbox.trouble.clear()
    assert trial.run().code == 0
    assert _mails_and_notes(trial) == (1, [1])
    status = trial.goodterms("status", "--json")
    assert status.code == 0, status.out


def _as_seen(seen: Sees, done: Done) -> bool:
    sentence = done.sentence if done.err else ""
    silent = bool(sentence) == bool(seen.words)
    return done.code == seen.code and silent and all(word in sentence for word in seen.words)


AT_THE_NOTE = (
    What.UNAVAILABLE_HTML,
    What.SERVER_ERROR,
    What.DROP_BEFORE,
    What.DAY_LIMIT,
)


def test_every_trouble_is_one_sentence_and_an_exit_code(
    tmp_path: Path, platform: str, starter: Starter
) -> None:
    with ExitStack() as stack:
        under_way = []
        first = _open(stack, tmp_path / "known", platform, starter, ())
        known = first.order("trouble")["known"]
        assert set(known) <= set(AT_ONCE), "a new trouble needs a row"
        rows = [(what, seen) for what in known for seen in AT_ONCE[What(what)]]
        for number, (what, seen) in enumerate(rows):
            folder = tmp_path / f"{number}"
            trial = _open(stack, folder, platform, starter, seen.troubles)
            under_way.append((what, seen, trial, trial.start_run()))
        at_the_note = [
            _open(stack, tmp_path / what, platform, starter, (_trouble(what, "the note"),))
            for what in AT_THE_NOTE
        ]
        noting = [(trial, trial.start_run()) for trial in at_the_note]

        wrong = []
        for what, seen, trial, started in under_way:
            done = started.wait()
            if not _as_seen(seen, done):
                wrong.append((what, seen, done.code, done.err))
            if done.code:
                assert done.json == {"error": done.sentence, "exit_code": done.code}
            _once_it_is_over(trial)
        assert wrong == []
        for trial, started in noting:
            _check_that_the_mail_is_told(trial, started.wait(), platform)
            _once_it_is_over(trial)


def _check_that_the_mail_is_told(trial: Trial, done: Done, platform: str) -> None:
    """At the note the mail has gone out: the run says so, and why its note is not written yet."""
    assert done.code == 3
    assert (done.json["sent"], done.json["noted"], done.json["not_noted"]) == (1, 0, 1)
    [left] = done.json["lists"]["not_noted"]
    assert platform in left["says"].lower()
    assert left["says"] in done.sentence
    assert trial.goodterms("status").code == 1


def test_a_refused_note_is_told_and_tried_again(tmp_path: Path, starter: Starter) -> None:
    with ExitStack() as stack:
        troubles = (_trouble(What.STALE_TOKEN, "the note"),)
        trial = _open(stack, tmp_path / "office", "quickbooks", starter, troubles)
        done = trial.run()
        assert (done.code, done.json["sent"], done.json["not_noted"]) == (1, 1, 1)
        assert "error 5010" in done.json["lists"]["not_noted"][0]["says"]
        assert "error 5010" in trial.goodterms("status").out
        _once_it_is_over(trial)


def test_a_note_whose_answer_is_lost_is_looked_for_and_stands_once(
    tmp_path: Path, platform: str, starter: Starter
) -> None:
    with ExitStack() as stack:
        trouble = _trouble(What.DROP_AFTER, "the note", times=1)
        trial = _open(stack, tmp_path / "office", platform, starter, (trouble,))
        done = trial.run()
        assert (done.code, done.json["noted"]) == (0, 1)
        _once_it_is_over(trial)


def test_a_pdf_that_cannot_be_had_stops_no_mail(
    tmp_path: Path, platform: str, starter: Starter
) -> None:
    """The letter says everything; it goes without the file."""
    with ExitStack() as stack:
        trouble = _trouble(What.MINUTE_LIMIT, "the PDF", retry_after=400)
        trial = _open(stack, tmp_path / "office", platform, starter, (trouble,))
        done = trial.run()
        assert (done.code, done.json["sent"], done.json["noted"]) == (0, 1, 1)
        [mail] = trial.office.mails()
        assert list(mail.iter_attachments()) == []
        _once_it_is_over(trial)


def test_spent_calls_while_the_mail_is_written_send_nothing_yet(
    tmp_path: Path, platform: str, starter: Starter
) -> None:
    """Without calls no note could follow: the mail waits."""
    with ExitStack() as stack:
        trouble = _trouble(What.DAY_LIMIT, "the PDF")
        trial = _open(stack, tmp_path / "office", platform, starter, (trouble,))
        done = trial.run()
        assert done.code == 3
        assert (done.json["sent"], done.json["queued"]) == (0, 1)
        assert _mails_and_notes(trial) == (0, [])
        _once_it_is_over(trial)
