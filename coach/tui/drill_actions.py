"""Sitting down to a drill without holding up the screen: choosing one reads past rounds."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from coach.drills.session import DrillSession
    from coach.tui.app import CoachApp


def open_drill(
    app: CoachApp,
    name: str | None,
    scenario_id: str | None,
    why: str = "",
    *,
    afresh: bool = False,
) -> None:
    """Show a drill on top, or in the place of the one that is shown, which is kept.

    `afresh` begins anew where an attempt was left.
    """
    coach = app.coach
    if coach is None:
        return
    drilling = coach.drills

    def sit_down() -> None:
        from coach.files import CoachError

        try:
            chosen = drilling.choose() if name is None else None
            sitting = drilling.sit_down(
                chosen.drill if chosen else name, scenario_id, afresh=afresh
            )
        except CoachError as error:
            app.call_from_thread(app.notify, str(error), severity="error", markup=False)
            return
        app.call_from_thread(show, sitting, chosen.why if chosen else why)

    def show(sitting: DrillSession, because: str) -> None:
        from coach.tui.screens.drill import DrillScreen

        screen = DrillScreen(sitting, because)
        if isinstance(app.screen, DrillScreen):
            app.screen.sitting.leave()
            app.switch_screen(screen)
        else:
            app.push_screen(screen)

    app.run_worker(sit_down, thread=True, group="drill", exclusive=True)
