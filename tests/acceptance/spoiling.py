"""What is spoilt in the tests that spoil files: the shipped, the shown, and the words to spoil with."""

import re
from itertools import chain

from rules.letters.placeholders import PLACEHOLDERS
from sync.config import KEYS
from tests.acceptance.pages import PAGES, ROOT, Page, is_golden, whole
from tests.rules.rulebooks import BASES, EXAMPLES, SHIPPED

SENDER = "company:\n  from: Ana Reid <ana@maple.example>\n"


def _of_pages(language: str) -> list[str]:
    return [block for path in PAGES for block in Page(path).blocks(language)]


def _base(name: str) -> str:
    """A shipped base with a sender, so that it loads by itself."""
    text = (BASES / name / "rulebook.yaml").read_text("utf-8")
    return text.replace("company:\n", SENDER, 1) if "\ncompany:\n" in text else text + SENDER


MAPLE = ROOT / "examples" / "maple.tests.yaml"
BOOKS = [
    *map(_base, SHIPPED),
    *(path.read_text("utf-8") for path in EXAMPLES),
    *(whole(block) for block in _of_pages("yaml") if not is_golden(block)),
]
TESTS = [MAPLE.read_text("utf-8"), *filter(is_golden, _of_pages("yaml"))]
LETTERS = [path.read_text("utf-8") for path in sorted(BASES.rglob("*.md"))]
CONFIGURATION = """\
[ledger]
platform = "xero"
company = "70784a63"
client_id = "ABC"
api_url = "http://127.0.0.1:1"
custom_connection = false
[mail]
url = "maildir:outbox"
inbox = "imaps://ana@mail.example/INBOX"
inbox_folders = ["Junk"]
[store]
url = "sqlite:///goodterms.db"
[rules]
file = "rules.yaml"
"""
CONFIGURATIONS = [CONFIGURATION, *_of_pages("toml")]
VALUES = sorted(
    set(re.findall(r"(?:: |- )([^\n#{}\[\]]{1,60}?)(?=[,}\]\n#])", "\n".join([*BOOKS, *TESTS])))
)
"""Everything that stands behind a key: right values, in wrong places."""
TEMPLATING = [
    *(f"{{{{ {name} }}}}" for name in PLACEHOLDERS),
    *("{% if ", " %}", "{% endif %}", "{% for row in rows %}", "{% endfor %}", "{{ row }}", " > 1"),
    *("{{ plural(1, 2) }}", "{% for plural in rows %}", "{{ 'a' if attached }}", " < 'x'", " in "),
    *("(" * 300, "not " * 1_500, "{{ count" + " or count" * 900 + " }}", "\ue000table\ue001"),
    *("{% if row > 1 %}", "{% if 'a' in count %}", "{{ not count }}", "{{ 9" + "9" * 5_000 + " }}"),
]
SETTINGS = [
    *chain.from_iterable((table, *keys) for table, keys in KEYS.items()),
    *("\\u0000", "'''", "[[ledger]]", "a.b = 1", "[" * 2_000, "nan", "smtp://[", "imaps://["),
    *(
        "http://[",
        "smtps://u:p@h:99999",
        "maildir://[",
        "sqlite://",
        "sqlite:///x?y=z",
        "mysql://x",
    ),
]
