"""Every shipped letter, in every language it is written in, as the mail a customer would get."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from connectors.mail.compose import compose, message_id
from connectors.mail.message import Address, Mail
from rules.letters.letter import Letter, LetterFacts, Rendered, render
from rules.rulebook import Rulebook
from sync.rulebooks import SHIPPED, rulebook_at
from tests.rules.letter_samples import ONE, RICH, fitting

SETS = ("gentle", "standard", "firm")
ENGLISH = ("en_US", "en_GB", "en_AU", "en_NZ")
AT = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Sample:
    """One letter of one set, as one customer gets it."""

    base: str
    letter: str
    locale: str
    case: str
    """`one` invoice, or `many` with everything that a letter can say."""
    rendered: Rendered

    @property
    def name(self) -> str:
        """`gentle-nudge-en_NZ-one`: a file name."""
        return f"{self.base}-{self.letter}-{self.locale}-{self.case}"

    @property
    def mail(self) -> bytes:
        """The mail as it goes over the wire."""
        return compose(
            Mail(
                message_id=message_id(self.name, "maple.example"),
                sender=Address(ONE.sender_email, ONE.sender),
                to=(Address("jo.park@acme.example", "Jo Park"),),
                subject=self.rendered.subject,
                text=self.rendered.text,
                html=self.rendered.html,
                language=self.rendered.language,
                date=AT,
            )
        ).content


def samples(folder: Path) -> Iterator[Sample]:
    """All of them; `folder` takes the small rulebooks that extend the bases."""
    for base in SETS:
        for name, letter in sorted(_shipped(folder, base).letters.items()):
            language, _, plain = name.rpartition("/")
            for locale in (language,) if language else ENGLISH:
                yield from _of(base, plain, letter, locale)


def _shipped(folder: Path, base: str) -> Rulebook:
    path = folder / f"{base}.yaml"
    path.write_text(
        f"rulebook: 1\nextends: {SHIPPED}{base}\ncompany: {{from: Ana Reid <ana@maple.example>}}\n",
        encoding="utf-8",
    )
    return rulebook_at(path)


def _of(base: str, name: str, letter: Letter, locale: str) -> Iterator[Sample]:
    cases: tuple[tuple[str, LetterFacts], ...] = (("one", ONE), ("many", RICH))
    for case, facts in cases:
        known = replace(fitting(name, facts), locale=locale)
        yield Sample(base, name, locale, case, render(letter, known))
