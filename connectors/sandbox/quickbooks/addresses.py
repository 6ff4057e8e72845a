"""Postal addresses; since October 2025 their country is an ISO 3166 alpha-3 code (B11)."""

from connectors.sandbox.quickbooks.store import Record

ALPHA_3 = {
    "AT": "AUT",
    "AU": "AUS",
    "BE": "BEL",
    "CA": "CAN",
    "CH": "CHE",
    "DE": "DEU",
    "DK": "DNK",
    "ES": "ESP",
    "FI": "FIN",
    "FR": "FRA",
    "GB": "GBR",
    "IE": "IRL",
    "IN": "IND",
    "IT": "ITA",
    "JP": "JPN",
    "NL": "NLD",
    "NO": "NOR",
    "NZ": "NZL",
    "SE": "SWE",
    "SG": "SGP",
    "US": "USA",
    "ZA": "ZAF",
}
"""Alpha-2 -> alpha-3, for the countries that stories are told of."""


def address(id: str, street: str | None, country: str | None) -> Record:
    """Return an address; a country without a known code stands as it was written."""
    fields = {"Id": id}
    if street is not None:
        fields |= {"Line1": street, "City": "Riverton", "PostalCode": "10001"}
    return fields | ({"Country": ALPHA_3.get(country, country)} if country else {})
