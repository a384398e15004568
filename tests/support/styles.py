"""Styles parsed once for all applications that a test process starts."""

from typing import Any

from textual.css.stylesheet import Stylesheet


def share_parsed_styles() -> None:
    """Let every application take the rules of a style sheet that was parsed with its variables.

    A program starts one application and parses its styles once; the tests start hundreds, and a
    fifth of their time went into parsing the same styles.
    """
    parse = Stylesheet._parse_rules
    parsed: dict[Any, Any] = {}

    def parse_once(self: Stylesheet, css: str, *args: Any, **options: Any) -> Any:
        variables = frozenset(self._variables.items())
        key = (variables, css, args, tuple(sorted(options.items())))
        if key not in parsed:
            parsed[key] = parse(self, css, *args, **options)
        return parsed[key]

    Stylesheet._parse_rules = parse_once  # type: ignore[method-assign]
