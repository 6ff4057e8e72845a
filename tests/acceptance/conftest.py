"""Fixtures of the trials: each platform, and what starts the commands."""

from collections.abc import Iterator

import pytest

from tests.acceptance.starter import Starter, a_starter


@pytest.fixture(params=["quickbooks", "xero"])
def platform(request: pytest.FixtureRequest) -> str:
    """Each platform."""
    name: str = request.param
    return name


@pytest.fixture(scope="session")
def starter() -> Iterator[Starter]:
    """One a test worker."""
    with a_starter() as started:
        yield started
