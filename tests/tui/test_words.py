"""One name for one thing: screens use the words of the glossary, and no others for the same."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import coach.tui

ROOT = Path(coach.tui.__file__).parent
GLOSSARY = ROOT.parent.parent / "ARCHITECTURE.md"
OTHER_NAMES = {
    "case": r"scenarios?|vignettes?|prompts?",
    "hint": r"nudges?",
    "pushback": r"follow-ups?|rebuttals?|objections?",
    "reviewer": r"graders?|evaluators?|assessors?",
    "tradeoff": r"trade-offs?|tensions",
    "dimension": r"criterion|criteria|competenc(?:y|ies)|categor(?:y|ies)",
    "phase": r"stages?",
    "false claim": r"misconceptions?",
    "round": r"sessions?|mock interviews?",
    "level": r"ratings?|scored",
    "interview pack": r"bundles?|modules?",
    "expert's answer": r"model answers?|reference answers?|sample answers?",
    "own read": r"self-assessments?|self-reviews?",
    "hidden fact": r"clues?",
}
"""Under each name of the glossary, what else one might call the same thing."""
FILTER = re.compile(r"`\w+:[^`]*`")
"""A filter of the search language, whose names are those of the files on disk."""


def list_terms() -> set[str]:
    """The names that people see, from the glossary's first column."""
    table = GLOSSARY.read_text(encoding="utf-8").split("## Glossary")[1].split("\n## ")[0]
    cells = [line.split("|")[1] for line in table.splitlines() if line.startswith("| ")]
    return {term.strip() for cell in cells for term in re.split(r",|:", cell)}


def list_texts(path: Path) -> Iterator[tuple[int, str]]:
    """What a module may show: its strings besides docstrings, ids, styles and paths."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    apart = {
        id(node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in apart:
            text = FILTER.sub("", node.value)
            if " " in text.strip() or text[:1].isupper():
                yield node.lineno, text


def test_every_name_we_hold_to_is_in_the_glossary() -> None:
    assert set(OTHER_NAMES) <= list_terms()


def test_no_two_names_stand_for_one_thing_on_screens() -> None:
    wrong = [
        f"{path.relative_to(ROOT)}:{line}: {match.group()!r} is {name!r} elsewhere: {text[:70]!r}"
        for path in sorted(ROOT.rglob("*.py"))
        for line, text in list_texts(path)
        for name, others in OTHER_NAMES.items()
        for match in re.finditer(rf"(?i)\b(?:{others})\b(?!\.)", text)
    ]
    assert not wrong, "\n".join(wrong)
