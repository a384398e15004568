"""All that the front ends can do, composed of one service for each thing they do."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from coach.files import CoachError, read_text

if TYPE_CHECKING:
    from coach.config import Config
    from coach.drills.service import DrillService
    from coach.exports.vault_sync import VaultSync
    from coach.packs.cards import CaseCard
    from coach.packs.load import Library
    from coach.paths import Paths
    from coach.reviews.review_runs import ReviewRuns
    from coach.services.batches import BatchService
    from coach.services.bulk_review import BulkReviewService
    from coach.services.nearby import NearbyService
    from coach.services.own_read import OwnReadService
    from coach.services.plan import PlanService
    from coach.services.profiles import ProfileService
    from coach.services.reviews import KeptReview, ReviewService
    from coach.services.round_lists import RoundLists
    from coach.services.rounds import RoundService
    from coach.services.trust.calibration import CalibrationService
    from coach.services.trust.exam import ExamService
    from coach.stakeholders.service import StakeholderService
    from coach.study import Study
    from coach.transcripts.store import Store
    from coach.workspace import Workspace
    from coach.yamls import FileFault


class Coach:
    """The services over one workspace; each is made on first use."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        workspace.on_change = self._sync_vault
        self.config_fault: str | None = None
        """What is wrong with the config file, where the defaults stand in its place."""

    @property
    def config(self) -> Config:
        """The settings in force."""
        return self.workspace.config

    @property
    def paths(self) -> Paths:
        """Where things lie."""
        return self.workspace.paths

    @property
    def library(self) -> Library:
        """All packs; loaded on first use, which takes a moment."""
        return self.workspace.library

    def list_cards(self) -> list[CaseCard]:
        """List what is shown of each scenario, without loading the packs where it can."""
        return self.workspace.list_cards()

    @property
    def pack_faults(self) -> list[FileFault]:
        """What is wrong in the packs that were loaded; packs with a fault always are."""
        return self.library.faults if "library" in self.workspace.__dict__ else []

    @property
    def store(self) -> Store:
        """The saved rounds."""
        return self.workspace.store

    @cached_property
    def round_lists(self) -> RoundLists:
        """The saved rounds, listed and searched: all that `rounds` can, where no more is needed."""
        from coach.services.round_lists import RoundLists

        return RoundLists(self.workspace)

    @cached_property
    def banner(self) -> str | None:
        """What every screen says at its top, such as that this is a demo; None in most homes."""
        try:
            return read_text(self.paths.banner).strip() or None
        except CoachError:
            return None

    @cached_property
    def rounds(self) -> RoundService:
        """Rounds: begun, resumed, listed, searched and played again."""
        from coach.services.rounds import RoundService

        return RoundService(self.workspace)

    @cached_property
    def reviews(self) -> ReviewService:
        """Reviews of saved rounds: made, kept and read back."""
        from coach.services.reviews import ReviewService

        return ReviewService(self.workspace)

    @cached_property
    def study(self) -> Study:
        """The study deck; its `fault` says what is wrong with the schedule on disk."""
        from coach.study import Study, make_cards

        return Study(self.workspace.paths.study, make_cards(self.workspace.library))

    @cached_property
    def drills(self) -> DrillService:
        """The drills, and the attempts at them."""
        from coach.drills.service import DrillService

        return DrillService(self.workspace)

    @cached_property
    def stakeholders(self) -> StakeholderService:
        """Who says what on hearing the decision of a round, and the message to whoever lost."""
        from coach.stakeholders.service import StakeholderService

        return StakeholderService(self.workspace)

    @cached_property
    def own_reads(self) -> OwnReadService:
        """The candidate's own marking of rounds."""
        from coach.services.own_read import OwnReadService

        return OwnReadService(self.workspace, self.reviews)

    @cached_property
    def review_runs(self) -> ReviewRuns[KeptReview]:
        """The reviews that are under way."""
        from coach.reviews.review_runs import ReviewRuns

        return ReviewRuns(self.reviews.run)

    @cached_property
    def plan(self) -> PlanService:
        """What to do next, and how practice goes."""
        from coach.services.plan import PlanService

        return PlanService(self.workspace, self.rounds, self.drills, self.study)

    @cached_property
    def profiles(self) -> ProfileService:
        """The model profiles."""
        from coach.services.profiles import ProfileService

        return ProfileService(self.workspace)

    @cached_property
    def nearby(self) -> NearbyService:
        """What on this machine could review, and the first run."""
        from coach.services.nearby import NearbyService

        return NearbyService(self.workspace, self.profiles)

    @cached_property
    def bulk_review(self) -> BulkReviewService:
        """Reviews of many rounds at once."""
        from coach.services.bulk_review import BulkReviewService

        return BulkReviewService(self.workspace, self.rounds, self.reviews)

    @cached_property
    def batches(self) -> BatchService:
        """Reviews of many rounds as one job on a provider."""
        from coach.services.batches import BatchService

        return BatchService(self.workspace, self.reviews)

    @cached_property
    def calibration(self) -> CalibrationService:
        """How far reviewers agree with labelled answers."""
        from coach.services.trust.calibration import CalibrationService

        return CalibrationService(self.workspace, self.rounds, self.reviews)

    @cached_property
    def exam(self) -> ExamService:
        """The exam that a model takes before its levels are shown."""
        from coach.services.trust.exam import ExamService

        return ExamService(self.workspace, self.reviews)

    @cached_property
    def vault(self) -> VaultSync:
        """Markdown copies of the rounds, where the config asks for them."""
        from coach.exports.vault_sync import VaultSync

        return VaultSync(self.workspace)

    @property
    def vault_trouble(self) -> str | None:
        """Why a copy in the vault could not be written, where one was to be."""
        return self.vault.trouble if "vault" in self.__dict__ else None

    def keep_theme(self, name: str) -> None:
        """Keep the theme that was chosen. Raises CoachError."""
        from coach.services.config_file import set_theme

        self.workspace.settings.replace_file(set_theme(self.paths.config_file, name))

    def _sync_vault(self, round_id: str) -> None:
        if self.workspace.config.transcripts.mirror is not None:
            self.vault.sync(round_id)
