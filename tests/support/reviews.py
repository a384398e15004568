"""Reviews for tests that need one without waiting for it."""

from coach.packs.schema import Level
from coach.reviews.offline.reviewer import review_offline
from coach.reviews.own_read.marks import PointMark
from coach.reviews.standing import ExamRecords, ExamVerdict, make_model_key
from coach.services.coach import Coach
from coach.transcripts.record import Transcript
from coach.transcripts.review_schema import DimensionReview, Overall, Review, ReviewerId


def point(coach: Coach, transcript: Transcript) -> Review:
    """What the offline reviewer points at in a round; nothing is saved."""
    pack, scenario = coach.workspace.find_case(transcript)
    return review_offline(transcript, scenario, pack, created=coach.workspace.timestamp())


def pass_exam(coach: Coach, review: Review) -> None:
    """Have the model that sent a review pass the exam, so that its levels count."""
    verdict = ExamVerdict(verdict="passed", because="It put them in order.")
    ExamRecords(coach.paths.exams).keep(make_model_key(review.receipt), verdict)


def grade(level: Level, by: str = "rival") -> Review:
    """What a model might have sent that puts the overall and some dimensions at one level."""
    dimensions = ["competing_priorities", "roadmap_balance", "tradeoff_reasoning"]
    return Review(
        status="graded",
        reviewer=ReviewerId(kind="model", name=by),
        overall=Overall(level=level, band="as the rubric names it", because=[]),
        dimensions=[DimensionReview(id=name, level=level, rationale="") for name in dimensions],
    )


def mark_by_oneself(coach: Coach, round_id: str, level: Level = 2) -> None:
    """Finish an own read of a round in which every point is missing."""
    session = coach.own_reads.open(round_id)
    session.set_level(level)
    for asked in session.points:
        session.mark(PointMark(point=asked.id, mark="missing"))
    session.set_line("It names who pays.")
    session.set_fix("When pressed, I first restate it.")
    coach.own_reads.finish(session)
