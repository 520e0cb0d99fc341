"""Somebody outside who waits for what slides let out: counts every request, connection and packet."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Sink:
    """`paths`: asked for over HTTP. `packets`, `connections`: what came to the bare UDP and TCP ports."""

    def __init__(self) -> None:
        self.paths: list[str] = []
        self.packets: list[bytes] = []
        self.connections = 0
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        self.udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.udp.bind(("127.0.0.1", 0))
        self.tcp = socket.create_server(("127.0.0.1", 0))
        for work in (self.server.serve_forever, self._packets, self._connections):
            threading.Thread(target=work, daemon=True).start()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        sink = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                sink.paths.append(self.path)
                self.send_response(200)
                self.send_header("Access-Control-Allow-Origin", "*")
                self.send_header("Content-Length", "0")
                self.end_headers()

            do_POST = do_GET

            def log_message(self, *args: object) -> None:
                """Quiet."""

        return Handler

    def _packets(self) -> None:
        while True:
            try:
                self.packets.append(self.udp.recv(2048))
            except OSError:
                return

    def _connections(self) -> None:
        while True:
            try:
                self.tcp.accept()[0].close()
            except OSError:
                return
            self.connections += 1

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()
        self.udp.close()
        self.tcp.close()


@contextmanager
def sink() -> Iterator[Sink]:
    made = Sink()
    try:
        yield made
    finally:
        made.close()
