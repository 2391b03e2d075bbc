"""What the tests stand on: the servers, a room for each test, and runs of lifeboat."""

import datetime
import json
import os
import pathlib
import re
import signal
import subprocess
import sys
import threading
import time
import urllib.request

import seed
import shop
from name_server import NameServer

HERE = pathlib.Path(__file__).resolve().parent
# Bounds, in seconds: a lane that hangs must say so instead of being cut off by CI.
START_BOUND = 60
RUN_BOUND = 60


class LaneFailed(Exception):
    """The lane itself does not work; no test says anything about lifeboat."""


class Server:
    """One of the lane's own processes, which says `listening on PORT` first."""

    def __init__(self, name: str, folder: pathlib.Path, *arguments: str):
        self.name = name
        self.log = folder / f"{name}.log"
        with self.log.open("wb") as log:
            self._process = subprocess.Popen(
                [sys.executable, str(HERE / f"{name}.py"), *arguments],
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
            )
        # Ends the process when it says nothing: reading its first line then ends, too.
        watchdog = threading.Timer(START_BOUND, self._process.kill)
        watchdog.start()
        line = self._process.stdout.readline()
        watchdog.cancel()
        found = re.fullmatch(r"listening on (\d+)\n", line)
        if not found:
            self.stop()
            raise LaneFailed(f"{name} did not start: {line!r}\n{self.log.read_text()}")
        self.port = int(found.group(1))

    def stop(self) -> None:
        self._process.send_signal(signal.SIGTERM)
        try:
            self._process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


class Run:
    """What one run of lifeboat did."""

    def __init__(self, arguments, code: int | None, stdout: str, stderr: str, seconds: float):
        self.arguments = arguments
        self.code = code
        """The exit code; None when it had to be killed after its bound."""
        self.stdout = stdout
        self.stderr = stderr
        self.seconds = seconds

    def json(self):
        """Standard output as the one JSON document it must be."""
        return json.loads(self.stdout)

    def __str__(self) -> str:
        ended = "killed: it did not end" if self.code is None else f"exit {self.code}"
        return (
            f"lifeboat {' '.join(self.arguments)} ({ended}, {self.seconds:.1f} s)\n"
            f"--- stdout\n{self.stdout[-4000:]}\n--- stderr\n{self.stderr[-4000:]}"
        )


class Room:
    """A folder of its own for one test: home, state and plan are not shared."""

    def __init__(self, lane: "Lane", folder: pathlib.Path):
        self.lane = lane
        self.folder = folder
        self.plan = folder / "lifeboat.toml"
        (folder / "home").mkdir(parents=True)

    def environment(self) -> dict[str, str]:
        """Nothing of the caller's: no profile, no credentials, no proxy."""
        return {
            "PATH": os.environ.get("PATH", ""),
            "HOME": str(self.folder / "home"),
            "XDG_STATE_HOME": str(self.folder / "state"),
            "XDG_CONFIG_HOME": str(self.folder / "config"),
            "XDG_CACHE_HOME": str(self.folder / "cache"),
            "AWS_ACCESS_KEY_ID": "testing",
            "AWS_SECRET_ACCESS_KEY": "testing",
            "AWS_CONFIG_FILE": str(self.folder / "no-config"),
            "AWS_SHARED_CREDENTIALS_FILE": str(self.folder / "no-credentials"),
            "AWS_EC2_METADATA_DISABLED": "true",
            "AWS_ENDPOINT_URL": self.lane.endpoint,
            "RUST_BACKTRACE": "1",
            "LC_ALL": "C.UTF-8",
        }

    def run(
        self,
        *arguments: str,
        without: tuple[str, ...] = (),
        script: str | None = None,
        bound: float = RUN_BOUND,
        **more: str,
    ) -> Run:
        """Runs lifeboat here, `without` some variables and with `more`; `script` is typed to it."""
        environment = {**self.environment(), **more}
        for name in without:
            del environment[name]
        started = time.monotonic()
        process = subprocess.Popen(
            [str(self.lane.binary), *arguments],
            cwd=self.folder,
            env=environment,
            stdin=subprocess.DEVNULL if script is None else subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        try:
            typed = None if script is None else script.encode()
            stdout, stderr = process.communicate(typed, timeout=bound)
            code = process.returncode
        except subprocess.TimeoutExpired:
            process.kill()
            stdout, stderr = process.communicate()
            code = None
        except BaseException:
            # The lane itself is being ended: nothing of it stays behind.
            process.kill()
            process.wait()
            raise
        run = Run(
            arguments,
            code,
            stdout.decode("utf-8", "replace"),
            stderr.decode("utf-8", "replace"),
            time.monotonic() - started,
        )
        self.lane.last_run = run
        assert code is not None, f"it did not end within {bound} s"
        assert code >= 0, f"ended by signal {-code}"
        assert "panicked at" not in run.stderr, "it panicked"
        return run

    def status(self, code: int) -> dict:
        """`status -o json`, which must end with `code`."""
        run = self.run("status", "-o", "json")
        assert run.code == code, f"exit code {run.code}, not {code}"
        return run.json()


class Lane:
    """The servers, what was seeded, and the ways tests reach them."""

    def __init__(self, folder: pathlib.Path, binary: pathlib.Path | None):
        self.folder = folder
        self.binary = binary
        self.last_run: Run | None = None
        self._servers: list[Server] = []
        self._first_plan: str | None = None
        self.names = NameServer()

    def start(self) -> None:
        self.names.start()
        moto = self._serve("serve_moto", "--recording", str(self.folder / "recording"))
        proxy = self._serve("proxy", "--moto-port", str(moto.port))
        self.endpoint = f"http://127.0.0.1:{proxy.port}"
        self.shop = shop.Shop(self.endpoint)
        self.seeded = seed.seed(self.endpoint, now())

    def _serve(self, name: str, *arguments: str) -> Server:
        server = Server(name, self.folder, *arguments)
        self._servers.append(server)
        return server

    def stop(self) -> None:
        for server in reversed(self._servers):
            server.stop()
        self.names.stop()

    def reset(self) -> None:
        """All alive, nothing withheld, metrics fresh, the log empty."""
        self.last_run = None
        self.mode()
        seed.seed_metrics(self.shop, self.seeded, now())
        self.names.silent = False
        self.names.truncate_udp = False
        self.names.addresses = {
            name.rstrip("."): (record["primary"]["value"], record["ttl_seconds"])
            for name, record in self.seeded["dns"]["records"].items()
        }
        self.names.questions.clear()
        # Written while everything answers, whichever test comes first.
        if self.binary and self._first_plan is None:
            first = self.empty_room("first-plan")
            if first.run(*init_arguments()).code == 0:
                self._first_plan = first.plan.read_text()
            self.last_run = None
        self._control("DELETE", "/_proxy/log")

    def mode(self, **modes) -> None:
        """Sets the proxy's modes; what is not named is off. See `proxy.py`."""
        self._control("POST", "/_proxy/mode", modes)

    def requests(self) -> list[dict]:
        """What was asked of AWS since the test began, in order."""
        return self._control("GET", "/_proxy/log")

    def _control(self, method: str, path: str, document=None):
        body = None if document is None else json.dumps(document).encode()
        request = urllib.request.Request(self.endpoint + path, data=body, method=method)
        with urllib.request.urlopen(request, timeout=10) as answer:
            return json.load(answer)

    def empty_room(self, name: str) -> Room:
        """A room without a plan."""
        return Room(self, self.folder / "rooms" / name)

    def room(self, name: str) -> Room:
        """A room with the plan that `init` writes, asking the lane's name server."""
        assert self._first_plan, "init wrote no plan"
        room = self.empty_room(name)
        room.plan.write_text(with_name_server(self._first_plan, self.names.port))
        return room


def init_arguments(output: str = "lifeboat.toml") -> tuple[str, ...]:
    return ("init", "--region", shop.PRIMARY, "--region", shop.STANDBY, "--output", output)


def with_name_server(plan: str, port: int) -> str:
    """The plan, asking the lane's name server."""
    assert "[dns]" not in plan
    return f'{plan}\n[dns]\nname_servers = ["127.0.0.1:{port}"]\n'


def now() -> datetime.datetime:
    return datetime.datetime.now(datetime.UTC)
