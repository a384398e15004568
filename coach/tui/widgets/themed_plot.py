"""A plot in the colors of the theme; in the terminal's own where the theme leaves them to it."""

from __future__ import annotations

from textual.color import Color
from textual.theme import Theme
from textual_plotext import PlotextPlot

Rgb = tuple[int, int, int]


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

    def _follow(self, theme: Theme) -> None:
        self.theme = "clear" if self._leaves_colors(theme) else "auto"

    @staticmethod
    def _leaves_colors(theme: Theme) -> bool:
        return theme.name.startswith("ansi")
