"""The pack that ships, with a few of its cases: quicker, and a new case changes nothing."""

import shutil
from collections.abc import Collection
from pathlib import Path

from coach.packs.load import SHARED_FILES
from coach.paths import find_paths


def copy_some_cases(folder: Path, cases: Collection[str], gold: Collection[str] = ()) -> Path:
    """Copy the pack into a folder of packs with these cases, and gold answers to some of them."""
    ships = find_paths({}).builtin_packs / "ai-inference"
    kept = {
        ships: SHARED_FILES | {f"{name}.yaml" for name in cases},
        ships / "gold": {f"{name}.yaml" for name in gold},
    }

    def leave_out(at: str, names: list[str]) -> set[str]:
        files = {name for name in names if name.endswith(".yaml")}
        return files - kept.get(Path(at), files)

    shutil.copytree(ships, folder / ships.name, ignore=leave_out)
    return folder
