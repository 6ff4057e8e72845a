"""A mail that is only looked at: as text, as JSON, and as a page with both of its forms."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from html import escape
from typing import Any

from connectors.mail.message import Address, Mail


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """A mail as it would go, and what is to be said about it."""

    mail: Mail
    on: date
    """The day as of which it is written: that of the step, or the next one to send on."""
    customer: str
    remarks: tuple[str, ...]
    paper: bytes | None = None
    """As a PDF, where one was asked for."""


def heads(shown: Preview) -> list[tuple[str, str]]:
    """What stands above the letter, as a mail program shows it."""
    mail = shown.mail
    files = ", ".join(file.name for file in mail.attachments)
    said = [
        ("From", _listed([mail.sender])),
        ("To", _listed(mail.to)),
        ("Cc", _listed(mail.cc)),
        ("Subject", mail.subject),
        ("Attached", files),
        ("As of", f"{shown.on:%A %d %B %Y}"),
    ]
    return [(name, value) for name, value in said if value]


def _listed(people: Sequence[Address]) -> str:
    return ", ".join(f"{each.name} <{each.email}>" if each.name else each.email for each in people)


def say_preview(shown: Preview) -> Iterator[str]:
    """The mail as text."""
    for name, value in heads(shown):
        yield f"{name + ':':<10}{value}"
    yield ""
    yield shown.mail.text.rstrip()
    for remark in shown.remarks:
        yield ""
        yield f"({remark})"


def preview_json(shown: Preview) -> dict[str, Any]:
    """The mail for machines."""
    mail = shown.mail
    return {
        "customer": shown.customer,
        "on": shown.on.isoformat(),
        "from": _listed([mail.sender]),
        "to": [each.email for each in mail.to],
        "cc": [each.email for each in mail.cc],
        "subject": mail.subject,
        "attached": [file.name for file in mail.attachments],
        "text": mail.text,
        "html": mail.html,
        "remarks": list(shown.remarks),
    }


_PAGE = """\
<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{subject}</title>
<style>
body {{ font-family: sans-serif; margin: 24px; color: #1d2a36; }}
dl {{ display: grid; grid-template-columns: max-content 1fr; gap: 4px 16px; }}
dt {{ color: #55616e; }} dd {{ margin: 0; }}
.both {{ display: flex; flex-wrap: wrap; gap: 24px; margin-top: 24px; }}
.both > section {{ flex: 1 1 420px; min-width: 0; }}
h2 {{ font-size: 14px; color: #55616e; }}
pre, iframe {{ border: 1px solid #d5dae0; border-radius: 6px; width: 100%; box-sizing: border-box; }}
pre {{ padding: 16px; white-space: pre-wrap; }}
iframe {{ height: 900px; background: #fff; }}
</style>
</head>
<body>
<dl>{heads}</dl>
{remarks}
<div class="both">
<section><h2>HTML</h2><iframe sandbox title="The letter in HTML" srcdoc="{html}"></iframe></section>
<section><h2>Text</h2><pre>{text}</pre></section>
</div>
</body>
</html>
"""


def preview_page(shown: Preview) -> str:
    """Both forms of the mail side by side, as a page of its own."""
    lines = (f"<dt>{name}</dt><dd>{escape(value)}</dd>" for name, value in heads(shown))
    return _PAGE.format(
        subject=escape(shown.mail.subject),
        heads="".join(lines),
        remarks="".join(f"<p>{escape(remark)}</p>" for remark in shown.remarks),
        html=escape(shown.mail.html),
        text=escape(shown.mail.text),
    )


def page_name(step: str) -> str:
    """The file of a step's page."""
    name = re.sub(r"[^\w-]+", "-", step).strip("-")
    return f"preview-{name or 'letter'}.html"
