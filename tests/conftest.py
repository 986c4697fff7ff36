"""The fixtures that carry the suite: settings of an empty store, and one store with the bundled batches that every reading test shares."""

from __future__ import annotations

from pathlib import Path

import hypothesis
import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient

from dashboard.config import Settings

# A busy machine is no fault of the code under test.
hypothesis.settings.register_profile("suite", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow])
hypothesis.settings.load_profile("suite")

# What is imported within a fixture is heavy (Dash, DuckDB) and not needed by most tests.


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Settings of a store of the test's own, empty so far."""
    return Settings(data=tmp_path / "var")


@pytest.fixture
def runner() -> CliRunner:
    """Runs commands of `python -m dashboard` within the test's process."""
    return CliRunner()


@pytest.fixture(scope="session")
def bundled(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Settings of a store that holds all bundled batches; read it, never publish into it."""
    from dashboard import catalogue
    from dashboard.ingest.publishing import publish_bundled
    from dashboard.storage import Store

    settings = Settings(data=tmp_path_factory.mktemp("bundled"))
    store = Store(settings, catalogue.load())
    outcomes = publish_bundled(store)
    store.close()
    assert [outcome.report for outcome in outcomes if outcome.published is None] == []
    return settings


@pytest.fixture(scope="session")
def app(bundled: Settings):
    """The application over the bundled batches."""
    from dashboard import catalogue
    from dashboard.storage import Store
    from dashboard.web.factory import create_app

    store = Store(bundled, catalogue.load())
    yield create_app(bundled, store)
    store.close()


@pytest.fixture(scope="session")
def client(app) -> FlaskClient:
    """Asks the application over the bundled batches without a network; follows no redirect and keeps no cookie."""
    return app.server.test_client(use_cookies=False)
