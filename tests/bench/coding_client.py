"""A browser as far as the queue of the coding screen goes: one connection that stays open, one request at a time."""

import gzip
import json
import random
import socket
import string
import time
from dataclasses import dataclass, field
from typing import Any

GZIP = b"\x1f\x8b"


@dataclass
class Answer:
    """What came back, how many bytes it took on its way, and after how many milliseconds."""

    status: int
    body: bytes
    size: int
    milliseconds: float


@dataclass
class Browser:
    """A signed-in coder; `drop()` loses the answer of the next request on its way, as a bad network does."""

    port: int
    session: str
    host: str = "127.0.0.1"
    csrf: str = field(default_factory=lambda: "".join(random.choices(string.ascii_letters, k=32)))
    _socket: socket.socket | None = None

    def get(self, page: str, *, panels: set[str] | None = None) -> Answer:
        """Fetch a page; with `panels`, what the screen fetches ahead: the unit, and the panel of codes if it is new."""
        known = "" if panels is None else f"X-Panels: {' '.join(panels)}\r\n"
        return self._ask(f"GET {page} HTTP/1.1\r\nAccept: text/html\r\nAccept-Encoding: gzip\r\n{known}", b"")

    def send(self, address: str, act: dict[str, Any], *, is_lost: bool = False) -> Answer:
        """Send one operation; with `is_lost` the answer is not read and the same act is sent again."""
        head = (
            f"POST {address} HTTP/1.1\r\nAccept: application/json\r\nContent-Type: application/json\r\n"
            f"X-CSRFToken: {self.csrf}\r\n"
        )
        body = json.dumps(act).encode()
        if is_lost:
            self._write(head, body)
            self.close()
        return self._ask(head, body)

    def close(self) -> None:
        """Close the connection."""
        if self._socket is not None:
            self._socket.close()
            self._socket = None

    def _ask(self, head: str, body: bytes) -> Answer:
        began = time.perf_counter()
        for _attempt in range(3):
            try:
                self._write(head, body)
                status, found = self._read()
            except OSError:  # the server closes a connection that was idle
                self.close()
                continue
            took = (time.perf_counter() - began) * 1000
            body = gzip.decompress(found) if found.startswith(GZIP) else found
            return Answer(status, body, len(found), took)
        raise SystemExit("The server does not answer.")

    def _write(self, head: str, body: bytes) -> None:
        if self._socket is None:
            self._socket = socket.create_connection((self.host, self.port), timeout=30)
            self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        common = (
            f"{head}Host: {self.host}:{self.port}\r\nContent-Length: {len(body)}\r\nAccept-Language: fr\r\n"
            f"Cookie: sessionid={self.session}; csrftoken={self.csrf}\r\n\r\n"
        )
        self._socket.sendall(common.encode() + body)

    def _read(self) -> tuple[int, bytes]:
        data = b""
        while b"\r\n\r\n" not in data:
            data += self._more()
        head, _blank, body = data.partition(b"\r\n\r\n")
        lines = head.decode("latin-1").lower().split("\r\n")
        length = next((int(line.split(":")[1]) for line in lines if line.startswith("content-length:")), None)
        if length is None:
            raise SystemExit(f"No length in an answer: {lines[0]}")
        while len(body) < length:
            body += self._more()
        return int(lines[0].split()[1]), body

    def _more(self) -> bytes:
        assert self._socket is not None
        found = self._socket.recv(65536)
        if not found:
            raise ConnectionResetError
        return found
