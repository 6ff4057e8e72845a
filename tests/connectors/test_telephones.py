"""A number written in full is told from the tables alone, and told as `phonenumbers` tells it."""

import phonenumbers
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.telephones import written_in_full

CODES = sorted(phonenumbers.COUNTRY_CODE_TO_REGION_CODE)
REGIONS = sorted(phonenumbers.SUPPORTED_REGIONS)
TRUNK = ("", "0", "1", "8", "06", "9", "15")


def told_by_phonenumbers(text: str) -> str | None:
    number = phonenumbers.parse(text, None)
    length = phonenumbers.is_possible_number_with_reason(number)
    if length != phonenumbers.ValidationResult.IS_POSSIBLE:
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


@pytest.mark.parametrize(
    ("written", "dialled"),
    [
        ("+64 21 555 0190", "+64215550190"),
        ("+1 415-555-0134", "+14155550134"),
        ("+49 30 901820", "+4930901820"),
        ("+39 06 6982", "+39066982"),
    ],
)
def test_a_number_written_in_full_needs_no_more_than_the_tables(written: str, dialled: str) -> None:
    assert written_in_full(written) == dialled


@pytest.mark.parametrize(
    "written",
    [
        "021 555 0190",
        "+64 (0)21 555 0190",
        "+64 021 555 0190",
        "+54 11 15 2345 6789",
        "+64 21 555 0190 ext 3",
        "+64 21",
        "+210 555 0190",
        "+",
        "",
    ],
)
def test_any_other_is_left_to_phonenumbers(written: str) -> None:
    assert written_in_full(written) is None


@pytest.mark.parametrize("trunk", TRUNK)
def test_every_country_s_example_reads_as_phonenumbers_reads_it(trunk: str) -> None:
    told = 0
    for region in REGIONS:
        for kind in (phonenumbers.PhoneNumberType.MOBILE, phonenumbers.PhoneNumberType.FIXED_LINE):
            example = phonenumbers.example_number_for_type(region, kind)
            if example is None:
                continue
            national = phonenumbers.national_significant_number(example)
            text = f"+{example.country_code} {trunk}{national}"
            plain = written_in_full(text)
            told += plain is not None
            assert plain in (None, told_by_phonenumbers(text)), text
    if trunk == "":
        assert told > 400


@settings(max_examples=300)
@given(st.sampled_from(CODES), st.from_regex(r"[0-9][0-9 -]{3,15}", fullmatch=True))
def test_any_digits_read_as_phonenumbers_reads_them(code: int, digits: str) -> None:
    text = f"+{code} {digits}"
    plain = written_in_full(text)
    assert plain is None or plain == told_by_phonenumbers(text)
