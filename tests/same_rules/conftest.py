"""The browser of tests/journey, without its site."""

from tests.journey.conftest import browser

__all__ = ["browser"]
