"""A home in which coach was started before: the compiled packs lie in its cache."""

import shutil
from functools import cache
from pathlib import Path

from coach.packs.compiled import CompiledPacks
from coach.packs.load import load_library
from coach.paths import find_paths
from tests.support.once import build_once


def warm_home(home: Path) -> None:
    """Put the compiled packs into a COACH_HOME; a program that starts on it need not make them."""
    target = find_paths({"COACH_HOME": str(home)}).compiled_packs
    if not target.exists():
        shutil.copytree(_compile_packs(), target)


@cache
def _compile_packs() -> Path:
    return build_once("compiled-packs", _compile_into)


def _compile_into(folder: Path) -> None:
    # not as the trusted folder: what this process has loaded already is not compiled again
    load_library([find_paths({}).builtin_packs], compiled=CompiledPacks(folder))
