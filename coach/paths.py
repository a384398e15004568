"""Where packs, prompts, transcripts, config and caches live."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

PACKAGE = Path(__file__).resolve().parent
CHECKOUT = PACKAGE.parent


@dataclass(frozen=True)
class Paths:
    """Every folder and file the program reads or writes. Nothing is created by looking."""

    config_file: Path
    data: Path
    cache: Path
    transcripts: Path
    builtin_packs: Path
    builtin_prompts: Path
    user_packs: Path
    user_prompts: Path
    extra_packs: tuple[Path, ...] = ()

    @property
    def banner(self) -> Path:
        """What every screen says at its top, in a home that has such a file, as a demo's does."""
        return self.config_file.with_name("banner.txt")

    @property
    def index(self) -> Path:
        """The disposable search index of saved rounds."""
        return self.cache / "rounds.sqlite3"

    @property
    def compiled_packs(self) -> Path:
        """Packs in a form that is read fast; disposable."""
        return self.cache / "packs"

    @property
    def glance(self) -> Path:
        """The cases as they were listed last, for the first frame; disposable."""
        return self.cache / "glance.json"

    @property
    def capabilities(self) -> Path:
        """What was learned of models and servers; disposable."""
        return self.cache / "capabilities.json"

    @property
    def timings(self) -> Path:
        """How long calls took; disposable."""
        return self.cache / "calls.jsonl"

    @property
    def log(self) -> Path:
        """The log file."""
        return self.cache / "coach.log"

    @property
    def study(self) -> Path:
        """The schedule of the study deck."""
        return self.data / "study.json"

    @property
    def welcomed(self) -> Path:
        """That the first run was greeted, with the time."""
        return self.data / "welcomed"

    @property
    def drills(self) -> Path:
        """The attempts at drills."""
        return self.data / "drills"

    @property
    def calibration(self) -> Path:
        """What calibration found of each reviewer; later reviews read it."""
        return self.data / "calibration"

    @property
    def exams(self) -> Path:
        """The verdicts of models' exams; how their reviews are shown and counted."""
        return self.data / "exams"

    @property
    def gradings(self) -> Path:
        """Gradings of gold answers, so that a stopped calibration goes on; disposable."""
        return self.cache / "gradings"

    @property
    def pack_folders(self) -> list[Path]:
        """Folders that hold packs, later ones overriding earlier ones by id."""
        return [self.builtin_packs, self.user_packs, *self.extra_packs]

    @property
    def prompt_folders(self) -> list[Path]:
        """Folders that hold prompt templates, the first one that has a template winning."""
        return [self.user_prompts, self.builtin_prompts]


def is_checkout() -> bool:
    """Tell whether the program runs from a checkout of its own repository."""
    return (CHECKOUT / "pyproject.toml").is_file() and (CHECKOUT / "scenarios").is_dir()


def find_paths(env: Mapping[str, str] | None = None, packs: tuple[Path, ...] = ()) -> Paths:
    """Work out all paths from the environment.

    `COACH_HOME` moves config, data and cache under one folder; `COACH_TRANSCRIPTS` moves the
    transcripts; `COACH_PACKS` adds pack folders (separated as in PATH). `packs` are folders named
    on the command line.
    """
    env = os.environ if env is None else env
    checkout = is_checkout()
    home = env.get("COACH_HOME")
    if home:
        root = Path(home).expanduser().absolute()
        config, data, cache = root / "config.yaml", root / "data", root / "cache"
    else:
        config, data, cache = _platform_folders()
    builtin = CHECKOUT if checkout else PACKAGE / "_data"
    transcripts = CHECKOUT / "transcripts" if checkout and not home else data / "transcripts"
    if env.get("COACH_TRANSCRIPTS"):
        transcripts = Path(env["COACH_TRANSCRIPTS"]).expanduser().absolute()
    named = tuple(Path(p).expanduser() for p in env.get("COACH_PACKS", "").split(os.pathsep) if p)
    return Paths(
        config_file=config,
        data=data,
        cache=cache,
        transcripts=transcripts,
        builtin_packs=builtin / "scenarios",
        builtin_prompts=builtin / "prompts",
        user_packs=data / "packs",
        user_prompts=data / "prompts",
        extra_packs=(*named, *packs),
    )


def _platform_folders() -> tuple[Path, Path, Path]:
    from platformdirs import PlatformDirs

    dirs = PlatformDirs("coach", appauthor=False)
    return Path(dirs.user_config_dir) / "config.yaml", dirs.user_data_path, dirs.user_cache_path
