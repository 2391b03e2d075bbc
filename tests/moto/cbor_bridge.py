"""RPC v2 CBOR to boto3 and back, for CloudWatch.

moto speaks CloudWatch's older protocols only; the AWS SDK for Rust speaks RPC v2
CBOR only. A request is decoded, asked of moto through boto3, and the answer is
encoded by the service's own model, so that a number the model calls a double is
a double on the wire even when moto wrote it without a decimal point.
"""

import datetime
import threading

import boto3
import cbor2
from botocore.config import Config
from botocore.exceptions import ClientError, ParamValidationError
from botocore.model import ListShape, MapShape, Shape, StructureShape

PATH_PREFIX = "/service/GraniteServiceVersion20100801/operation/"
PROTOCOL = "rpc-v2-cbor"
EPOCH_SECONDS_TAG = 1


class CborAnswer:
    """One HTTP answer: status, headers beside the protocol's own, and a CBOR body."""

    def __init__(self, status: int, document: dict, headers: dict[str, str] | None = None):
        self.status = status
        self.headers = {
            "smithy-protocol": PROTOCOL,
            "content-type": "application/cbor",
            **(headers or {}),
        }
        self.body = cbor2.dumps(document)


class CloudWatchBridge:
    """Asks moto's CloudWatch, one boto3 client for each Region."""

    def __init__(self, moto_url: str):
        self._moto_url = moto_url
        self._clients: dict[str, object] = {}
        self._lock = threading.Lock()
        self._session = boto3.session.Session(
            aws_access_key_id="testing", aws_secret_access_key="testing"
        )

    def _client(self, region: str):
        # Making a client is not thread-safe in boto3; using one is.
        with self._lock:
            if region not in self._clients:
                self._clients[region] = self._session.client(
                    "cloudwatch",
                    region_name=region,
                    endpoint_url=self._moto_url,
                    config=Config(retries={"total_max_attempts": 1}),
                )
            return self._clients[region]

    def call(self, region: str, operation: str, body: bytes, modes: "MetricModes") -> CborAnswer:
        """Answers `operation` from moto, altered as `modes` asks."""
        client = self._client(region)
        model = client.meta.service_model
        if operation not in model.operation_names:
            return error_answer(404, "UnknownOperationException", f"no operation {operation}")
        try:
            parameters = cbor2.loads(body) if body else {}
        except cbor2.CBORDecodeError as failure:
            return error_answer(400, "SerializationException", str(failure))
        method = getattr(client, _method_of(client, operation))
        try:
            answer = method(**parameters)
        except ParamValidationError as failure:
            return error_answer(400, "ValidationException", str(failure))
        except ClientError as failure:
            return self._client_error(model, failure)
        answer.pop("ResponseMetadata", None)
        modes.alter(operation, parameters, answer)
        shape = model.operation_model(operation).output_shape
        return CborAnswer(200, encode(answer, shape) if shape else {})

    @staticmethod
    def _client_error(model, failure: ClientError) -> CborAnswer:
        code = failure.response["Error"].get("Code", "InternalFailure")
        message = failure.response["Error"].get("Message", "")
        status = failure.response["ResponseMetadata"]["HTTPStatusCode"]
        shape = model.shape_for_error_code(code)
        return error_answer(status, shape.name if shape else code, message, query_code=code)


def _method_of(client, operation: str) -> str:
    for method, name in client.meta.method_to_api_mapping.items():
        if name == operation:
            return method
    raise LookupError(operation)


def error_answer(
    status: int, shape: str, message: str, query_code: str | None = None
) -> CborAnswer:
    """An error as the protocol writes it; `query_code` is the older protocols' name for it."""
    fault = "Sender" if status < 500 else "Receiver"
    return CborAnswer(
        status,
        {"__type": f"com.amazonaws.cloudwatch#{shape}", "message": message},
        {"x-amzn-query-error": f"{query_code or shape};{fault}"},
    )


def encode(value, shape: Shape):
    """`value` as CBOR wants it, by the model's `shape`; absent members stay absent."""
    if isinstance(shape, StructureShape):
        return {
            name: encode(member, shape.members[name])
            for name, member in value.items()
            if member is not None and name in shape.members
        }
    if isinstance(shape, ListShape):
        return [encode(item, shape.member) for item in value]
    if isinstance(shape, MapShape):
        return {key: encode(item, shape.value) for key, item in value.items()}
    if shape.type_name in ("double", "float"):
        return float(value)
    if shape.type_name == "timestamp":
        return cbor2.CBORTag(EPOCH_SECONDS_TAG, _epoch_seconds(value))
    return value


def _epoch_seconds(instant: datetime.datetime) -> int | float:
    if instant.tzinfo is None:
        instant = instant.replace(tzinfo=datetime.UTC)
    seconds = instant.timestamp()
    return int(seconds) if seconds.is_integer() else seconds


class MetricModes:
    """What a test wants CloudWatch to say in place of what was seeded."""

    def __init__(self, withhold_metrics: bool = False, replica_lag: float | None = None):
        self.withhold_metrics = withhold_metrics
        self.replica_lag = replica_lag

    def alter(self, operation: str, parameters: dict, answer: dict) -> None:
        """Changes `answer` in place."""
        if operation == "GetMetricStatistics":
            self._alter_statistics(parameters, answer)
        if operation != "GetMetricData":
            return
        results = answer.get("MetricDataResults", [])
        if self.withhold_metrics:
            for result in results:
                result["Values"] = []
                result["Timestamps"] = []
        elif self.replica_lag is not None:
            lag_queries = {
                query["Id"]
                for query in parameters.get("MetricDataQueries", [])
                if query.get("MetricStat", {}).get("Metric", {}).get("MetricName") == "ReplicaLag"
            }
            for result in results:
                if result["Id"] in lag_queries:
                    result["Values"] = [self.replica_lag] * len(result["Values"])

    def _alter_statistics(self, parameters: dict, answer: dict) -> None:
        if self.withhold_metrics:
            answer["Datapoints"] = []
        elif self.replica_lag is not None and parameters.get("MetricName") == "ReplicaLag":
            for point in answer.get("Datapoints", []):
                for statistic in ("Average", "Minimum", "Maximum", "Sum"):
                    if statistic in point:
                        point[statistic] = self.replica_lag
