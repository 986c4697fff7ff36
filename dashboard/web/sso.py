"""Single sign-on by OpenID Connect: sends people to the provider that the settings name, and takes them in when they come back.

Only the claim `sub` is looked at, and only to find the account that an administrator has made for this person.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

import flask

from ..accounts import Accounts
from ..config import Settings
from ..errors import SettingsError
from ..i18n import LANGUAGES
from .context import LONGEST_VALUE, address
from .signin import log_in, own_address

if TYPE_CHECKING:
    from collections.abc import Callable

START, RETURN = "/login/sso", "/sso"
PROVIDER = "sso"
TIMEOUT_SECONDS = 10
# Signatures by which the provider alone can have made an identity token; those with a shared secret and "none" are left out.
ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
_log = logging.getLogger(__name__)


def is_for(request: flask.Request) -> bool:
    """Whether a request is one of those by which single sign-on works."""
    return request.path == RETURN or _language(request.path) is not None


def install(server: flask.Flask, accounts: Accounts, settings: Settings, origin: Callable[[flask.Request], str]) -> None:
    """Have the server answer what single sign-on needs; raises SettingsError where its libraries are not installed."""
    client = _client(server, settings)

    @server.before_request
    def answer() -> flask.Response | None:
        request = flask.request
        if not is_for(request) or request.method != "GET":
            return None
        site = settings.site.rstrip("/") or origin(request)
        lang = _language(request.path)
        try:
            return _private(_start(client, site, lang) if lang else _return(client, accounts, settings))
        except _failures() as error:
            _log.warning("single sign-on failed: %s: %r", type(error).__name__, str(error))  # part of it is what the address says
            return _private(flask.redirect(address(lang or flask.session.get("sso_lang", "en"), "/login", {"sso": "failed"})))


def _start(client: Any, site: str, lang: str) -> Any:
    """Send somebody to the provider, with state, nonce and a challenge (PKCE) that are kept in the browser's signed cookie."""
    session = flask.session
    for key in [key for key in session if key.startswith("_state_")]:  # of attempts that nobody came back from
        del session[key]
    session["sso_lang"], session["sso_next"] = lang, own_address(flask.request.args.get("next", "")[:LONGEST_VALUE], "")
    _load(client)
    return client.authorize_redirect(f"{site}{RETURN}")


def _return(client: Any, accounts: Accounts, settings: Settings) -> Any:
    """Take somebody in who comes back from the provider."""
    lang = flask.session.get("sso_lang", "en")
    _load(client)
    expected = {"iss": settings.oidc_issuer, "aud": settings.oidc_client_id}  # Authlib looks at `aud` only where it is told to
    token = client.authorize_access_token(claims_options={name: {"essential": True, "values": [it]} for name, it in expected.items()})
    subject, wanted = str(token["userinfo"]["sub"]), flask.session.get("sso_next", "")
    attempt = accounts.admit(subject, lang)
    if attempt.account is None:
        flask.session["sso_subject"] = subject
        return flask.redirect(address(lang, "/login", {"sso": "unknown"}))
    log_in(attempt)
    return flask.redirect(own_address(wanted, f"/{lang}/account"))


def _load(client: Any) -> None:
    """Read what the provider says of itself; raises ValueError where that is not the provider that the settings name."""
    metadata = client.load_server_metadata()
    if metadata.get("issuer") != client.issuer_expected:
        metadata.pop("_loaded_at", None)
        raise ValueError(f"the provider calls itself {metadata.get('issuer')!r}, not {client.issuer_expected!r}")
    offered = metadata.get("id_token_signing_alg_values_supported") or ["RS256"]
    metadata["id_token_signing_alg_values_supported"] = [one for one in offered if one in ALGORITHMS]


def require_libraries() -> None:
    """Raise SettingsError where single sign-on is asked for and its libraries are not installed."""
    try:
        import authlib.integrations.flask_client  # noqa: F401
    except ImportError as error:
        raise SettingsError("DASHBOARD_OIDC_ISSUER: single sign-on needs two more libraries: pip install authlib requests") from error


def _client(server: flask.Flask, settings: Settings) -> Any:
    require_libraries()
    from authlib.integrations.flask_client import OAuth

    oauth = OAuth(server)
    client = oauth.register(
        PROVIDER,
        client_id=settings.oidc_client_id,
        client_secret=settings.oidc_client_secret,
        server_metadata_url=f"{settings.oidc_issuer.rstrip('/')}/.well-known/openid-configuration",
        client_kwargs={"scope": "openid", "code_challenge_method": "S256", "default_timeout": TIMEOUT_SECONDS},
    )
    client.issuer_expected = settings.oidc_issuer
    return client


def _failures() -> tuple[type[Exception], ...]:
    """What goes wrong where a provider cannot be reached, or what comes back was not asked for or is not what it should be."""
    from authlib.common.errors import AuthlibBaseError
    from joserfc.errors import JoseError
    from requests.exceptions import RequestException

    return (AuthlibBaseError, JoseError, RequestException, AttributeError, KeyError, TypeError, ValueError, RuntimeError)


def _language(path: str) -> str | None:
    """The language of an address where single sign-on begins; None for any other."""
    first, _, rest = path.lstrip("/").partition("/")
    return first if first in LANGUAGES and f"/{rest}" == START else None


def _private(response: Any) -> Any:
    response.headers["Cache-Control"] = "private, no-store"
    return response
