"""The shop's constants, and boto3 clients for one moto."""

import boto3
from botocore.config import Config

ACCOUNT = "123456789012"
PRIMARY = "us-east-1"
STANDBY = "us-west-2"
ZONE = "shop.example."

# The numbers that must be found again, in the unit CloudWatch has them in.
REPLICA_LAG_SECONDS = 7.0
AURORA_RPO_LAG_MILLISECONDS = 850.0
AURORA_REPLICATION_LAG_MILLISECONDS = 900.0
DYNAMODB_LATENCY_MILLISECONDS = 1200.0
S3_LATENCY_SECONDS = 11.0
S3_PENDING_OPERATIONS = 3.0


class Shop:
    """boto3 clients for one moto, by service and Region."""

    def __init__(self, endpoint: str):
        self._session = boto3.session.Session(
            aws_access_key_id="testing", aws_secret_access_key="testing"
        )
        self._endpoint = endpoint
        self._clients: dict[tuple[str, str], object] = {}

    def client(self, service: str, region: str):
        key = (service, region)
        if key not in self._clients:
            self._clients[key] = self._session.client(
                service,
                region_name=region,
                endpoint_url=self._endpoint,
                config=Config(retries={"total_max_attempts": 1}, s3={"addressing_style": "path"}),
            )
        return self._clients[key]


def tags(**pairs: str) -> list[dict[str, str]]:
    return [{"Key": f"lifeboat:{key}", "Value": value} for key, value in pairs.items()]
