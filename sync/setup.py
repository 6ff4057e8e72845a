"""The first files of a company: a configuration, and a rulebook that says who writes."""

import json
from collections.abc import Mapping
from pathlib import Path

from connectors.errors import Misuse, NeedsPerson
from connectors.inbox.imap_url import read_imap_url

RULEBOOK = """\
rulebook: 1
extends: goodterms/gentle        # the shipped base; `docs/rulebook.md` tells how to change it

company:
  from: {sender}
  payments_within: 30 days       # overdue mails wait while no payment is booked for so long
  # senior: Mere Tui, Director <mere@maple.example>      # signs the later letters
  # pay_by: [online, bank transfer, card by phone, direct debit]
"""


def write_first_files(
    config: Path,
    *,
    platform: str,
    company: str,
    client_id: str,
    sender: str,
    mail: str,
    own_reminders: bool | None,
    api_url: str | None = None,
    inbox: str | None = None,
) -> list[str]:
    """Write goodterms.toml and rules.yaml; returns what was done, and what comes next.

    Raises Misuse when one of them exists already: nothing is overwritten.
    """
    rules = config.parent / "rules.yaml"
    for path in (config, rules):
        if path.exists():
            raise Misuse(f'"{path}" exists already; edit it, or choose another folder.')
    if inbox is not None:
        read_imap_url(inbox)  # so that a mistake in it is told now
    ledger = {"platform": platform, "company": company, "client_id": client_id}
    if api_url is not None:
        ledger["api_url"] = api_url
    write_file(config, _configuration(ledger, mail, own_reminders, inbox))
    write_file(rules, RULEBOOK.format(sender=json.dumps(sender, ensure_ascii=False)))
    return [
        f"Wrote {config} and {rules}.",
        "Next: put the app's secret into $GOODTERMS_CLIENT_SECRET, then `goodterms connect`.",
    ]


def _configuration(
    ledger: Mapping[str, str], mail: str, own_reminders: bool | None, inbox: str | None
) -> str:
    lines = ["[ledger]", *(f"{key} = {json.dumps(value)}" for key, value in ledger.items())]
    if own_reminders is not None:
        lines.append(f"own_reminders = {str(own_reminders).lower()}")
    lines += ["", "[mail]", f"url = {json.dumps(mail)}      # writes files, sends nothing"]
    if not mail.startswith("maildir:"):
        lines[-1] = f"url = {json.dumps(mail)}"
    if inbox is not None:
        lines.append(f"inbox = {json.dumps(inbox)}")
    lines += ["", "[store]", 'url = "sqlite:///goodterms.db"']
    lines += ["", "[rules]", 'file = "rules.yaml"', ""]
    return "\n".join(lines)


def write_file(path: Path, text: str) -> None:
    """Write a text file. Raises NeedsPerson in one sentence when that cannot be."""
    write_bytes(path, text.encode())


def write_bytes(path: Path, content: bytes) -> None:
    """Write a file. Raises NeedsPerson in one sentence when that cannot be."""
    try:
        path.write_bytes(content)
    except OSError as error:
        raise NeedsPerson(
            f'"{path}" cannot be written ({error.strerror}); make the folder, or make it writable.'
        ) from None
