"""A postal address out of a ledger's fields, as a bookkeeper filled them."""

from collections.abc import Iterable

from rules.facts import Postal


def postal(
    lines: Iterable[str | None],
    *,
    town: tuple[str | None, str | None, str | None],
    country: str | None,
    name: str | None,
) -> Postal | None:
    """The address; None where nothing but a country is written.

    `town` is city, region and postcode. A line that only repeats the `name` is left out: the
    name stands above the address anyway (QuickBooks writes it into Line1 of addresses that it
    copies from a form).
    """
    kept: dict[str, None] = {}
    for line in lines:
        for part in (line or "").splitlines():
            words = " ".join(part.split())
            if words and words.casefold() != " ".join((name or "").split()).casefold():
                kept.setdefault(words)
    city, region, postcode = (" ".join((word or "").split()) or None for word in town)
    if not kept and not city and not postcode:
        return None
    return Postal(lines=tuple(kept), city=city, region=region, postcode=postcode, country=country)
