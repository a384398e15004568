"""coach in a browser on this machine."""

from __future__ import annotations

import importlib
import shlex
import sys
from collections.abc import Mapping
from typing import Any

import click

from coach.files import CoachError

HOST = "127.0.0.1"
"""Only this machine: whoever reaches the page sits at this program, and no token guards it."""

POLICY = "style-src 'self' 'unsafe-inline'; font-src 'self' data:"
"""The page that textual-serve ships asks another site for a font; nothing here goes elsewhere."""


@click.command()
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True)
@click.option("--demo", is_flag=True, help="Serve the demo; each page gets one of its own.")
def serve(port: int, demo: bool) -> None:
    """Open coach in a browser, on this machine alone.

    The $EDITOR key does not work there; copy and paste with the browser's own keys.
    """
    try:
        server = importlib.import_module("textual_serve.server")
    except ImportError:
        raise CoachError(
            "coach serve needs the extra: pip install 'interview-coach[web]'."
        ) from None
    command = shlex.join([sys.executable, "-m", "coach", *(["demo"] if demo else [])])
    click.echo(f"coach is at http://{HOST}:{port}; ctrl+c ends it.", err=True)
    served = server.Server(command, host=HOST, port=port, title="coach")
    make_unguarded = served._make_app

    async def make_guarded() -> Any:
        app = await make_unguarded()
        app.middlewares.append(_make_guard(importlib.import_module("aiohttp.web"), port))
        return app

    served._make_app = make_guarded
    served.serve()


def is_own_page(headers: Mapping[str, str], port: int) -> bool:
    """Whether a request comes from the page that is served here.

    Another site that is open in the same browser could reach this machine too, under its own
    origin or under a name that it has pointed here.
    """
    hosts = {f"{name}:{port}" for name in (HOST, "localhost")}
    origin = headers.get("Origin")
    return headers.get("Host") in hosts and (
        origin is None or origin in {f"http://{host}" for host in hosts}
    )


def _make_guard(web: Any, port: int) -> Any:
    @web.middleware  # type: ignore[untyped-decorator]  # the extra has no types here
    async def guard(request: Any, handler: Any) -> Any:
        if not is_own_page(request.headers, port):
            raise web.HTTPForbidden(text="coach answers its own page only.")
        response = await handler(request)
        if request.path == "/":
            response.headers["Content-Security-Policy"] = POLICY
        return response

    return guard


COMMANDS = (serve,)
