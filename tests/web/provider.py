"""A provider of single sign-on as OpenID Connect describes it, on this machine, which can be told to answer wrongly."""

from __future__ import annotations

import hashlib
import json
import time
from base64 import b64decode, urlsafe_b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey

CLIENT, SECRET = "dashboard-test", "a secret between the two"


@dataclass
class Provider:
    """What it vouches for, and what is wrong with how it does: `claims` replace those of the token (None: leaves one out)."""

    issuer: str = ""
    subject: str = "person-1"
    claims: dict[str, Any] = field(default_factory=dict)
    algorithm: str = "RS256"
    metadata: dict[str, Any] = field(default_factory=dict)
    token: dict[str, Any] = field(default_factory=dict)
    broken: bool = False
    key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": "one"}))
    signing_key: Any = None
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def authorize(self, address: str) -> str:
        """What a person's browser does with the address of the login page there: the address that it is sent back to."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        code = hashlib.sha256(address.encode()).hexdigest()
        self.codes[code] = asked
        return f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}"

    def describe(self) -> dict[str, Any]:
        """What it says of itself."""
        own = {name: f"{self.issuer}/{name}" for name in ("authorization_endpoint", "token_endpoint", "jwks_uri")}
        return {"issuer": self.issuer, "id_token_signing_alg_values_supported": ["RS256", "HS256", "none"], **own, **self.metadata}

    def exchange(self, form: dict[str, str], authorization: str) -> dict[str, Any] | None:
        """The tokens for a code, once, for who has the secret and the verifier of the challenge; None otherwise."""
        asked = self.codes.pop(form.get("code", ""), None)
        digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        challenge = urlsafe_b64encode(digest).rstrip(b"=").decode()
        known = b64decode(authorization.removeprefix("Basic ")).decode() == f"{CLIENT}:{SECRET}"
        if asked is None or not known or asked["code_challenge"] != challenge or asked["redirect_uri"] != form["redirect_uri"]:
            return None
        moment = int(time.time())
        claims = {"iss": self.issuer, "sub": self.subject, "aud": CLIENT, "iat": moment, "exp": moment + 300, "nonce": asked["nonce"]}
        claims = {name: value for name, value in {**claims, "email": "someone@example.org", **self.claims}.items() if value is not None}
        given = {"access_token": "x", "token_type": "Bearer", "id_token": self.signed(claims), **self.token}
        return {name: value for name, value in given.items() if value is not None}

    def signed(self, claims: dict[str, Any]) -> str:
        """The identity token."""
        key = self.signing_key or self.key
        header = {"alg": self.algorithm, "kid": "one"}
        if self.algorithm == "none":
            parts = [urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode() for part in (header, claims)]
            return ".".join([*parts, ""])
        if self.algorithm.startswith("HS"):
            key = OctKey.import_key(self.key.as_pem(private=False))
        return jwt.encode(header, claims, key, algorithms=[self.algorithm])


@contextmanager
def running() -> Iterator[Provider]:
    """A provider that listens on a free port of this machine."""
    provider = Provider()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            provider.asked.append(self.path)
            pages = {"/.well-known/openid-configuration": provider.describe(), "/jwks_uri": {"keys": [provider.key.as_dict(private=False)]}}
            self._answer(pages.get(self.path))

        def do_POST(self) -> None:
            provider.asked.append(self.path)
            text = self.rfile.read(int(self.headers["Content-Length"])).decode()
            form = {name: values[0] for name, values in parse_qs(text).items()}
            self._answer(provider.exchange(form, self.headers.get("Authorization", "")), 400)

        def _answer(self, content: dict[str, Any] | None, otherwise: int = 404) -> None:
            status = 500 if provider.broken else 200 if content is not None else otherwise
            body = json.dumps(content if status == 200 else {"error": "invalid_grant"}).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *arguments: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    provider.issuer = f"http://127.0.0.1:{server.server_port}"
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
