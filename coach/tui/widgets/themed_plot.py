"""A plot in the colors of the theme; in the terminal's own where the theme leaves them to it."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import count

from rich.text import Text
from textual.app import RenderResult
from textual.color import Color
from textual.theme import Theme
from textual_plotext import PlotextPlot

Rgb = tuple[int, int, int]


MOST_TICKS = 8
FRAME = 12
"""Columns that the frame and the names of levels take."""
GAP = 2
"""Columns between two names, so that they can be told apart."""
TOWARDS_BACKGROUND = 0.5
"""How far the color of text goes towards the background in what stands back."""


def list_whole_ticks(most: float) -> list[int]:
    """Whole numbers from nothing up to `most`, at most nine, a round step apart."""
    steps = (unit * 10**power for power in count() for unit in (1, 2, 5))
    step = next(step for step in steps if most / step <= MOST_TICKS)
    return list(range(0, int(most) + 1, step))


def choose_places(names: Sequence[str], width: int) -> list[int]:
    """Numbers of the names, from 1 on, that fit side by side in a plot of so many columns.

    Left to itself, plotext leaves out some that run together, now these and now those.
    """
    longest = max(map(len, names)) + GAP
    most = max(1, (width - FRAME) // longest)
    step = max(1, -(-len(names) // most))
    return list(range(1, len(names) + 1, step))


class ThemedPlot(PlotextPlot):
    """`line_color` is what a line should be drawn in; None leaves it to the terminal.

    `names_across` names the places 1, 2 and so on of the axis across; as many of them are written
    as there is room for.
    """

    names_across: Sequence[str] = ()

    def on_mount(self) -> None:
        super().on_mount()
        self.app.theme_changed_signal.subscribe(self, lambda theme: self.refresh())

    def render(self) -> RenderResult:
        """Draw the plot with frame and numbers that stand back.

        The widget's own drawing gives them the color of text, whatever was set before.
        """
        plt = self.plt
        # as the widget's own drawing does: plotext's call for it stops at 24 lines in a terminal
        # that it cannot measure
        plt._set_size(self.size.width, self.size.height)
        if self.names_across:
            places = choose_places(self.names_across, self.size.width)
            plt.xticks([float(n) for n in places], [self.names_across[n - 1] for n in places])
        plt.theme("clear")
        if self.background_color is not None:
            plt.canvas_color(self.background_color)
            plt.axes_color(self.background_color)
            plt.ticks_color(self.muted_color)
        return Text.from_ansi(plt.build())

    @property
    def background_color(self) -> Rgb | None:
        """What the plot lies on; None leaves it to the terminal."""
        if self._leaves_colors(self.app.current_theme):
            return None
        return Color.parse(self.app.theme_variables["background"]).rgb

    @property
    def muted_color(self) -> Rgb | None:
        """What frame, numbers and marks are drawn in; None leaves it to the terminal."""
        background = self.background_color
        if background is None:
            return None
        text = Color.parse(self.app.theme_variables["foreground"])
        return text.blend(Color(*background), TOWARDS_BACKGROUND).rgb

    @property
    def line_color(self) -> Rgb | None:
        """The theme's accent."""
        theme = self.app.current_theme
        if self._leaves_colors(theme):
            return None
        return Color.parse(theme.accent or theme.primary).rgb

    def count_axes(self, most_across: float, most_up: float) -> None:
        """Number both axes from nothing to these, in whole numbers."""
        for number, most in ((self.plt.xticks, most_across), (self.plt.yticks, most_up)):
            places = list_whole_ticks(most)
            number([float(place) for place in places], [str(place) for place in places])

    @staticmethod
    def _leaves_colors(theme: Theme) -> bool:
        return theme.name.startswith("ansi")
