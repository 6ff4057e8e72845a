"""Fixtures of the runs: each platform, each database."""

import pytest


@pytest.fixture(params=["quickbooks", "xero"])
def platform(request: pytest.FixtureRequest) -> str:
    """Each platform."""
    name: str = request.param
    return name
