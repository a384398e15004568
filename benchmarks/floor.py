"""The floor that start-up and typing are compared with: Textual with one full-screen text area."""

from textual.app import App, ComposeResult
from textual.widgets import TextArea


class Floor(App[None]):
    """Nothing but a place to type."""

    def compose(self) -> ComposeResult:
        yield TextArea("floor is ready")


if __name__ == "__main__":
    Floor().run()
