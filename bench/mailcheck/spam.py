"""What SpamAssassin's local rules say of the letters; nothing is asked over the network."""

import re
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass

from bench.mailcheck.samples import Sample

MOST = 1.0
"""A mail may score so much; a filter usually acts at 5."""
STATUS = re.compile(r"X-Spam-Status: .*?score=(-?[\d.]+) .*?tests=(.*?) *autolearn", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Score:
    """One letter's score, and the rules that made it up."""

    name: str
    points: float
    rules: str


def scores(samples: Sequence[Sample]) -> list[Score]:
    """The score of every letter. Raises SystemExit when SpamAssassin is not there."""
    if shutil.which("spamassassin") is None:
        raise SystemExit("SpamAssassin is not installed; install Debian's package `spamassassin`.")
    mailbox = b"".join(
        b"From ana@maple.example Sat Nov 21 09:30:02 2026\n"
        + sample.mail.replace(b"\r\n", b"\n").replace(b"\nFrom ", b"\n>From ")
        + b"\n"
        for sample in samples
    )
    told = subprocess.run(
        ["spamassassin", "--local", "--mbox"], input=mailbox, capture_output=True, check=True
    ).stdout.decode("utf-8", "replace")
    found = STATUS.findall(told)
    if len(found) != len(samples):
        raise SystemExit(f"SpamAssassin judged {len(found)} of {len(samples)} letters.")
    return [
        Score(sample.name, float(points), " ".join(rules.split()))
        for sample, (points, rules) in zip(samples, found, strict=True)
    ]
