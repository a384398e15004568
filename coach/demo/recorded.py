"""The demo's fictional model: replies that are read from files where a server would be asked.

Everything after the reply is the real thing: it is parsed, its quotes are looked up in the answer,
and its levels are held to them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from coach.demo.script import ScriptedModel
from coach.llm.endpoint import Endpoint, OnEvent, ignore
from coach.llm.events import CallTiming, Done, Failed, Request, Text, TokenUsage
from coach.llm.timings import measure_call
from coach.reviews.llm.reviewer import LLMReviewer
from coach.reviews.protocol import Reviewer
from coach.reviews.registry import make_built_in
from coach.services.reviews import ReviewService
from coach.transcripts.review_schema import Review
from coach.workspace import Workspace

CHARACTERS_PER_TOKEN = 4
"""English takes about so many; nobody counts the tokens of a fictional model."""
DELIMITER = "=== demo ==="
"""The same each time, so that two demos of one moment are the same files."""


@dataclass(frozen=True)
class RecordedEndpoint(Endpoint):
    """An endpoint that sends one reply from a file and asks nobody."""

    reply: str
    timing: CallTiming

    async def send(self, request: Request, on_event: OnEvent = ignore) -> Done | Failed:
        """Send the reply, whatever is asked."""
        asked = sum(len(message["content"]) for message in request.messages)
        usage = TokenUsage(asked // CHARACTERS_PER_TOKEN, len(self.reply) // CHARACTERS_PER_TOKEN)
        model = self.profile.model
        done = Done(self.reply, "stop", usage, self.timing, "json_schema", model=model)
        on_event(Text(self.reply))
        on_event(done)
        caller = self.caller
        if caller.timings is not None:
            caller.timings.add(measure_call(self.name, self.profile, done, caller.wall()))
        return done


class RecordedReviewService(ReviewService):
    """Reviews rounds by replies from files."""

    def __init__(self, workspace: Workspace, model: ScriptedModel) -> None:
        super().__init__(workspace)
        self._model = model
        self.reply = ""
        """What the model says next."""

    def make_reviewer(
        self,
        name: str | None = None,
        *,
        careful: bool = False,
        repeats: int = 1,
        earlier: Sequence[Review] = (),
    ) -> Reviewer:
        """Make the reviewer of a name; that of the fictional model sends `reply`."""
        if reviewer := make_built_in(name or ""):
            return reviewer
        model = self._model
        endpoint = RecordedEndpoint(
            model.name,
            self._workspace.config.find_profile(model.name),
            key=None,
            caller=self._workspace.caller,
            reply=self.reply,
            timing=CallTiming(model.seconds, model.first_token, model.tokens_per_second),
        )
        return LLMReviewer(
            endpoint, self.find_prompts(), lambda: DELIMITER, careful, repeats, earlier
        )
