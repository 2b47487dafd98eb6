"""From the properties of a Java client, which a flow writes, to the arguments of aiokafka's consumer."""

from __future__ import annotations

import difflib
import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from aiokafka.coordinator.assignors.range import RangePartitionAssignor
from aiokafka.coordinator.assignors.roundrobin import RoundRobinPartitionAssignor
from aiokafka.coordinator.assignors.sticky.sticky_assignor import StickyPartitionAssignor

from wavetank.plugins.kafka.security import security_arguments

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

BATCH = 500

# Without a handler of its own Python would print what the client logs into whichever cell ran last. The trigger says
# what matters to the user; who wants more configures the logger `aiokafka`.
logging.getLogger("aiokafka").addHandler(logging.NullHandler())

_TEXTS = {
    "bootstrap.servers": "bootstrap_servers",
    "client.id": "client_id",
    "client.rack": "client_rack",
    "group.instance.id": "group_instance_id",
    "auto.offset.reset": "auto_offset_reset",
}
_NUMBERS = {
    "fetch.max.wait.ms": "fetch_max_wait_ms",
    "fetch.min.bytes": "fetch_min_bytes",
    "fetch.max.bytes": "fetch_max_bytes",
    "max.partition.fetch.bytes": "max_partition_fetch_bytes",
    "request.timeout.ms": "request_timeout_ms",
    "retry.backoff.ms": "retry_backoff_ms",
    "session.timeout.ms": "session_timeout_ms",
    "heartbeat.interval.ms": "heartbeat_interval_ms",
    "max.poll.interval.ms": "max_poll_interval_ms",
    "metadata.max.age.ms": "metadata_max_age_ms",
    "connections.max.idle.ms": "connections_max_idle_ms",
}
_FLAGS = {"check.crcs": "check_crcs", "exclude.internal.topics": "exclude_internal_topics"}
_SECURITY = frozenset(
    {
        "security.protocol",
        "sasl.mechanism",
        "sasl.jaas.config",
        "sasl.kerberos.service.name",
        "ssl.truststore.location",
        "ssl.truststore.certificates",
        "ssl.truststore.type",
        "ssl.truststore.password",
        "ssl.keystore.location",
        "ssl.keystore.certificate.chain",
        "ssl.keystore.key",
        "ssl.keystore.type",
        "ssl.keystore.password",
        "ssl.key.password",
        "ssl.endpoint.identification.algorithm",
        "ssl.enabled.protocols",
    }
)
_ELSEWHERE = frozenset({"max.poll.records", "partition.assignment.strategy"})
# They say how a Java client works inside, or what a trigger decides by itself, as it does on a Kestra server.
_IGNORED = frozenset(
    {
        "allow.auto.create.topics",
        "auto.commit.interval.ms",
        "client.dns.lookup",
        "default.api.timeout.ms",
        "enable.auto.commit",
        "enable.metrics.push",
        "group.id",
        "group.protocol",
        "group.remote.assignor",
        "isolation.level",
        "key.deserializer",
        "metadata.recovery.strategy",
        "metric.reporters",
        "metrics.num.samples",
        "metrics.recording.level",
        "metrics.sample.window.ms",
        "receive.buffer.bytes",
        "reconnect.backoff.max.ms",
        "reconnect.backoff.ms",
        "retry.backoff.max.ms",
        "security.providers",
        "send.buffer.bytes",
        "socket.connection.setup.timeout.max.ms",
        "socket.connection.setup.timeout.ms",
        "ssl.keymanager.algorithm",
        "ssl.protocol",
        "ssl.provider",
        "ssl.secure.random.implementation",
        "ssl.trustmanager.algorithm",
        "value.deserializer",
    }
)
# They change what is received or who may connect, and only a Java client can follow them.
_REFUSED = frozenset(
    {
        "interceptor.classes",
        "sasl.client.callback.handler.class",
        "sasl.login.callback.handler.class",
        "sasl.login.class",
        "sasl.oauthbearer.token.endpoint.url",
        "ssl.cipher.suites",
        "ssl.engine.factory.class",
    }
)
_KNOWN = {*_TEXTS, *_NUMBERS, *_FLAGS, *_SECURITY, *_ELSEWHERE, *_IGNORED}
_RESETS = ("latest", "earliest", "none")
_ASSIGNORS = {
    "RangeAssignor": RangePartitionAssignor,
    "RoundRobinAssignor": RoundRobinPartitionAssignor,
    "StickyAssignor": StickyPartitionAssignor,
}


@dataclass(frozen=True)
class ConsumerSettings:
    """
    What the properties come to.

    Attributes:
        arguments: For aiokafka's consumer.
        batch: How many records are taken at a time.
        ignored: Properties that change nothing here, sorted.
    """

    arguments: Mapping[str, Any]
    batch: int
    ignored: Sequence[str]


def check_names(properties: Mapping[str, Any]) -> None:
    """
    Looks at the names of properties, before their values are known.

    Raises:
        ValueError: One is unknown or cannot be used; the message names the nearest known one.
    """
    for name in properties:
        if name in _REFUSED:
            raise ValueError(f"the Kafka property `{name}` needs a Java client, and would change what is received")
        if name not in _KNOWN:
            nearest = difflib.get_close_matches(name, sorted(_KNOWN), n=1)
            advice = f"; did you mean `{nearest[0]}`?" if nearest else ""
            raise ValueError(f"`{name}` is no property of a Kafka consumer{advice}")
    if "bootstrap.servers" not in properties:
        raise ValueError("`properties` must have `bootstrap.servers`, as localhost:9092")


def consumer_settings(written: Mapping[str, Any]) -> ConsumerSettings:
    """
    Returns the settings for rendered properties.

    Raises:
        ValueError: A name or a value cannot be used.
    """
    check_names(written)
    properties = {name: _text(value) for name, value in written.items()}
    arguments: dict[str, Any] = {argument: properties[name] for name, argument in _TEXTS.items() if name in properties}
    arguments |= {
        argument: _number(name, properties[name]) for name, argument in _NUMBERS.items() if name in properties
    }
    arguments |= {argument: properties[name] == "true" for name, argument in _FLAGS.items() if name in properties}
    arguments |= security_arguments(properties)
    arguments["partition_assignment_strategy"] = _assignors(properties.get("partition.assignment.strategy", ""))
    arguments.setdefault("auto_offset_reset", "latest")
    if arguments["auto_offset_reset"] not in _RESETS:
        raise ValueError(f"`auto.offset.reset` is one of {', '.join(_RESETS)}")
    batch = min(BATCH, _number("max.poll.records", properties.get("max.poll.records", str(BATCH))))
    return ConsumerSettings(arguments, batch, tuple(sorted(_IGNORED & set(properties))))


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value).strip()


def _number(name: str, text: str) -> int:
    try:
        return int(text)
    except ValueError:
        raise ValueError(f"`{name}` must be a whole number, not {text!r}") from None


def _assignors(written: str) -> tuple[type, ...]:
    """Returns the assignors for Java's class names; range first if none is named, as in Java groups."""
    names = [name.strip().rpartition(".")[2] for name in written.split(",") if name.strip()]
    if not names:
        return (RangePartitionAssignor, RoundRobinPartitionAssignor)
    found = tuple(_ASSIGNORS[name] for name in names if name in _ASSIGNORS)
    if not found:
        raise ValueError(f"`partition.assignment.strategy` must name one of {', '.join(_ASSIGNORS)}")
    return found
