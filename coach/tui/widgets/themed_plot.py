"""A plot in the colors of the theme; in the terminal's own where the theme leaves them to it."""

from __future__ import annotations

from itertools import count

from textual.color import Color
from textual.theme import Theme
from textual_plotext import PlotextPlot

Rgb = tuple[int, int, int]


MOST_TICKS = 8


def list_whole_ticks(most: float) -> list[int]:
    """Whole numbers from nothing up to `most`, at most nine, a round step apart."""
    steps = (unit * 10**power for power in count() for unit in (1, 2, 5))
    step = next(step for step in steps if most / step <= MOST_TICKS)
    return list(range(0, int(most) + 1, step))


class ThemedPlot(PlotextPlot):
    """`line_color` is what a line should be drawn in; None leaves it to the terminal."""

    def on_mount(self) -> None:
        super().on_mount()
        self._follow(self.app.current_theme)
        self.app.theme_changed_signal.subscribe(self, self._follow)

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

    def _follow(self, theme: Theme) -> None:
        self.theme = "clear" if self._leaves_colors(theme) else "auto"

    @staticmethod
    def _leaves_colors(theme: Theme) -> bool:
        return theme.name.startswith("ansi")
