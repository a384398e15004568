"""Serve a GGUF model on the loopback by llama.cpp, as the package xllamacpp brings it.

Usage: gguf_server.py FILE PORT. Needs the package xllamacpp, in an environment of its own.
"""

import sys
import threading

import xllamacpp

CONTEXT = 16_384
"""Tokens: a whole review of a long answer, prompt and reply."""


def main(file: str, port: str) -> None:
    """Serve until the process is ended."""
    settings = xllamacpp.CommonParams()
    settings.model.path = file
    settings.n_ctx = CONTEXT
    settings.n_parallel = 1
    settings.hostnames = ["127.0.0.1"]
    settings.port = int(port)
    server = xllamacpp.Server(settings)
    print(server.listening_address, flush=True)
    threading.Event().wait()


if __name__ == "__main__":
    main(*sys.argv[1:])
