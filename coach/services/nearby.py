"""What on this machine could review rounds: keys that are set and servers that listen here.

Nothing is sent to find out but to ports of this machine; a key is only looked for, never read out.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from coach.files import atomic_write
from coach.services.profiles import ProfileService, make_profile
from coach.workspace import Workspace

if TYPE_CHECKING:
    from coach.config import Profile
    from coach.llm.discovery import LocalServer
    from coach.llm.probe import ProbeResult

FindServers = Callable[[], Awaitable[list["LocalServer"]]]
NOT_FOR_CHAT = ("embed", "rerank", "whisper", "bge-")
"""Parts of the names of models that answer no question."""
CHEAPEST = (
    "The two cheapest ways to get a model: install Ollama and run `ollama pull qwen3:8b` (free, on "
    "this machine), or set FIREWORKS_API_KEY to a key from fireworks.ai (paid by use)."
)


@dataclass(frozen=True)
class Offer:
    """One thing that could review: `model` is what would be asked, None where that is not known."""

    name: str
    """The name of its profile, as `ollama`."""
    sentence: str
    """What was found, as "Ollama is running here, 2 models"."""
    base_url: str
    model: str | None
    api_key_env: str | None = None

    @property
    def profile(self) -> Profile:
        """The profile that it becomes. Raises CoachError where no model is known."""
        return make_profile(self.base_url, self.model or "", self.api_key_env)


@dataclass(frozen=True)
class Adoption:
    """What came of taking an offer: the profile's name once it works, and the test's result."""

    name: str | None
    result: ProbeResult


@dataclass
class NearbyService:
    """Finds what could review, makes one of it the reviewer, and knows whether that was asked."""

    workspace: Workspace
    profiles: ProfileService
    find_servers: FindServers | None = None
    """Finds the servers; those on the usual ports of this machine where none is given."""
    _offers: list[Offer] = field(default_factory=list, init=False)

    @property
    def was_welcomed(self) -> bool:
        """Whether this is no first run: it was greeted, or has settings or rounds already."""
        paths = self.workspace.paths
        greeted = paths.welcomed.exists() or paths.config_file.exists()
        return greeted or bool(self.workspace.store.ids())

    def keep_welcomed(self) -> None:
        """Keep that the first run is over; where that cannot be kept it comes once more."""
        try:
            atomic_write(self.workspace.paths.welcomed, self.workspace.timestamp() + "\n")
        except OSError:
            return

    @property
    def needs_model(self) -> bool:
        """Whether no model is in the settings yet."""
        return not self.workspace.config.models

    async def look(self) -> list[Offer]:
        """Look around; takes a second or two where something listens, else a moment."""
        from coach.llm.discovery import find_local, list_set_keys

        servers = await (self.find_servers or find_local)()
        offers = [_offer_server(server) for server in servers]
        for preset in list_set_keys(self.workspace.env):
            sentence = f"{preset.api_key_env} is set"
            url = preset.base_url or ""
            offers.append(Offer(preset.id, sentence, url, preset.model, preset.api_key_env))
        return offers

    async def adopt(self, offer: Offer) -> Adoption:
        """Test an offer, and once it works make it the reviewer.

        What does not work is not kept. Raises CoachError for a missing key or a config that cannot
        be written.
        """
        from coach.llm.probe import probe_endpoint

        name, profile = self._free_name(offer.name), offer.profile
        result = await probe_endpoint(self.workspace.make_endpoint(name, profile))
        if not result.works:
            return Adoption(None, result)
        self.profiles.add(name, profile, default=True)
        return Adoption(name, result)

    def _free_name(self, wanted: str) -> str:
        taken, name, number = self.workspace.config.models, wanted, 1
        while name in taken:
            number += 1
            name = f"{wanted}-{number}"
        return name


def describe_offers(offers: list[Offer]) -> str:
    """Say in one line what was found, or the cheapest ways to get a model."""
    if not offers:
        return CHEAPEST
    return "On this machine: " + " · ".join(offer.sentence for offer in offers) + "."


def _offer_server(server: LocalServer) -> Offer:
    chatting = [m for m in server.models if not any(part in m.lower() for part in NOT_FOR_CHAT)]
    count = len(server.models)
    models = "no model loaded" if not count else f"{count} model{'' if count == 1 else 's'}"
    return Offer(
        server.preset.id,
        f"{server.preset.name} is running here, {models}",
        server.base_url,
        chatting[0] if chatting else None,
    )
