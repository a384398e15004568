"""What a server's refusal is told as."""

import pytest

from coach.llm.errors import CallTarget, classify_status
from tests.support.calls import profile


@pytest.mark.parametrize(
    ("variable", "says"),
    [
        ("MY_KEY", "http://h/v1 refused the key in MY_KEY (profile 'p'). Check the key"),
        (None, "http://h/v1 wants an API key, and profile 'p' names no variable for one."),
    ],
)
def test_a_refused_key_and_one_that_was_never_given(variable: str | None, says: str) -> None:
    target = CallTarget("p", profile("http://h/v1", api_key_env=variable))
    assert classify_status(target, 401, {}, {}).sentence.startswith(says)
