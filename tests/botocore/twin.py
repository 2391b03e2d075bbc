"""Two simulations of one seed: one that lifeboat acts on, and one that the AWS CLI does."""

import datetime
import json
import pathlib
import re
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import botocore.session
from botocore.config import Config

from served import PRIMARY, STANDBY, Served
from wire import Wire

# Named differently in each simulation, or as time passes.
PASSING = {
    "BackupJobId",
    "CopyJobId",
    "RestoreJobId",
    "CreatedBy",
    "DbiResourceId",
    "DBSnapshotArn",
    "HealthCheckVersion",
    "PercentProgress",
    "PercentDone",
    "BytesTransferred",
    "ResponseMetadata",
}
# AWS Backup's names of recovery points, and of what is kept under them, end in an identifier of their own.
IDENTIFIER = re.compile(r"[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}")
BUCKET = "harbor-failover"
# Route 53 counts five requests a second of an account, whoever asks.
RESTS = 1.2
# An action is watched to its end: a flip takes Route 53 a minute. Seconds.
ACTION_BOUND = 150
# One session for all, which reads AWS's models once; it makes one client at a time.
SESSION, ONE_AT_A_TIME = botocore.session.Session(), threading.Lock()
# What lists everything of a Region that an action could change, without parameters.
LISTS = {
    "rds": (
        "describe_db_instances",
        "describe_db_clusters",
        "describe_global_clusters",
        "describe_db_snapshots",
        "describe_db_cluster_snapshots",
    ),
    "backup": ("list_backup_jobs", "list_copy_jobs", "list_restore_jobs"),
}


def settled(value):
    """What there is, without names and times that two worlds cannot share; order says nothing."""
    if isinstance(value, dict):
        return {key: settled(it) for key, it in value.items() if key not in PASSING}
    if isinstance(value, list):
        return sorted((settled(it) for it in value), key=lambda it: json.dumps(it, sort_keys=True))
    if isinstance(value, datetime.datetime):
        return "a time"
    return IDENTIFIER.sub("an identifier", value) if isinstance(value, str) else value


class Twin:
    """One of the two: the server, and programs that are run against it through a wire."""

    def __init__(self, binary: pathlib.Path, folder: pathlib.Path, *moment: str):
        self.served = Served(binary, folder, "--seed", "7", *moment, resources=0)
        self.wire = Wire(self.served.endpoint)
        self._clients = {}
        plan = folder / "lifeboat.toml"
        text = plan.read_text().replace(self.served.endpoint, self.wire.endpoint)
        plan.write_text(text)
        self.environment = {
            **self.served.environment,
            "PATH": f"{self._cli(folder)}:{self.served.environment['PATH']}",
            "XDG_STATE_HOME": str(folder / "state"),
            # With an endpoint by hand, the CLI asks for a Region even where the service has none.
            "AWS_DEFAULT_REGION": PRIMARY,
        }

    def _cli(self, folder: pathlib.Path) -> pathlib.Path:
        """Where an `aws` is that asks the simulation: this version of the AWS CLI takes no endpoint from the
        environment."""
        real = pathlib.Path(sys.executable).with_name("aws")
        (folder / "bin").mkdir()
        program = folder / "bin" / "aws"
        program.write_text(f'#!/bin/sh\nexec "{real}" --endpoint-url {self.wire.endpoint} "$@"\n')
        program.chmod(0o755)
        return program.parent

    def stop(self) -> None:
        self.wire.stop()
        self.served.stop()

    def run(self, *command: str) -> subprocess.CompletedProcess:
        """Runs a program against it, once what was asked before counts no more against Route 53's rate."""
        time.sleep(RESTS)
        return subprocess.run(
            command,
            cwd=self.served.folder,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=ACTION_BOUND,
        )

    def action(self, *words: str) -> subprocess.CompletedProcess:
        return self.run(str(self.served.binary), "action", *words, "-o", "json")

    def _client(self, service: str, region: str):
        with ONE_AT_A_TIME:
            if (service, region) not in self._clients:
                self._clients[service, region] = SESSION.create_client(
                    service, region_name=region, endpoint_url=self.served.endpoint, config=Config(read_timeout=20)
                )
            return self._clients[service, region]

    def world(self) -> dict:
        """Everything that an action could change, as boto3's botocore reads it."""
        time.sleep(RESTS)
        seen = {}
        for region in (PRIMARY, STANDBY):
            for service, operations in LISTS.items():
                client = self._client(service, region)
                for operation in operations:
                    pages = client.get_paginator(operation).paginate()
                    seen[f"{region} {operation}"] = settled(pages.build_full_result())
            seen[f"{region} points"] = self._points(region)
        seen["objects"] = self._objects()
        return {**seen, **self._dns()}

    def _points(self, region: str) -> list:
        backup = self._client("backup", region)
        return [
            settled(backup.list_recovery_points_by_backup_vault(BackupVaultName=it["BackupVaultName"]))
            for it in backup.list_backup_vaults()["BackupVaultList"]
        ]

    def _objects(self) -> str:
        s3 = self._client("s3", STANDBY)
        try:
            return s3.get_object(Bucket=BUCKET, Key="api/standby-takes-over")["Body"].read().decode()
        except s3.exceptions.NoSuchKey:
            return "absent"

    def _dns(self) -> dict:
        route53 = self._client("route53", PRIMARY)
        zones = route53.list_hosted_zones()["HostedZones"]
        records = {
            it["Name"]: settled(route53.list_resource_record_sets(HostedZoneId=it["Id"])["ResourceRecordSets"])
            for it in zones
        }
        return {"records": records, "checks": settled(route53.list_health_checks()["HealthChecks"])}


class Twins:
    """Both, and what is done with both at once."""

    def __init__(self, binary: pathlib.Path, folder: pathlib.Path, *moment: str):
        folder.mkdir()
        made = self.both(lambda name: Twin(binary, folder / name, *moment), "by-lifeboat", "by-the-cli")
        self.by_lifeboat, self.by_the_cli = made

    @staticmethod
    def both(do, one, other):
        with ThreadPoolExecutor(2) as pool:
            return list(pool.map(do, (one, other)))

    def each(self, do) -> list:
        return self.both(do, self.by_lifeboat, self.by_the_cli)

    def stop(self) -> None:
        self.each(Twin.stop)
