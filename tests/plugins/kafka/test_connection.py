from __future__ import annotations

import base64
import ssl

import pytest

from wavetank.plugins.kafka.connection import check_names, consumer_settings

SERVERS = {"bootstrap.servers": "localhost:9092"}


def test_java_names_become_arguments_of_aiokafka():
    settings = consumer_settings(
        {
            **SERVERS,
            "auto.offset.reset": "earliest",
            "fetch.max.wait.ms": 10,
            "session.timeout.ms": "6000",
            "check.crcs": False,
            "max.poll.records": 20,
        }
    )
    assert settings.arguments["bootstrap_servers"] == "localhost:9092"
    assert settings.arguments["auto_offset_reset"] == "earliest"
    assert settings.arguments["fetch_max_wait_ms"] == 10
    assert settings.arguments["session_timeout_ms"] == 6000
    assert settings.arguments["check_crcs"] is False
    assert settings.batch == 20


def test_a_batch_is_at_most_500_records():
    assert consumer_settings({**SERVERS, "max.poll.records": 5000}).batch == 500


def test_an_unknown_property_is_refused_and_the_nearest_named():
    with pytest.raises(ValueError, match=r"did you mean `auto\.offset\.reset`"):
        check_names({**SERVERS, "auto.ofset.reset": "latest"})


def test_servers_must_be_given():
    with pytest.raises(ValueError, match=r"bootstrap\.servers"):
        check_names({"client.id": "a"})


def test_properties_that_change_nothing_are_named():
    settings = consumer_settings({**SERVERS, "enable.auto.commit": True, "receive.buffer.bytes": 1})
    assert settings.ignored == ("enable.auto.commit", "receive.buffer.bytes")


def test_a_property_that_would_change_what_is_received_is_refused():
    with pytest.raises(ValueError, match="needs a Java client"):
        check_names({**SERVERS, "interceptor.classes": "com.example.Change"})


def test_user_and_password_are_taken_from_the_jaas_configuration():
    settings = consumer_settings(
        {
            **SERVERS,
            "security.protocol": "SASL_PLAINTEXT",
            "sasl.mechanism": "SCRAM-SHA-512",
            "sasl.jaas.config": "org.apache.kafka.common.security.scram.ScramLoginModule required "
            'username="ann" password="a \\"b;c";',
        }
    )
    assert settings.arguments["sasl_mechanism"] == "SCRAM-SHA-512"
    assert settings.arguments["sasl_plain_username"] == "ann"
    assert settings.arguments["sasl_plain_password"] == 'a "b;c'


def test_a_jaas_configuration_is_never_repeated_in_an_error():
    with pytest.raises(ValueError, match=r"sasl\.jaas\.config") as refusal:
        consumer_settings(
            {
                **SERVERS,
                "security.protocol": "SASL_SSL",
                "sasl.mechanism": "PLAIN",
                "sasl.jaas.config": "Module required passwd='hidden';",
            }
        )
    assert "hidden" not in str(refusal.value)


def test_ssl_checks_host_names_unless_told_otherwise():
    checked = consumer_settings({**SERVERS, "security.protocol": "SSL"}).arguments["ssl_context"]
    free = consumer_settings(
        {
            **SERVERS,
            "security.protocol": "SSL",
            "ssl.endpoint.identification.algorithm": "",
            "ssl.enabled.protocols": "TLSv1.3",
        }
    ).arguments["ssl_context"]
    assert checked.check_hostname
    assert not free.check_hostname
    assert free.verify_mode == ssl.CERT_REQUIRED
    assert free.minimum_version == ssl.TLSVersion.TLSv1_3


def test_a_store_that_is_no_pem_says_how_to_convert_it():
    store = base64.b64encode(b"\xfe\xed\xfe\xed").decode()
    with pytest.raises(ValueError, match="keytool"):
        consumer_settings({**SERVERS, "security.protocol": "SSL", "ssl.truststore.location": store})


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("auto.offset.reset", "newest", "latest, earliest, none"),
        ("fetch.max.wait.ms", "soon", "whole number"),
        ("security.protocol", "TLS", "SASL_SSL"),
        ("partition.assignment.strategy", "org.example.Mine", "RangeAssignor"),
    ],
)
def test_a_value_that_cannot_be_used_is_refused_with_those_that_can(name, value, said):
    with pytest.raises(ValueError, match=said):
        consumer_settings({**SERVERS, name: value})


def test_java_names_of_assignors_are_known():
    strategy = (
        "org.apache.kafka.clients.consumer.CooperativeStickyAssignor, org.apache.kafka.clients.consumer.RangeAssignor"
    )
    settings = consumer_settings({**SERVERS, "partition.assignment.strategy": strategy})
    assert [assignor.name for assignor in settings.arguments["partition_assignment_strategy"]] == ["range"]
