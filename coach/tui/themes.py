"""Our own themes; Textual's built-in ones stay available."""

from textual.theme import Theme

NIGHT = Theme(
    name="coach-night",
    primary="#7aa2c8",
    secondary="#8d93a8",
    accent="#e0a458",
    foreground="#d8d7d3",
    background="#15171b",
    surface="#1b1e23",
    panel="#23272e",
    success="#7fb685",
    warning="#e0a458",
    error="#d9736b",
    dark=True,
    variables={
        "footer-key-foreground": "#e0a458",
        "input-selection-background": "#7aa2c8 35%",
        "block-cursor-text-style": "none",
    },
)

DAY = Theme(
    name="coach-day",
    primary="#2f5d8a",
    secondary="#5b6070",
    accent="#a05a00",
    foreground="#22252b",
    background="#faf8f4",
    surface="#f2efe8",
    panel="#e7e2d8",
    success="#2f7d4a",
    warning="#a05a00",
    error="#b03a32",
    dark=False,
    variables={"footer-key-foreground": "#a05a00", "block-cursor-text-style": "none"},
)

THEMES = (NIGHT, DAY)
DEFAULT = NIGHT.name
SCROLL_BAR_TROUGH = (
    "scrollbar-background",
    "scrollbar-background-hover",
    "scrollbar-background-active",
    "scrollbar-corner-color",
)


def hide_troughs(variables: dict[str, str]) -> dict[str, str]:
    """Give the trough of a scroll bar the background of what it is in, in any theme."""
    return variables | dict.fromkeys(SCROLL_BAR_TROUGH, variables["background"])
