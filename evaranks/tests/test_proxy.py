"""The proxy of the deployment, run for real with its own file: TLS, balancing over a name's addresses, limits, static files."""

import http.client
import json
import shutil
import socket
import socketserver
import ssl
import struct
import subprocess
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from django.conf import settings

from evaranks.tests.conftest import free_port


class _Web(BaseHTTPRequestHandler):
    """A web process that tells what reached it."""

    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def do_GET(self):
        self.answer()

    def do_POST(self):
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.answer()

    def answer(self):
        if self.headers.get("Upgrade") == "websocket":
            self.wfile.write(b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\nhello")
            self.wfile.flush()
            self.wfile.write(self.rfile.read(3))
            self.close_connection = True
            return
        names = ("X-Forwarded-For", "X-Forwarded-Proto", "Host")
        body = json.dumps({"web": self.server.server_address[0], **{name: self.headers.get(name) for name in names}}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


class _Names(socketserver.BaseRequestHandler):
    """A name server: every name leads to `server.addresses`, as Docker's leads to the replicas of a service."""

    def handle(self):
        data, reply = self.request
        end = data.index(b"\0", 12) + 5
        addresses = self.server.addresses
        head = data[:2] + struct.pack("!HHHHH", 0x8180, 1, len(addresses), 0, 0)
        rows = [b"\xc0\x0c" + struct.pack("!HHIH", 1, 1, 1, 4) + socket.inet_aton(address) for address in addresses]
        reply.sendto(head + data[12:end] + b"".join(rows), self.client_address)


@pytest.fixture(scope="module")
def proxy(tmp_path_factory):
    folder = tmp_path_factory.mktemp("proxy")
    (folder / "static").mkdir()
    (folder / "static" / "app.12ab.js").write_text("export {};" * 200)
    (folder / "static" / "staticfiles.json").write_text("{}")
    web_port, http_port, https_port, check_port = (free_port() for _ in range(4))
    webs = {address: ThreadingHTTPServer((address, web_port), _Web) for address in ("127.0.0.1", "127.0.0.2")}
    names = socketserver.ThreadingUDPServer(("127.0.0.1", 0), _Names)
    names.addresses = list(webs)
    for server in (*webs.values(), names):
        threading.Thread(target=server.serve_forever, daemon=True).start()
    text = (settings.BASE_DIR / "deploy" / "Caddyfile").read_text()
    own = f"admin off\n\tskip_install_trust\n\thttp_port {http_port}\n\thttps_port {https_port}\n\tgrace_period 1s"
    changes = {"grace_period 30s": own, "versions ipv4": f"versions ipv4\n\t\t\t\tresolvers 127.0.0.1:{names.server_address[1]}"}
    changes |= {":2020": f":{check_port}", "read_header 10s": "read_header 1s"}
    for old, new in changes.items():
        assert old in text
        text = text.replace(old, new)
    (folder / "Caddyfile").write_text(text)
    environment = {"PATH": "/usr/bin:/bin", "HOME": str(folder), "XDG_DATA_HOME": str(folder), "XDG_CONFIG_HOME": str(folder)}
    environment |= {"SITE_ADDRESS": "localhost", "TLS": "tls internal", "STATIC_ROOT": str(folder / "static"), "WEB_PORT": str(web_port)}
    caddy = shutil.which("caddy", path=str(Path(sys.executable).parent))
    command = [caddy, "run", "--adapter", "caddyfile", "--config", folder / "Caddyfile"]
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
    proxy = type("Proxy", (), {"port": https_port, "http_port": http_port, "check_port": check_port, "webs": webs, "names": names})
    try:
        wait(proxy, folder / "log")
        yield proxy
    finally:
        process.terminate()
        process.wait(10)
        for server in (*webs.values(), names):
            server.shutdown()


def wait(proxy, log):
    for _ in range(100):
        try:
            if fetch(proxy, "/healthz")[0].status == 200:
                return
        except OSError:
            pass
        time.sleep(0.1)
    pytest.fail(log.read_text()[-3000:])


def trusting(*protocols):
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    if protocols:
        context.set_alpn_protocols(protocols)
    return context


def fetch(proxy, path, method="GET", body=None, **headers):
    connection = http.client.HTTPSConnection("localhost", proxy.port, timeout=20, context=trusting())
    connection.request(method, path, body, headers)
    response = connection.getresponse()
    data = response.read()
    connection.close()
    return response, data


def test_it_works(proxy):
    """The client's address and scheme are the proxy's word, whatever the client says."""
    response, data = fetch(proxy, "/board/", **{"X-Forwarded-For": "6.6.6.6", "X-Forwarded-Proto": "http"})
    told = json.loads(data)
    assert (told["X-Forwarded-For"], told["X-Forwarded-Proto"]) == ("127.0.0.1", "https")
    assert told["Host"].startswith("localhost")
    assert "h3=" in response.headers["Alt-Svc"]
    assert "max-age" in response.headers["Strict-Transport-Security"]
    assert "Server" not in response.headers or "Caddy" not in response.headers["Server"]


def test_http_leads_to_https(proxy):
    connection = http.client.HTTPConnection("localhost", proxy.http_port, timeout=10)
    connection.request("GET", "/board/")
    response = connection.getresponse()
    assert response.status == 308
    assert response.headers["Location"].startswith("https://localhost")


def test_http_2_is_spoken_and_old_tls_is_not(proxy):
    with (
        socket.create_connection(("localhost", proxy.port)) as plain,
        trusting("h2").wrap_socket(plain, server_hostname="localhost") as tls,
    ):
        assert tls.selected_alpn_protocol() == "h2"
        assert tls.version() in ("TLSv1.2", "TLSv1.3")


def test_static_files_are_served_for_ever(proxy):
    response, data = fetch(proxy, "/static/app.12ab.js")
    assert response.status == 200
    assert data.startswith(b"export")
    assert response.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert fetch(proxy, "/static/staticfiles.json")[0].status == 404
    for climbing in ("/static/../Caddyfile", "/static/%2e%2e/Caddyfile"):
        assert b"reverse_proxy" not in fetch(proxy, climbing)[1]


def test_what_is_for_machines_stays_inside(proxy):
    assert fetch(proxy, "/metrics")[0].status == 404
    assert fetch(proxy, "/readyz")[0].status == 404


def test_every_replica_gets_its_share_and_a_dead_one_none(proxy):
    webs = {json.loads(fetch(proxy, "/")[1])["web"] for _ in range(16)}
    assert webs == set(proxy.webs)

    proxy.names.addresses = ["127.0.0.1", "127.0.0.3"]  # where nobody listens: a replica that died
    time.sleep(2.5)  # until the name is asked for again
    for _ in range(8):
        response, data = fetch(proxy, "/")
        assert (response.status, json.loads(data)["web"]) == (200, "127.0.0.1")
    proxy.names.addresses = list(proxy.webs)


def test_too_large_a_body_does_not_pass(proxy):
    connection = http.client.HTTPSConnection("localhost", proxy.port, timeout=20, context=trusting())
    connection.putrequest("POST", "/api/v1/photos/")
    connection.putheader("Content-Length", str(100 << 20))
    connection.endheaders()
    try:
        for _ in range(100):
            connection.send(bytes(1 << 20))
    except OSError:
        pass
    else:
        assert connection.getresponse().status == 413
    assert fetch(proxy, "/api/v1/photos/", "POST", bytes(1 << 20))[0].status == 200


def test_a_slow_head_is_cut(proxy):
    with socket.create_connection(("localhost", proxy.port)) as plain, trusting().wrap_socket(plain, server_hostname="localhost") as tls:
        tls.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow: ")
        started = time.monotonic()
        tls.settimeout(15)
        assert b" 200 " not in tls.recv(1000)
        assert time.monotonic() - started < 10


def test_a_websocket_goes_through(proxy):
    with socket.create_connection(("localhost", proxy.port)) as plain, trusting().wrap_socket(plain, server_hostname="localhost") as tls:
        tls.settimeout(10)
        tls.sendall(b"GET /ws/live/effects/ HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n")
        answer = b""
        while not answer.endswith(b"hello"):
            answer += tls.recv(1000)
        assert b" 101 " in answer.partition(b"\r\n")[0]
        tls.sendall(b"eva")
        assert tls.recv(3) == b"eva"


def test_the_health_check_has_its_own_door(proxy):
    connection = http.client.HTTPConnection("127.0.0.1", proxy.check_port, timeout=10)
    connection.request("GET", "/")
    assert connection.getresponse().status == 200
