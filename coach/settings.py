"""The settings in force: what the config file says, with what only this run sets on top."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from coach.config import Config, Profile


@dataclass
class Settings:
    """The config of the file and the overrides of this run, which are never written to the file."""

    file: Config = field(default_factory=Config)
    overrides: dict[str, Any] = field(default_factory=dict)
    extra_models: dict[str, Profile] = field(default_factory=dict)
    """Profiles that exist for this run only, by name."""

    @cached_property
    def config(self) -> Config:
        """The settings in force."""
        models = self.file.models | self.extra_models
        return self.file.model_copy(update={"models": models} | self.overrides)

    def replace_file(self, config: Config) -> None:
        """Take the config as it now stands in the file; what this run sets stays on top."""
        self.file = config
        self.__dict__.pop("config", None)

    def override(self, **values: Any) -> None:
        """Set fields of the config for this run only."""
        self.overrides |= values
        self.__dict__.pop("config", None)

    def clear_override(self, name: str) -> None:
        """Let the file decide a field again."""
        self.overrides.pop(name, None)
        self.__dict__.pop("config", None)

    def add_model(self, name: str, profile: Profile) -> None:
        """Add a profile for this run only."""
        self.extra_models[name] = profile
        self.__dict__.pop("config", None)
