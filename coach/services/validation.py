"""Everything a person can write wrong, found in one run: config, prompts, packs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from coach.config import load_config
from coach.files import CoachError
from coach.packs.load import Library, load_library
from coach.packs.validate import check_library
from coach.paths import Paths
from coach.prompts import check_prompt
from coach.yamls import FileFault, FileFaults


@dataclass(frozen=True)
class Checked:
    """What was looked at, and every fault of it in the order of the files."""

    packs: int = 0
    scenarios: int = 0
    prompts: int = 0
    faults: list[FileFault] = field(default_factory=list)


def check_all(paths: Paths, more_packs: Sequence[Path] = ()) -> Checked:
    """Check the config, every prompt that would be used, and every pack."""
    faults = _check_config(paths.config_file)
    named = [path for folder in paths.prompt_folders for path in sorted(folder.glob("*.j2"))]
    faults += [fault for path in named for fault in check_prompt(path)]
    return _add_library_faults(load_library([*paths.pack_folders, *more_packs]), faults, len(named))


def check_paths(given: Sequence[Path]) -> Checked:
    """Check what is named: pack folders, folders of packs, single pack files, prompts, a config.

    Raises CoachError for a path that is none of these.
    """
    faults: list[FileFault] = []
    folders: list[Path] = []
    prompts = 0
    only: list[Path] = []
    for path in given:
        if path.is_dir():
            folders.append(path)
        elif path.suffix == ".j2":
            prompts += 1
            faults += check_prompt(path)
        elif path.name == "config.yaml":
            faults += _check_config(path)
        elif path.suffix == ".yaml" and (pack := _find_pack(path)) is not None:
            folders.append(pack)
            only.append(path)
        else:
            raise CoachError(f"{path}: expected a pack folder or file, a prompt or a config.yaml")
    checked = _add_library_faults(load_library(dict.fromkeys(folders)), [], prompts)
    kept = [fault for fault in checked.faults if not only or _is_about(fault, only, given)]
    return Checked(checked.packs, checked.scenarios, prompts, [*faults, *kept])


def _add_library_faults(library: Library, faults: list[FileFault], prompts: int) -> Checked:
    all_faults = [*faults, *library.faults, *check_library(library)]
    return Checked(len(library.packs), len(library.scenarios), prompts, all_faults)


def _check_config(path: Path) -> list[FileFault]:
    try:
        load_config(path)
    except FileFaults as error:
        return error.faults
    except CoachError as error:
        return [FileFault(str(path), 1, "", str(error).removeprefix(f"{path}: "))]
    return []


def _find_pack(path: Path) -> Path | None:
    near = (path.parent, path.parent.parent)
    return next((folder for folder in near if (folder / "pack.yaml").exists()), None)


def _is_about(fault: FileFault, only: Sequence[Path], given: Sequence[Path]) -> bool:
    """Whether a fault lies in a file that was named, or in a folder that was."""
    file = Path(fault.file).resolve()
    if any(file == path.resolve() for path in only):
        return True
    return any(path.is_dir() and file.is_relative_to(path.resolve()) for path in given)
