"""What the style sheets name must exist: a rule for a class that was renamed does nothing."""

import importlib
import pkgutil
from collections.abc import Iterator
from pathlib import Path

import textual.widgets
from textual.css.model import SelectorType
from textual.css.stylesheet import Stylesheet
from textual.dom import DOMNode

import coach.tui
from coach.tui.app import CoachApp

ROOT = Path(coach.tui.__file__).parent


def list_widgets(base: type[DOMNode] = DOMNode) -> Iterator[type[DOMNode]]:
    yield base
    for kind in base.__subclasses__():
        yield from list_widgets(kind)


async def test_every_class_that_is_styled_exists() -> None:
    for module in pkgutil.walk_packages([str(ROOT)], "coach.tui."):
        importlib.import_module(module.name)
    for name in textual.widgets.__all__:
        getattr(textual.widgets, name)
    kinds = list(list_widgets())
    sheet = Stylesheet(variables=CoachApp(lambda: None).get_css_variables())  # type: ignore[arg-type,return-value]
    for path in ROOT.rglob("*.tcss"):
        sheet.add_source(path.read_text(), (str(path), ""))
    for kind in kinds:
        if kind.__module__.startswith("coach.") and "DEFAULT_CSS" in kind.__dict__:
            sheet.add_source(kind.DEFAULT_CSS, (kind.__module__, kind.__name__))
    sheet.parse()
    styled = {
        selector.name
        for rules in sheet.rules
        for selectors in rules.selector_set
        for selector in selectors.selectors
        if selector.type is SelectorType.TYPE
    }
    assert len(styled) > 20
    assert styled - {kind.__name__ for kind in kinds} == set()
