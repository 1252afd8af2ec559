import pytest

from letters import torah


@pytest.fixture(scope="session")
def customary() -> torah.Edition:
    return torah.edition("ashkenaz")


@pytest.fixture(scope="session")
def alter_rebbe() -> torah.Edition:
    return torah.edition("alter_rebbe")


@pytest.fixture(params=torah.EDITIONS)
def text(request: pytest.FixtureRequest) -> torah.Edition:
    """Each of the editions."""
    return torah.edition(request.param)
