"""A configuration with mistakes: each with its line, all at once, and nothing is sent."""

from pathlib import Path

import pytest

from tests.acceptance.starter import Starter
from tests.acceptance.test_bad_input import one_reminder, says
from tests.acceptance.trial import a_trial

WRONG_VALUES = """\
[ledger]
platform = "xero"
client_id = "1"
company = "1"
api_url = "http://["
own_reminders = "on"

[mail]
url = "smtp://["
inbox = "imaps://[a"
inbox_folders = [1]
[store]
url = ["postgresql://me:mp-1d4e88c2b6@h/x"]
[rules]
file = "a\\u0000b"
"""
CONFIGURATIONS = [
    # the file -> words of the sentence
    ("[ledger\n", ["not valid TOML", "line 1"]),
    ('[ledger]\nplatform = "xero', ["not valid TOML", "at the end, line 2"]),
    ("\ufeff[ledger]\na = [" + "[" * 3_000, ["not valid TOML", "too much", "line 2"]),
    ("[ledger]\ncompany = " + "9" * 5_000, ["not valid TOML", "too much", "line 2"]),
    ('[ledger]\nplatform = "\ud800"', ["not UTF-8 text", "line 2"]),
    (
        WRONG_VALUES,
        [
            'line 5: api_url "http://["',
            'line 6: "own_reminders" in [ledger] is "on", and must',
            "line 9: The mail address",
            "line 10: The inbox",
            'line 11: "inbox_folders" in [mail]',
            'line 13: "url" in [store] must be a text',
            'line 15: "file" in [rules] is "a<U+0000>b"',
        ],
    ),
    (
        '[ledger]\nplatfrom = "xero"\ncompany = 5\n[mial]\n',
        [
            *('line 2: "platfrom"', '"platform"', 'line 3: "company"', '"5"', "text in quotes"),
            *('line 4: "[mial]"', '"mail"', 'line 1: "client_id"'),
        ],
    ),
    ('[ledger]\nplatform = "zero"\ncompany = "1"\nclient_id = "1"\n', ['"zero"', '"xero"']),
    ('ledger = "xero"\n', ["ledger"]),
    (
        '[ledger]\nplatform = "zero"\n[mail]\nurl = "pigeon:loft"\n',
        ['"zero"', '"company" is missing', '"pigeon"', "maildir:"],
    ),
    ("", ['"platform" is missing', '"company" is missing', '"client_id" is missing']),
]


@pytest.mark.parametrize("platform", ["quickbooks"], indirect=True)
def test_a_configuration_with_mistakes(tmp_path: Path, platform: str, starter: Starter) -> None:
    with a_trial(tmp_path, platform, one_reminder(), starter) as shop:
        right = shop.office.config.read_text("utf-8")
        for text, words in CONFIGURATIONS:
            shop.office.config.write_bytes(text.encode("utf-8", "surrogatepass"))
            says(shop.run(), 2, "goodterms.toml", *words)
        shop.office.config.unlink()
        says(shop.run(), 2, "cannot be read", "`goodterms init`")
        shop.office.config.write_text(right.replace("maildir:", "pigeon:"), "utf-8")
        says(shop.run(), 2, '"pigeon"', "maildir:")
        shop.office.config.write_text(right, "utf-8")
        assert shop.run().json["sent"] == 1
