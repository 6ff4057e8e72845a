"""Row 8: pay by a click.

What happens without a link, or with a strange one, is in `tests/sync/test_pay_links.py`.
"""

from pathlib import Path

from tests.acceptance.advice.shop import a_shop, day
from tests.sync.office import customer, invoice, story


def test_each_open_invoice_has_its_own_link_in_every_mail_and_thanks_has_none(
    tmp_path: Path, platform: str
) -> None:
    told = story(
        [customer("jo")],
        [invoice("1", "jo", overdue=-3), invoice("2", "jo", overdue=-5)],
    )
    with a_shop(tmp_path, platform, told) as shop:
        mail = shop.one(0)
        for key in "12":
            assert f"Pay online: {shop.pay_link(key)}" in mail.text
            assert f'href="{shop.pay_link(key)}"' in mail.html
        assert 'class="button"' in mail.html
        shop.office.books.pay("1", on=day(1))
        thanks = shop.one(1)
        assert shop.pay_link("1") not in thanks.text + thanks.html
