"""A small WebSocket client for the benches: it shares two cores with the server that it measures, so it does as little as can be."""

import asyncio
import json
import struct
from base64 import b64encode
from os import urandom
from urllib.parse import urlsplit

TEXT, BINARY, CLOSE, PING, PONG = 1, 2, 8, 9, 10


class LiveClient:
    """One socket. `on_text` and `on_answer` may be replaced, before it opens, by what takes a (dict) and (number, micros, body)."""

    def __init__(self):
        self.on_text = self.on_answer = lambda *_: None
        self.close_code = None

    async def open(self, address: str, path: str = "/ws/live/effects/", cookie: str = "") -> "LiveClient":
        """Raises ConnectionRefusedError where the handshake is answered otherwise."""
        place = urlsplit(address)
        self.reader, self.writer = await asyncio.open_connection(place.hostname, place.port, limit=1 << 20)
        lines = [
            f"GET {path} HTTP/1.1",
            f"Host: {place.netloc}",
            f"Origin: {address}",
            "Upgrade: websocket",
            "Connection: Upgrade",
            f"Sec-WebSocket-Key: {b64encode(urandom(16)).decode()}",
            "Sec-WebSocket-Version: 13",
        ]
        self.writer.write(("\r\n".join(lines + [f"Cookie: {cookie}"] * bool(cookie)) + "\r\n\r\n").encode())
        head = await self.reader.readuntil(b"\r\n\r\n")
        if b" 101 " not in head.split(b"\r\n")[0]:
            self.cut()
            raise ConnectionRefusedError(head.split(b"\r\n")[0].decode())
        self.listening = asyncio.create_task(self._listen())
        return self

    def send_frame(self, number: int, time_ms: int, data: bytes) -> None:
        self.send(BINARY, struct.pack("!II", number, time_ms & 0xFFFFFFFF) + data)

    def tell(self, **message) -> None:
        self.send(TEXT, json.dumps(message).encode())

    def send(self, kind: int, payload: bytes) -> None:
        """The mask is all zeros, which leaves the payload as it is: browsers have this done by faster code than ours."""
        if self.writer.is_closing():
            return
        size = len(payload)
        length = bytes([0x80 | size]) if size < 126 else struct.pack("!BH", 0xFE, size) if size < 65536 else struct.pack("!BQ", 0xFF, size)
        self.writer.write(bytes([0x80 | kind]) + length + bytes(4) + payload)

    async def close(self) -> None:
        """As a page does it."""
        self.send(CLOSE, struct.pack("!H", 1000))
        await asyncio.wait([self.listening], timeout=5)
        self.cut()

    def cut(self) -> None:
        """As a lost network does it."""
        if hasattr(self, "listening"):
            self.listening.cancel()
        self.writer.transport.abort()

    async def _listen(self):
        try:
            while True:
                first, second = await self.reader.readexactly(2)
                size = second & 127
                if size >= 126:
                    size = int.from_bytes(await self.reader.readexactly(2 if size == 126 else 8), "big")
                payload = await self.reader.readexactly(size)
                kind = first & 15
                if kind == BINARY:
                    number, _, micros = struct.unpack_from("!III", payload)
                    self.on_answer(number, micros, payload[12:])
                elif kind == TEXT:
                    self.on_text(json.loads(payload))
                elif kind == PING:
                    self.send(PONG, payload)
                elif kind == CLOSE:
                    self.close_code = int.from_bytes(payload[:2], "big")
                    return
        except (asyncio.IncompleteReadError, ConnectionError):
            self.close_code = self.close_code or 1006
