"""Row 7: everything electronic, sent and received on time; what did not arrive is known."""

from pathlib import Path

from tests.acceptance.advice.shop import Shop, a_shop
from tests.sync.office import customer, invoice, story

NAMES = ("jo", "kim", "lou", "max", "ned", "ola")


def deliveries(shop: Shop) -> dict[str, str]:
    """How far the mail to each customer has come."""
    listed = shop.goodterms("outbox", "list", "--all", "--json").json
    return {each["customer"]["name"]: each["delivery"] for each in listed}


def test_each_mail_has_a_state_and_each_state_its_consequence(
    tmp_path: Path, platform: str
) -> None:
    """Six customers are late by six days, and each mail fares differently."""
    told = story(
        [customer(name) for name in NAMES],
        [invoice(str(number), name, overdue=6) for number, name in enumerate(NAMES)],
    )
    with a_shop(tmp_path, platform, told, mailbox=True) as shop:
        shop.server.recipients |= {
            "kim@kim.example": "451 4.7.1 greylisted, try again later",
            "lou@lou.example": "550 5.1.1 no such user",
        }
        mails = {mail.recipients[0]: mail for mail in shop.on(0)}
        assert sorted(mails) == [f"{name}@{name}.example" for name in ("jo", "max", "ned", "ola")]
        assert deliveries(shop)["Kim Ltd"] == "deferred"
        shop.bounces(mails["max@max.example"], "550 5.1.1 no such user")
        shop.answers(mails["ned@ned.example"], "We pay on Friday.")
        shop.is_away(mails["ola@ola.example"])
        del shop.server.recipients["kim@kim.example"]

        assert [mail.to for mail in shop.on(1)] == ["Kim Park <kim@kim.example>"]  # tried again
        assert deliveries(shop) == {
            "Jo Ltd": "accepted",
            "Kim Ltd": "accepted",
            "Lou Ltd": "refused",
            "Max Ltd": "bounced",
            "Ned Ltd": "replied",
            "Ola Ltd": "out of office",
        }
        assert "did not arrive: max@max.example came back" in shop.notes("3")[-1]
        assert sorted(shop.tasks()) == [
            "ask Lou Ltd for an address",
            "ask Max Ltd for an address",
            "read what Ned Park of Ned Ltd wrote",
        ]
        unusable = shop.goodterms("people", "--unusable", "--json").json
        assert [each["customer"]["name"] for each in unusable] == ["Lou Ltd", "Max Ltd"]


def test_a_customer_without_an_address_is_on_the_list_before_anything_is_sent(
    tmp_path: Path, platform: str
) -> None:
    told = story([customer("jo", email=None)], [invoice("1", "jo", overdue=-17)])
    with a_shop(tmp_path, platform, told) as shop:
        shop.run(0)
        assert "Jo Ltd" in shop.goodterms("people", "--unusable").words
        assert shop.quiet(10)
        assert shop.tasks() == ["ask Jo Ltd for an address"]
