"""A proxy before moto: RPC v2 CBOR for CloudWatch, and Regions that can die.

CloudWatch requests in RPC v2 CBOR are answered through `cbor_bridge`; every
other request reaches moto byte for byte, signature included, because moto reads
service and Region from the signature's scope. So does the proxy: that is how one
port can have one Region dead and the other alive. Route 53 carries the client's
own Region in its scope when the endpoint is set by hand, not us-east-1.

Its first line on standard output is `listening on PORT`, once it does.

Routes of its own, never sent on:

  GET  /_proxy/mode    the modes in force.
  POST /_proxy/mode    replaces all of them; what is not named is off:
       withhold_metrics  true: every metric query is answered, with no values.
       replica_lag       a number in place of every ReplicaLag sample.
       dead              what is dead and how: "us-east-1" or "us-east-1/rds" to
                         "hang" (accepted, never answered) or
                         "refuse" (the connection is reset without an answer).
  GET  /_proxy/log     what was asked, in order, as [{region, service, operation,
                       protocol, outcome}]; operation is null for REST requests,
                       which have method and path instead.
  DELETE /_proxy/log   forgets it.
"""

import argparse
import dataclasses
import http.client
import http.server
import json
import re
import socket
import struct
import sys
import threading
import urllib.parse

from cbor_bridge import PATH_PREFIX, PROTOCOL, CborAnswer, CloudWatchBridge, MetricModes

SCOPE = re.compile(r"Credential=[^/,\s]+/\d{8}/([^/,\s]+)/([^/,\s]+)/aws4_request")
HANG = "hang"
REFUSE = "refuse"
# Headers that belong to one connection, not to the message.
HOP_BY_HOP = {"connection", "keep-alive", "proxy-connection", "te", "transfer-encoding", "upgrade"}


class BadMode(ValueError):
    """A mode that the proxy does not know; the test would not test what it says."""


@dataclasses.dataclass(frozen=True)
class Modes:
    """Everything a test can ask of the proxy; replaced as a whole."""

    withhold_metrics: bool = False
    replica_lag: float | None = None
    dead: dict[str, str] = dataclasses.field(default_factory=dict)

    @classmethod
    def parse(cls, document: dict) -> "Modes":
        known = {field.name for field in dataclasses.fields(cls)}
        unknown = set(document) - known
        if unknown:
            raise BadMode(f"unknown mode: {', '.join(sorted(unknown))}")
        for place, manner in document.get("dead", {}).items():
            if manner not in (HANG, REFUSE):
                raise BadMode(f"{place}: {manner!r} is neither {HANG!r} nor {REFUSE!r}")
        return cls(**document)

    def death_of(self, region: str | None, service: str | None) -> str | None:
        """How `service` in `region` is dead, or None when it answers."""
        return self.dead.get(f"{region}/{service}") or self.dead.get(str(region))


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True
    # A hung request must not keep the proxy from ending.
    block_on_close = False
    request_queue_size = 128

    def __init__(self, port: int, moto_port: int):
        super().__init__(("127.0.0.1", port), Handler)
        self.moto_port = moto_port
        self.bridge = CloudWatchBridge(f"http://127.0.0.1:{moto_port}")
        self.modes = Modes()
        self.log: list[dict] = []
        self.lock = threading.Lock()

    def handle_error(self, request, client_address):
        # A client that ends a call it no longer waits for is what the tests are about.
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    # Head and body go out as two writes; without this the second waits for an
    # acknowledgement that the client delays by 40 ms.
    disable_nagle_algorithm = True
    server: Server

    def log_message(self, format, *args):
        """The log the tests read is `/_proxy/log`; standard error is for failures."""

    def answer(self) -> None:
        body = self._read_body()
        if self.path.startswith("/_proxy/"):
            self._control(body)
            return
        region, service = self._scope()
        entry = self._describe(region, service, body)
        with self.server.lock:
            modes = self.server.modes
            self.server.log.append(entry)
        death = modes.death_of(region, service)
        if death:
            entry["outcome"] = death
            self._die(death)
        elif entry["protocol"] == PROTOCOL:
            self._bridge(region, entry, body, modes)
        else:
            self._pass_through(entry, body)

    do_GET = do_POST = do_PUT = do_DELETE = do_HEAD = do_PATCH = do_OPTIONS = answer

    # What was asked

    def _read_body(self) -> bytes:
        if "chunked" in self.headers.get("Transfer-Encoding", "").lower():
            return self._read_chunks()
        return self.rfile.read(int(self.headers.get("Content-Length", 0)))

    def _read_chunks(self) -> bytes:
        body = bytearray()
        while size := int(self.rfile.readline().split(b";")[0], 16):
            body += self.rfile.read(size)
            self.rfile.readline()
        while self.rfile.readline().strip():
            pass
        return bytes(body)

    def _scope(self) -> tuple[str | None, str | None]:
        found = SCOPE.search(self.headers.get("Authorization", ""))
        return (found.group(1), found.group(2)) if found else (None, None)

    def _describe(self, region: str | None, service: str | None, body: bytes) -> dict:
        split = urllib.parse.urlsplit(self.path)
        entry = {
            "region": region,
            "service": service,
            "operation": None,
            "method": self.command,
            "path": split.path,
            "protocol": None,
            "outcome": None,
        }
        target = self.headers.get("X-Amz-Target")
        if self.headers.get("smithy-protocol") == PROTOCOL and split.path.startswith(PATH_PREFIX):
            entry["operation"] = split.path.removeprefix(PATH_PREFIX)
            entry["protocol"] = PROTOCOL
        elif target:
            entry["operation"] = target.split(".")[-1]
            entry["protocol"] = "json"
        elif self.headers.get("Content-Type", "").startswith("application/x-www-form-urlencoded"):
            form = urllib.parse.parse_qs(body.decode("utf-8", "replace"))
            entry["operation"] = form.get("Action", [None])[0]
            entry["protocol"] = "query"
        else:
            entry["protocol"] = "rest"
        return entry

    # The ways to answer

    def _die(self, manner: str) -> None:
        self.close_connection = True
        if manner == HANG:
            # Held until the client gives up, even when the Region comes back meanwhile:
            # a call that was lost stays lost.
            while self.connection.recv(4096):
                pass
            return
        # Zero linger makes the close a reset, which a client sees as an I/O failure
        # and not as an answer that was cut short.
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        # A plain close would wait for the handler's own streams, which share the socket.
        self.rfile.close()
        self.wfile.close()
        self.connection.close()

    def _bridge(self, region: str | None, entry: dict, body: bytes, modes: Modes) -> None:
        answer: CborAnswer = self.server.bridge.call(
            region or "us-east-1",
            entry["operation"],
            body,
            MetricModes(modes.withhold_metrics, modes.replica_lag),
        )
        entry["outcome"] = answer.status
        self._send(answer.status, answer.headers.items(), answer.body)

    def _pass_through(self, entry: dict, body: bytes) -> None:
        moto = http.client.HTTPConnection("127.0.0.1", self.server.moto_port, timeout=60)
        try:
            moto.putrequest(self.command, self.path, skip_host=True, skip_accept_encoding=True)
            for name, value in self.headers.items():
                if name.lower() not in HOP_BY_HOP | {"content-length", "expect"}:
                    moto.putheader(name, value)
            if body or "Content-Length" in self.headers or "Transfer-Encoding" in self.headers:
                moto.putheader("Content-Length", str(len(body)))
            moto.endheaders(body)
            answer = moto.getresponse()
            content = answer.read()
            entry["outcome"] = answer.status
            # moto's own Date and Server are kept: the answer is moto's.
            self._send(answer.status, answer.getheaders(), content, own_head=False)
        except (OSError, http.client.HTTPException) as failure:
            entry["outcome"] = 502
            self._send(502, [("content-type", "text/plain")], f"moto: {failure}\n".encode())
        finally:
            moto.close()

    def _send(self, status: int, headers, body: bytes, own_head: bool = True) -> None:
        if own_head:
            self.send_response(status)
        else:
            self.send_response_only(status)
        length = str(len(body))
        for name, value in headers:
            if name.lower() == "content-length":
                # The length of an answer without a body says what a GET would have had.
                length = value if self.command == "HEAD" else length
            elif name.lower() not in HOP_BY_HOP:
                self.send_header(name, value)
        if status not in (204, 304):
            self.send_header("Content-Length", length)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def _control(self, body: bytes) -> None:
        path = urllib.parse.urlsplit(self.path).path
        asked = (self.command, path)
        server = self.server
        if asked == ("GET", "/_proxy/mode"):
            self._send_json(200, dataclasses.asdict(server.modes))
        elif asked == ("POST", "/_proxy/mode"):
            try:
                modes = Modes.parse(json.loads(body or b"{}"))
            except (ValueError, TypeError, AttributeError) as failure:
                self._send_json(400, {"error": str(failure)})
                return
            with server.lock:
                server.modes = modes
            self._send_json(200, dataclasses.asdict(modes))
        elif asked == ("GET", "/_proxy/log"):
            with server.lock:
                self._send_json(200, server.log)
        elif asked == ("DELETE", "/_proxy/log"):
            with server.lock:
                server.log = []
            self._send_json(200, [])
        else:
            self._send_json(404, {"error": f"no route {self.command} {path}"})

    def _send_json(self, status: int, document) -> None:
        body = json.dumps(document).encode()
        self._send(status, [("content-type", "application/json")], body)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--port", type=int, default=0, help="0, the default: any free one")
    parser.add_argument("--moto-port", type=int, required=True)
    arguments = parser.parse_args()
    server = Server(arguments.port, arguments.moto_port)
    print(f"listening on {server.server_address[1]}", flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main()
