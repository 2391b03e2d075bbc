"""`lifeboat sim serve`, and clients that hold every answer against AWS's model."""

import json
import os
import pathlib
import re
import signal
import subprocess
import sys
import threading
import time

import botocore.session
from botocore.config import Config

import shapes

PRIMARY, STANDBY = "us-east-1", "us-west-2"
# More than two of RDS's smallest pages.
RESOURCES = 45
# Bounds, in seconds: a lane that hangs must say so instead of being cut off by CI.
START_BOUND = 60
RUN_BOUND = 60
# Route 53 takes five requests a second of an account.
ROUTE53_PAUSE = 0.21


class LaneFailed(Exception):
    """The lane itself does not work; no test says anything about lifeboat."""


class Served:
    """The server, its clients, and what was asked through them."""

    def __init__(self, binary: pathlib.Path, folder: pathlib.Path, *words: str, resources: int = RESOURCES):
        folder.mkdir()
        self.binary = binary
        self.folder = folder
        self.asked: set[str] = set()
        """The operations that were answered without an error."""
        self.environment = {
            "PATH": os.environ.get("PATH", ""),
            "HOME": str(folder),
            "AWS_ACCESS_KEY_ID": "any",
            "AWS_SECRET_ACCESS_KEY": "any",
            "AWS_CONFIG_FILE": str(folder / "no-config"),
            "AWS_SHARED_CREDENTIALS_FILE": str(folder / "no-credentials"),
            "AWS_EC2_METADATA_DISABLED": "true",
            "LC_ALL": "C.UTF-8",
        }
        # Nothing of the caller's AWS may reach botocore in this process either.
        for name in [name for name in os.environ if name.startswith("AWS_")]:
            del os.environ[name]
        os.environ.update(self.environment)
        self._process = subprocess.Popen(
            [binary, "sim", "serve", "--listen", "127.0.0.1:0"]
            + ["--resources", str(resources), "--write-plan", "lifeboat.toml", *words],
            cwd=folder,
            env=self.environment,
            stdout=subprocess.PIPE,
            text=True,
        )
        watchdog = threading.Timer(START_BOUND, self._process.kill)
        watchdog.start()
        line = self._process.stdout.readline()
        watchdog.cancel()
        found = re.fullmatch(r"listening on (http://\S+), name server on (\S+):(\d+)\n", line)
        if not found:
            self._process.kill()
            raise LaneFailed(f"sim serve did not start: {line!r}")
        self.endpoint, self.name_server = found[1], (found[2], int(found[3]))

    def stop(self) -> None:
        self._process.send_signal(signal.SIGTERM)
        try:
            self._process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def client(self, service: str, region: str = PRIMARY, protocol: str | None = None, keys: dict | None = None):
        """A client whose every answer is checked; of another than its usual `protocol`, and with the `keys` of
        a session, if named."""
        session = botocore.session.Session()
        if protocol:
            metadata = session.get_component("data_loader").load_service_model(service, "service-2")["metadata"]
            metadata["protocol"] = protocol
            metadata["protocols"] = [protocol]
        credentials = {}
        if keys:
            credentials["aws_access_key_id"] = keys["AccessKeyId"]
            credentials["aws_secret_access_key"] = keys["SecretAccessKey"]
            credentials["aws_session_token"] = keys["SessionToken"]
        client = session.create_client(
            service,
            region_name=region,
            endpoint_url=self.endpoint,
            config=Config(retries={"total_max_attempts": 1}, read_timeout=20),
            **credentials,
        )
        client.meta.events.register("before-parse", self._check)
        if service == "route53":
            client.meta.events.register("before-send", lambda **_: time.sleep(ROUTE53_PAUSE))
        return client

    def _check(self, operation_model, response_dict, **_) -> None:
        if response_dict["status_code"] < 300:
            shapes.check(operation_model, response_dict["headers"], response_dict["body"])
            self.asked.add(operation_model.name)

    def run(self, *command: str) -> subprocess.CompletedProcess:
        """Runs a program in the lane's own environment."""
        return subprocess.run(
            command,
            cwd=self.folder,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=RUN_BOUND,
        )

    def aws(self, region: str, *words: str):
        """What the AWS CLI answers."""
        # What was asked before it counts against Route 53's rate, too.
        time.sleep(1)
        program = pathlib.Path(sys.executable).with_name("aws")
        command = [str(program), "--endpoint-url", self.endpoint, "--region", region]
        run = self.run(*command, "--output", "json", *words)
        assert run.returncode == 0, run.stderr
        return json.loads(run.stdout)


def everything(client, operation: str, key: str, page: int, **words) -> list:
    """A list, page by page: the same as in pages as large as they come."""
    paginator = client.get_paginator(operation)
    pages = list(paginator.paginate(**words, PaginationConfig={"PageSize": page}))
    items = [item for answer in pages for item in answer[key]]
    assert all(len(answer[key]) <= page for answer in pages)
    assert len(pages) >= -(-len(items) // page)
    whole = paginator.paginate(**words).build_full_result()[key]
    assert items == whole, f"{operation}: {len(items)} in pages, {len(whole)} at once"
    return items
