"""coach in a browser: on this machine alone, or for others who have the token."""

from __future__ import annotations

import os
import secrets
import shlex
import socket
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from hmac import compare_digest
from ipaddress import ip_address

import click

from coach.files import CoachError

HOST = "127.0.0.1"
TOKEN_ENV = "COACH_SERVE_TOKEN"
"""The variable that holds a token of the user's own; it is taken out for what is started here."""
SHORTEST = 16
"""Characters of a token: shorter ones can be guessed by trying."""
EVERYWHERE = ("", "0.0.0.0", "::")
"""Hosts that mean every address of this machine, which no browser can open as they are."""


@dataclass(frozen=True)
class Guard:
    """Who is answered: this server's own page and, where there is a token, whoever has it.

    The browser shows the token once, in the address, and gets a cookie for it that is good for
    this run alone.
    """

    host: str
    port: int
    token: str | None
    session: str = field(default_factory=secrets.token_urlsafe)
    """What the cookie holds."""

    @property
    def cookie(self) -> str:
        """The cookie's name; a browser sends cookies to every port of a host."""
        return f"coach-{self.port}"

    def is_own_page(self, headers: Mapping[str, str]) -> bool:
        """Whether a request comes from the page that is served here.

        Another site that is open in the same browser could reach this machine too, under its own
        origin or, where only this machine is answered, under a name that it has pointed here.
        """
        host, origin = headers.get("Host", ""), headers.get("Origin")
        if is_loopback(self.host):
            names = (_bracket_host(self.host), HOST, "localhost")
            allowed = {f"{name}:{self.port}" for name in names}
            if self.port == 80:
                allowed |= set(names)
            if host not in allowed:
                return False
        return bool(host) and (origin is None or origin == f"http://{host}")

    def has_token(self, given: str) -> bool:
        """Whether a token is the right one, in a time that tells nothing about it."""
        return self.token is not None and _is_same(given, self.token)

    def has_session(self, cookies: Mapping[str, str]) -> bool:
        """Whether a browser has shown the token before; always where there is none to show."""
        return self.token is None or _is_same(cookies.get(self.cookie, ""), self.session)


@click.command()
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True)
@click.option("--host", default=HOST, show_default=True, help="The address to listen at.")
@click.option(
    "--token",
    "with_token",
    is_flag=True,
    help=f"Answer only who has a token, made for this run, or the one in {TOKEN_ENV}.",
)
@click.option("--demo", is_flag=True, help="Serve the demo; each page gets one of its own.")
def serve(port: int, host: str, with_token: bool, demo: bool) -> None:
    """Open coach in a browser, on this machine alone.

    The $EDITOR key does not work there. For other machines a --host and a --token are needed:
    whoever has the token uses coach as you, and the connection is not encrypted.
    """
    own = os.environ.pop(TOKEN_ENV, "")
    guard = Guard(host, port, choose_token(host, own, with_token))
    try:
        from coach.cli.web.web_server import GuardedServer
    except ImportError:
        raise CoachError(
            "coach serve needs the extra: pip install 'interview-coach[web]'."
        ) from None
    words = [sys.executable, "-m", "coach", *(["demo"] if demo else [])]
    # the server hands its command to the system's shell
    line = subprocess.list2cmdline(words) if sys.platform == "win32" else shlex.join(words)
    click.echo(describe_address(guard, is_own=bool(own)), err=True)
    try:
        GuardedServer(line, guard).serve()
    except OSError as error:
        why = f"Cannot listen at {host}, port {port} ({error.strerror or error})"
        raise CoachError(f"{why}; choose another with --port or --host.") from None


def choose_token(host: str, own: str, with_token: bool) -> str | None:
    """Return the token to ask for: the user's own, one made now, or none on this machine alone.

    Raises CoachError for other machines without a token, and for one that is too short.
    """
    if own:
        if len(own) < SHORTEST:
            raise CoachError(f"{TOKEN_ENV} is too short; use {SHORTEST} characters or more.")
        return own
    if with_token:
        return secrets.token_urlsafe(32)
    if not is_loopback(host):
        raise CoachError(
            f"--host {host!r} would let other machines use coach; add --token, which makes one, "
            f"or set {TOKEN_ENV}."
        )
    return None


def is_loopback(host: str) -> bool:
    """Whether a host is this machine alone; a name that is not known here is not."""
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def describe_address(guard: Guard, *, is_own: bool) -> str:
    """Say where coach is; a token that was made is shown here once, the user's own never."""
    host = socket.gethostname() if guard.host in EVERYWHERE else guard.host
    url = f"http://{_bracket_host(host)}:{guard.port}"
    if guard.token is None:
        return f"coach is at {url}; ctrl+c ends it."
    address = f"{url}/?token={f'${TOKEN_ENV}' if is_own else guard.token}"
    return (
        f"coach is at {address}\n"
        "Whoever has this address uses coach as you, until ctrl+c ends it. The connection is not "
        "encrypted."
    )


def _is_same(given: str, secret: str) -> bool:
    # a header may hold bytes that are no text
    errors = "surrogateescape"
    return compare_digest(given.encode("utf-8", errors), secret.encode("utf-8", errors))


def _bracket_host(host: str) -> str:
    return f"[{host}]" if ":" in host else host


COMMANDS = (serve,)
