"""Row 5: clear terms with numbers, in every mail."""

import re
from pathlib import Path

from tests.acceptance.advice.shop import RULES, a_shop, day
from tests.sync.office import customer, invoice, story

A_DAY = re.compile(
    r"(due (in \d+ days?|tomorrow|today)|\d+ days? overdue|was due)[^.]*?"
    r"(Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day \d{1,2} \w+ 2026"
)


def test_every_mail_of_a_ladder_says_how_many_days_and_on_which(
    tmp_path: Path, platform: str
) -> None:
    """Kim's invoice was due on the day of the invoice: it is said with a day as well."""
    told = story(
        [customer("jo"), customer("kim")],
        [
            invoice("1", "jo", overdue=-8),
            invoice("2", "kim", overdue=-2, issued=day(2)),
        ],
    )
    with a_shop(tmp_path, platform, told, rules=RULES.replace("gentle", "firm")) as shop:
        for offset in (1, 4, 13, 20):
            shop.run(offset)
        assert {mail.to for mail in shop.mails()} == {
            "Jo Park <jo@jo.example>",
            "Kim Park <kim@kim.example>",
        }
        for mail in shop.mails():
            assert A_DAY.search(mail.words), mail.text
            assert "receipt" not in mail.words + mail.html
