"""textual-serve behind a guard. Needs the extra `web`; nothing but `coach serve` imports it."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from aiohttp import web
from aiohttp.typedefs import Middleware
from textual_serve.server import Server

if TYPE_CHECKING:
    from coach.cli.web.serve import Guard

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
PAGE = Path(__file__).parent / "page"
"""A page of coach's own: the one that textual-serve ships asks another site for a font, and takes
keys only after a click."""
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; font-src 'self'; "
    "img-src 'self' data:; connect-src 'self' ws://{host}; frame-ancestors 'none'; "
    "base-uri 'none'; form-action 'none'"
)
NOT_OWN = "coach answers its own page only.\n"
NO_TOKEN = "This page needs a token: open the address that `coach serve` printed.\n"


class GuardedServer(Server):
    """Serves one command to whom the guard lets in, pages and websockets alike."""

    def __init__(self, command: str, guard: Guard) -> None:
        super().__init__(
            command, host=guard.host, port=guard.port, title="coach", templates_path=PAGE
        )
        self._guard = guard

    def initialize_logging(self) -> None:
        """Show warnings only: a line for each request would repeat the token."""
        logging.basicConfig(level=logging.WARNING, format="%(message)s")

    async def on_startup(self, app: web.Application) -> None:
        """Print nothing; `coach serve` has said where it is."""

    async def handle_index(self, request: web.Request) -> web.StreamResponse:
        """Answer the page, with links to the host under which it was asked for."""
        self.public_url = f"http://{request.host}"
        response: web.StreamResponse = await super().handle_index(request)
        response.headers["Content-Security-Policy"] = POLICY.format(host=request.host)
        response.headers["Referrer-Policy"] = "no-referrer"
        response.headers["Cache-Control"] = "no-store"
        return response

    async def _make_app(self) -> web.Application:
        app = await super()._make_app()
        app.router.add_get("/coach.js", _answer_script)
        app.middlewares.append(self._make_middleware())
        return app

    def _make_middleware(self) -> Middleware:
        guard = self._guard

        @web.middleware
        async def check(request: web.Request, handler: Handler) -> web.StreamResponse:
            if not guard.is_own_page(request.headers):
                raise web.HTTPForbidden(text=NOT_OWN)
            if guard.token is not None and request.path == "/" and "token" in request.query:
                return self._admit(request)
            if not guard.has_session(request.cookies):
                raise web.HTTPForbidden(text=NO_TOKEN)
            return await handler(request)

        return check

    def _admit(self, request: web.Request) -> web.StreamResponse:
        """Give a cookie for the token and take the token out of the browser's address."""
        if not self._guard.has_token(request.query["token"]):
            raise web.HTTPForbidden(text=NO_TOKEN)
        rest = [(name, value) for name, value in request.query.items() if name != "token"]
        location = "/?" + urlencode(rest) if rest else "/"
        response = web.Response(status=303, headers={"Location": location})
        response.headers["Cache-Control"] = "no-store"
        response.set_cookie(self._guard.cookie, self._guard.session, httponly=True, samesite="Lax")
        return response


async def _answer_script(request: web.Request) -> web.StreamResponse:
    return web.FileResponse(PAGE / "coach.js")
