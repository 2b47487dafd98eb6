from __future__ import annotations

import base64
import binascii
import re
import ssl
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

PROTOCOLS = ("PLAINTEXT", "SSL", "SASL_PLAINTEXT", "SASL_SSL")
MECHANISMS = ("PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512", "GSSAPI")
_PEM = "-----BEGIN "
_JAAS_OPTION = re.compile(r"""(\w+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'|([^\s;"']+))""")
_VERSIONS = {"TLSv1.2": ssl.TLSVersion.TLSv1_2, "TLSv1.3": ssl.TLSVersion.TLSv1_3}


def security_arguments(properties: Mapping[str, str]) -> dict[str, Any]:
    """
    Returns aiokafka's arguments for the properties `security.protocol`, `sasl.*` and `ssl.*` of a Java client.

    Raises:
        ValueError: They cannot be used; no value of theirs is repeated in the message.
    """
    protocol = properties.get("security.protocol", "PLAINTEXT").upper()
    if protocol not in PROTOCOLS:
        raise ValueError(f"`security.protocol` is one of {', '.join(PROTOCOLS)}")
    arguments: dict[str, Any] = {"security_protocol": protocol}
    if protocol.startswith("SASL"):
        arguments |= _sasl(properties)
    if protocol.endswith("SSL"):
        arguments["ssl_context"] = _ssl_context(properties)
    return arguments


def _sasl(properties: Mapping[str, str]) -> dict[str, Any]:
    mechanism = properties.get("sasl.mechanism", "GSSAPI")
    if mechanism not in MECHANISMS:
        raise ValueError(f"`sasl.mechanism` is one of {', '.join(MECHANISMS)}; {mechanism} cannot be used here")
    if mechanism == "GSSAPI":
        service = properties.get("sasl.kerberos.service.name", "kafka")
        return {"sasl_mechanism": mechanism, "sasl_kerberos_service_name": service}
    options = _jaas_options(properties.get("sasl.jaas.config", ""))
    if not {"username", "password"} <= set(options):
        raise ValueError('`sasl.jaas.config` must say username="…" password="…"')
    return {
        "sasl_mechanism": mechanism,
        "sasl_plain_username": options["username"],
        "sasl_plain_password": options["password"],
    }


def _jaas_options(text: str) -> dict[str, str]:
    found = ((match[1], match[2] or match[3] or match[4] or "") for match in _JAAS_OPTION.finditer(text))
    return {name: re.sub(r"\\(.)", r"\1", value) for name, value in found}


def _ssl_context(properties: Mapping[str, str]) -> ssl.SSLContext:
    trusted = properties.get("ssl.truststore.certificates") or _store(properties, "ssl.truststore")
    try:
        context = ssl.create_default_context(cadata=trusted or None)
        _load_own_certificate(context, properties)
    except (ssl.SSLError, OSError) as error:
        raise ValueError(f"the certificates of `ssl.*` cannot be used: {error}") from None
    if properties.get("ssl.endpoint.identification.algorithm") == "":
        context.check_hostname = False
    _limit_versions(context, properties.get("ssl.enabled.protocols", ""))
    return context


def _store(properties: Mapping[str, str], store: str) -> str:
    """Returns the PEM text of a store, given as a path or as base64."""
    written = properties.get(f"{store}.location", "")
    if not written:
        return ""
    content = _content(written, store)
    if _PEM.encode() not in content:
        raise ValueError(
            f"`{store}.location` is no PEM file; convert the JKS or PKCS12 store with keytool and openssl, "
            f"and set `{store}.type: PEM`"
        )
    return content.decode("utf-8", errors="replace")


def _content(written: str, store: str) -> bytes:
    try:
        return Path(written).read_bytes()
    except OSError:
        try:
            return base64.b64decode(written, validate=True)
        except binascii.Error:
            raise ValueError(f"`{store}.location` is neither a file that can be read nor base64") from None


def _load_own_certificate(context: ssl.SSLContext, properties: Mapping[str, str]) -> None:
    chain = properties.get("ssl.keystore.certificate.chain", "")
    own = "\n".join([properties.get("ssl.keystore.key", ""), chain]) if chain else _store(properties, "ssl.keystore")
    if not own:
        return
    password = properties.get("ssl.key.password") or properties.get("ssl.keystore.password") or ""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "own.pem"
        path.touch(mode=0o600)
        path.write_text(own)
        context.load_cert_chain(path, password=password)


def _limit_versions(context: ssl.SSLContext, written: str) -> None:
    names = [name.strip() for name in written.split(",") if name.strip()]
    unknown = [name for name in names if name not in _VERSIONS]
    if unknown:
        raise ValueError(f"`ssl.enabled.protocols` may name {' and '.join(_VERSIONS)}, not {unknown[0]}")
    if names:
        context.minimum_version = min(_VERSIONS[name] for name in names)
        context.maximum_version = max(_VERSIONS[name] for name in names)
