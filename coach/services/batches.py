"""Reviews of many rounds as one job on a provider: made, handed in, asked after, collected.

Each job is a folder: `batch.yaml` says what it is, `requests.jsonl` is what was asked,
`results.jsonl` what came back.
"""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

from coach.config import Profile, find_key
from coach.files import CoachError, atomic_write, make_folder, read_text
from coach.llm.batch_provider import Batches, FireworksBatches, OpenAIBatches, State
from coach.llm.capabilities import CapabilityStore
from coach.llm.errors import CallError, CallTarget
from coach.llm.wire.request import is_fireworks
from coach.reviews.llm.batch import make_request_line, make_review, parse_results
from coach.reviews.llm.prompt import ReviewJob
from coach.reviews.llm.receipt import Spending, make_receipt
from coach.reviews.registry import BUILT_IN
from coach.services.reviews import ReviewService
from coach.workspace import Workspace
from coach.yamls import dump, load_model

RECORD, REQUESTS, RESULTS = "batch.yaml", "requests.jsonl", "results.jsonl"
ASKED_BY = ("prompts", "rubric", "rubric_hash")
"""What of a receipt was settled when the requests were written."""


class Batch(BaseModel):
    """`batch.yaml`: a job and where it stands. `remote` is what the provider calls its parts."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    format: Literal[1] = 1
    id: str
    name: str
    profile: Profile
    created: str
    kind: Literal["openai", "fireworks"]
    rounds: int
    asked_by: dict[str, Any]
    remote: dict[str, str] = {}
    collected: str | None = None
    """When its results were last read."""


@dataclass
class Collected:
    """What became of a job's results, by round."""

    graded: list[str] = field(default_factory=list)
    failed: dict[str, str] = field(default_factory=dict)
    already: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    """Ids that are no request of this job, or whose round is gone."""


class BatchService:
    """Writes, hands in and collects jobs of reviews."""

    def __init__(self, workspace: Workspace, reviews: ReviewService) -> None:
        self._workspace = workspace
        self._reviews = reviews
        self._folder = workspace.paths.data / "batches"

    def export(
        self, ids: Sequence[str], name: str, *, fireworks: bool | None = None
    ) -> tuple[Batch, Path]:
        """Write the requests for reviews of these rounds. Raises CoachError for `offline`."""
        if name in BUILT_IN:
            raise CoachError("the offline reviewer needs no batch; use `coach regrade --all`.")
        profile = self._workspace.config.find_profile(name)
        theirs = is_fireworks(profile.base_url) if fireworks is None else fireworks
        known = CapabilityStore(self._workspace.paths.capabilities).get(
            profile.base_url, profile.model
        )
        jobs = [self._make_job(round_id, name, profile) for round_id in ids]
        if not jobs:
            raise CoachError("there is no finished round to review; `coach rounds` lists them.")
        now = self._workspace.now()
        settled = make_receipt(jobs[0], Spending())
        batch = Batch(
            id=self._claim_folder(now, name),
            name=name,
            profile=profile,
            created=now.isoformat(timespec="seconds"),
            kind="fireworks" if theirs else "openai",
            rounds=len(jobs),
            asked_by={key: settled[key] for key in ASKED_BY},
        )
        path = self._folder / batch.id / REQUESTS
        lines = [make_request_line(job, known, fireworks=theirs) for job in jobs]
        atomic_write(path, "\n".join(lines) + "\n")
        self._save(batch)
        return batch, path

    def _claim_folder(self, now: datetime, name: str) -> str:
        """Make a folder that no other batch has, and return its name, the batch's id."""
        make_folder(self._folder)
        plain = re.sub(r"[^a-z0-9]+", "-", name.casefold())
        for second in itertools.count():
            moment = now + timedelta(seconds=second)
            batch_id = f"{moment:%Y%m%d-%H%M%S}-{plain}".strip("-")
            with suppress(FileExistsError):
                (self._folder / batch_id).mkdir(mode=0o700)
                return batch_id
        raise AssertionError("there is always a later second")

    def list_all(self) -> list[Batch]:
        """List every job, oldest first."""
        if not self._folder.is_dir():
            return []
        records = sorted(self._folder.glob(f"*/{RECORD}"))
        return [load_model(path, Batch) for path in records]

    def find(self, reference: str) -> Batch:
        """A job by its id, a unique prefix or `last`; raises CoachError otherwise."""
        batches = self.list_all()
        if not batches:
            raise CoachError("there is no batch yet; `coach batch export --all --with NAME`.")
        if reference == "last":
            return batches[-1]
        matching = [batch for batch in batches if batch.id.startswith(reference)]
        if len(matching) != 1:
            raise CoachError(f"{len(matching)} batches start with {reference!r}; give one.")
        return matching[0]

    async def submit(self, batch: Batch, account: str | None = None) -> Batch:
        """Hand a job in. Raises CoachError when it was before, or when the provider refuses it."""
        if batch.remote:
            raise CoachError(f"batch {batch.id} was submitted already; `coach batch status`.")
        requests = read_text(self._folder / batch.id / REQUESTS)
        try:
            remote = await self._open_provider(batch, account).submit(f"coach-{batch.id}", requests)
        except CallError as failing:
            raise CoachError(failing.failure.sentence) from None
        submitted = batch.model_copy(update={"remote": remote})
        self._save(submitted)
        return submitted

    async def ask_state(self, batch: Batch) -> State:
        """How far a job is. Raises CoachError when it was not submitted or nobody answers."""
        if not batch.remote:
            raise CoachError(
                f"batch {batch.id} was not submitted; `coach batch submit {batch.id}`."
            )
        try:
            return await self._open_provider(batch).state(batch.remote)
        except CallError as failing:
            raise CoachError(failing.failure.sentence) from None

    async def collect(self, batch: Batch, source: Path | None = None) -> Collected:
        """Read a job's results into reviews, each appended once however often this is done.

        `source` is a file of results from elsewhere. Raises CoachError for a job that is not over.
        """
        text = read_text(source) if source else await self._fetch_results(batch)
        atomic_write(self._folder / batch.id / RESULTS, text)
        collected = self._add_reviews(batch, text)
        created = self._workspace.timestamp()
        self._save(batch.model_copy(update={"collected": created}))
        return collected

    async def _fetch_results(self, batch: Batch) -> str:
        state = await self.ask_state(batch)
        if not state.ready:
            reason = f": {state.said}" if state.said else ""
            over = "failed" if state.over else f"is {state.name} and not done yet"
            raise CoachError(f"batch {batch.id} {over}{reason}.")
        try:
            return await self._open_provider(batch).results(batch.remote)
        except CallError as failing:
            raise CoachError(failing.failure.sentence) from None

    def _add_reviews(self, batch: Batch, text: str) -> Collected:
        asked = {
            line["custom_id"]: line["body"]
            for line in map(json.loads, read_text(self._folder / batch.id / REQUESTS).splitlines())
        }
        collected, saved = Collected(), set(self._workspace.store.ids())
        for result in parse_results(text):
            if result.id not in asked or result.id not in saved:
                collected.unknown.append(result.id)
                continue
            if self._has_review(result.id, batch.id):
                collected.already.append(result.id)
                continue
            about = batch.asked_by | {"batch": {"id": batch.id, **batch.remote}}
            job = self._make_job(result.id, batch.name, batch.profile)
            review = self._reviews.add_verdicts(make_review(job, result, asked[result.id], about))
            self._reviews.keep(result.id, review)
            if review.status == "graded":
                collected.graded.append(result.id)
            else:
                collected.failed[result.id] = review.reason or ""
        return collected

    def _has_review(self, round_id: str, batch_id: str) -> bool:
        jobs = [review.receipt.get("batch") for review in self._reviews.load(round_id)]
        return any(isinstance(job, dict) and job.get("id") == batch_id for job in jobs)

    def _make_job(self, round_id: str, name: str, profile: Profile) -> ReviewJob:
        return self._reviews.make_job(self._workspace.store.load(round_id), name, profile)

    def _open_provider(self, batch: Batch, account: str | None = None) -> Batches:
        key = find_key(batch.name, batch.profile, self._workspace.env)
        where = CallTarget(batch.name, batch.profile)
        if batch.kind == "fireworks":
            return FireworksBatches(where, key, account)
        return OpenAIBatches(where, key)

    def _save(self, batch: Batch) -> None:
        path = self._folder / batch.id / RECORD
        atomic_write(path, dump(batch.model_dump(mode="json")))
