"""Between a client and the served simulation: what went over the wire, and was no read."""

import http.client
import http.server
import re
import threading
import urllib.parse

READ = re.compile(r"^(Describe|Get|List|Head|Test|BatchGet|AssumeRole)")


class Wire:
    """A forwarder on a loopback port that keeps what changes something."""

    def __init__(self, endpoint: str):
        self.changes: list[tuple[str, dict]] = []
        """What was asked, in order: the operation, or the method and path, and its parameters."""
        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Forward)
        self._server.daemon_threads = True
        self._server.block_on_close = False
        self._server.wire = self
        self._server.behind = urllib.parse.urlsplit(endpoint).netloc
        self.endpoint = f"http://127.0.0.1:{self._server.server_address[1]}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def note(self, method: str, path: str, headers, body: bytes) -> None:
        target = headers.get("X-Amz-Target")
        if target:
            operation, told = target.split(".")[-1], {"body": body.decode()}
        elif headers.get("Content-Type", "").startswith("application/x-www-form-urlencoded"):
            told = dict(urllib.parse.parse_qsl(body.decode(), keep_blank_values=True))
            operation = told.pop("Action")
        elif method in ("GET", "HEAD") or "smithy-protocol" in headers:
            return
        else:
            operation, told = f"{method} {path}", {}
        if not READ.match(operation):
            self.changes.append((operation, told))


class _Forward(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def log_message(self, format, *args):
        """What went over the wire is kept, not printed."""

    def forward(self) -> None:
        body = self._body()
        self.server.wire.note(self.command, self.path.partition("?")[0], self.headers, body)
        behind = http.client.HTTPConnection(self.server.behind, timeout=30)
        try:
            headers = {
                name: value
                for name, value in self.headers.items()
                if name.lower() not in ("expect", "connection", "transfer-encoding", "content-length")
            }
            behind.request(self.command, self.path, body, {**headers, "Content-Length": str(len(body))})
            answer = behind.getresponse()
            content = answer.read()
        finally:
            behind.close()
        self.send_response_only(answer.status)
        length = str(len(content))
        for name, value in answer.getheaders():
            if name.lower() == "content-length":
                length = value if self.command == "HEAD" else length
            elif name.lower() not in ("connection", "transfer-encoding"):
                self.send_header(name, value)
        if answer.status not in (204, 304):
            self.send_header("Content-Length", length)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)

    do_GET = do_POST = do_PUT = do_DELETE = do_HEAD = forward

    def _body(self) -> bytes:
        if "chunked" not in self.headers.get("Transfer-Encoding", ""):
            return self.rfile.read(int(self.headers.get("Content-Length", 0)))
        body = bytearray()
        while size := int(self.rfile.readline().split(b";")[0], 16):
            body += self.rfile.read(size)
            self.rfile.readline()
        self.rfile.readline()
        return bytes(body)
