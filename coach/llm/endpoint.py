"""A model endpoint: everything that is needed to send it a request, bound once."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace

from coach.config import Profile
from coach.llm.call import Caller, stream
from coach.llm.errors import CallTarget
from coach.llm.events import CallEvent, Done, Failed, Request
from coach.llm.wire.request import is_loopback

READING = 900.0
"""Seconds that a model on this machine may take to read a prompt."""
LOG = logging.getLogger(__name__)

OnEvent = Callable[[CallEvent], object]
"""Called with each event of a call as it happens; what it returns is ignored."""


def ignore(event: object) -> None:
    """Take an event and do nothing: the default where nobody watches a call."""


@dataclass(frozen=True)
class Endpoint:
    """A named profile with its key, and what calls to it need from outside.

    `key` is None where the profile names no variable for one.
    """

    name: str
    profile: Profile
    key: str | None
    caller: Caller

    @property
    def target(self) -> CallTarget:
        """The profile under its name, as error sentences mention it."""
        return CallTarget(self.name, self.profile)

    async def send(self, request: Request, on_event: OnEvent = ignore) -> Done | Failed:
        """Send a request and return how it ended; `on_event` gets everything, the end included.

        Cancelling the task that waits closes the connection. A call that brought its first token
        is never repeated, since it would be paid for twice; the one exception is a reply that was
        cut off at its length limit.
        """
        outcome: Done | Failed | None = None
        async for event in stream(self.target, self.key, request, self.caller):
            on_event(event)
            if isinstance(event, (Done, Failed)):
                outcome = event
        assert outcome is not None, "a call ends with Done or Failed"
        self._log(outcome)
        return outcome

    def _log(self, outcome: Done | Failed) -> None:
        if isinstance(outcome, Failed):
            failure = outcome.failure
            LOG.warning("%s: %s, status %s", self.name, failure.kind, failure.status)
            return
        timing, usage = outcome.timing, outcome.usage
        LOG.info("%s: %.1f s, %s tokens out", self.name, timing.total, usage.output)

    def allow_reading(self) -> Endpoint:
        """The same endpoint with time to read a long prompt, where the model is on this machine.

        A small machine reads some ten tokens a second and says nothing meanwhile. A profile that
        sets the wait for the first token itself keeps it.
        """
        timeouts = self.profile.timeouts
        if "first_token" in timeouts.model_fields_set or not is_loopback(self.profile.base_url):
            return self
        longer = {"first_token": READING, "total": max(READING, timeouts.total)}
        patient = timeouts.model_copy(update=longer)
        return replace(self, profile=self.profile.model_copy(update={"timeouts": patient}))

    def limit_waiting(self, *, first_token: float, total: float) -> Endpoint:
        """The same endpoint with shorter timeouts, in seconds, for a person who is waiting.

        No timeout of the profile becomes longer. `total` is for a reply that does not come as a
        stream: one that brings tokens goes on until it ends or the person stops it.
        """
        timeouts = self.profile.timeouts
        shorter = timeouts.model_copy(
            update={
                "first_token": min(timeouts.first_token, first_token),
                "gap": min(timeouts.gap, first_token),
                "waking": min(timeouts.waking, first_token),
                "total": min(timeouts.total, total),
            }
        )
        return replace(self, profile=self.profile.model_copy(update={"timeouts": shorter}))
