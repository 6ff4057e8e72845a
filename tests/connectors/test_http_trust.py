"""Whom the wire trusts, and what on this machine may not replace its token."""

import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from connectors.errors import Unanswered, Unavailable
from connectors.http import Wire
from connectors.oauth import Grant
from connectors.tokens import MemoryTokens
from tests.connectors.local_vendor import MAPLE, Tokens, local_vendor, says
from tests.connectors.token_server import NOW, app, gives, tokens


@pytest.fixture
def self_signed(tmp_path: Path) -> Path:
    """A certificate for localhost that nobody has signed, with its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    today = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(today - timedelta(days=1))
        .not_valid_after(today + timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    plain = serialization.NoEncryption()
    pem, pkcs8 = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8
    path = tmp_path / "localhost.pem"
    path.write_bytes(certificate.public_bytes(pem) + key.private_bytes(pem, pkcs8, plain))
    return path


@contextmanager
def impostor(certificate: Path) -> Iterator[str]:
    """A TLS server with that certificate."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    with HTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler) as server:
        server.socket = context.wrap_socket(server.socket, server_side=True)
        thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        yield f"https://localhost:{server.server_address[1]}"
        server.shutdown()
        thread.join()


def test_a_certificate_that_nobody_signed_ends_it_at_the_first_try(self_signed: Path) -> None:
    with impostor(self_signed) as url, Wire(MAPLE, Tokens()) as wire:
        with pytest.raises(
            Unavailable, match=r'does not trust the certificate of "localhost:\d+"'
        ) as met:
            wire.put(f"{url}/note", data="x")
        assert not isinstance(met.value, Unanswered)
        assert wire.calls == 1


@pytest.fixture
def netrc(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A .netrc that knows the vendor's host; requests would prefer it to an own header."""
    path = tmp_path / "netrc"
    path.write_text("machine 127.0.0.1 login somebody password else\n")
    monkeypatch.setenv("NETRC", str(path))


@pytest.mark.usefixtures("netrc")
def test_a_netrc_does_not_replace_the_token() -> None:
    with local_vendor(says()) as vendor, Wire(MAPLE, Tokens()) as wire:
        wire.get(f"{vendor.url}/invoices")
        assert vendor.seen[0].headers["Authorization"] == "Bearer token-1"


@pytest.mark.usefixtures("netrc")
def test_a_netrc_does_not_sign_in_for_an_app_without_a_secret() -> None:
    with local_vendor(gives(2)) as vendor:
        store = MemoryTokens(tokens(1, minutes=-5))
        Grant(app(vendor.url, secret=None), store, now=lambda: NOW).token()
        assert "Authorization" not in vendor.seen[0].headers
