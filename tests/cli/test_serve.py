"""`coach serve` answers its own page, and no other site that is open in the same browser."""

import pytest

from coach.cli.serve import is_own_page


@pytest.mark.parametrize(
    ("headers", "is_own"),
    [
        ({"Host": "127.0.0.1:8000"}, True),
        ({"Host": "localhost:8000", "Origin": "http://localhost:8000"}, True),
        ({"Host": "127.0.0.1:8000", "Origin": "https://elsewhere.example"}, False),
        ({"Host": "elsewhere.example:8000"}, False),
        ({"Host": "127.0.0.1:8000", "Origin": "null"}, False),
        ({}, False),
    ],
)
def test_only_its_own_page_is_answered(headers: dict[str, str], is_own: bool) -> None:
    assert is_own_page(headers, 8000) is is_own
