"""A desk on a terminal, by a line that counts: what comes to the terminal, and what goes over the network for it."""

from __future__ import annotations

import fcntl
import os
import pty
import select
import socket
import struct
import subprocess
import termios
import threading
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress

from scripts.bench.on_a_terminal import PATIENCE, ROOT, as_installed

QUIET = 0.2  # seconds after which a key has had its effect


class Counted:
    """A port before another one, which counts what passes: `down` to the client, `up` from it."""

    def __init__(self, target: int) -> None:
        self.down = self.up = 0
        self._target = target
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listening.getsockname()[1])
        threading.Thread(target=self._serve, daemon=True).start()

    def close(self) -> None:
        """Take no more clients."""
        self._listening.close()

    def _serve(self) -> None:
        with suppress(OSError):
            while True:
                client, _address = self._listening.accept()
                server = socket.create_connection(("127.0.0.1", self._target))
                for end in (client, server):
                    end.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                for pair in ((client, server, "up"), (server, client, "down")):
                    threading.Thread(target=self._pass_on, args=pair, daemon=True).start()

    def _pass_on(self, source: socket.socket, drain: socket.socket, way: str) -> None:
        with suppress(OSError):
            while data := source.recv(65536):
                setattr(self, way, getattr(self, way) + len(data))
                drain.sendall(data)
        with suppress(OSError):
            drain.shutdown(socket.SHUT_WR)


class Line:
    """A program on a terminal of 120x36; keys, and what they cost."""

    def __init__(self, command: Sequence[str], environment: Mapping[str, str], wire: Counted | None = None) -> None:
        self._master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 36, 120, 0, 0))
        self.wire = wire
        self.process = subprocess.Popen(
            command, cwd=ROOT, stdin=slave, stdout=slave, stderr=slave, start_new_session=True,
            env={**as_installed(), "TERM": "xterm-256color", "LANG": "C.UTF-8", **environment},
        )  # fmt: skip
        os.close(slave)

    def __enter__(self) -> Line:
        return self

    def __exit__(self, *_: object) -> None:
        with suppress(OSError, subprocess.TimeoutExpired):
            os.write(self._master, b"\x11")  # leave the desk, so that the next one is alone
            self.rest()
            self.process.wait(timeout=5)
        self.process.kill()
        self.process.wait()
        os.close(self._master)

    def opened(self, words: str) -> tuple[int, int]:
        """Read until the words have come and all is drawn; the bytes at the terminal and on the wire."""
        before, text, end = self._on_wire(), b"", time.monotonic() + PATIENCE
        while words.encode() not in text:
            if time.monotonic() > end:
                raise SystemExit(f"{words!r} never came: {text[-500:]!r}")
            text += self._read(0.5)
        return len(text) + self.rest(), self._on_wire() - before

    def press(self, keys: str) -> tuple[int, int]:
        """Type keys in one write; the bytes that come for them, at the terminal and on the wire."""
        before = self._on_wire()
        os.write(self._master, keys.encode())
        at_terminal = len(self._read(1.0)) + self.rest()
        return at_terminal, self._on_wire() - before

    def first_byte(self, key: str) -> float:
        """Seconds from a key to the first byte that comes for it."""
        since = time.perf_counter()
        os.write(self._master, key.encode())
        self._read(PATIENCE)
        found = time.perf_counter() - since
        while self._read(0.02):
            pass
        return found

    def turn(self, key: str) -> None:
        """Type a key and wait until it has had its effect, no longer than that takes."""
        os.write(self._master, key.encode())
        self._read(1.0)
        self.rest(0.06)

    def rest(self, seconds: float = QUIET) -> int:
        """Read until nothing has come for a while; the bytes that did."""
        count = 0
        while data := self._read(seconds):
            count += len(data)
        return count

    def idle(self, seconds: float) -> tuple[int, int]:
        """The bytes that come while nobody touches anything."""
        before, end, count = self._on_wire(), time.monotonic() + seconds, 0
        while (left := end - time.monotonic()) > 0:
            count += len(self._read(left))
        return count, self._on_wire() - before

    def _on_wire(self) -> int:
        return self.wire.down if self.wire else 0

    def _read(self, seconds: float) -> bytes:
        if not select.select([self._master], [], [], seconds)[0]:
            return b""
        try:
            return os.read(self._master, 65536)
        except OSError:
            return b""
