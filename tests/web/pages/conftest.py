"""What tests of pages with forms share: an office whose store holds one batch, a contributor, a publisher."""

from __future__ import annotations

import pytest

from dashboard.ingest import publish
from tests.web.desk import Office

START = "INDICATOR,REF_AREA,SEX,TIME_PERIOD,OBS_VALUE\nSG_GEN_PARL,FRA,F,2020,39.5\n"


@pytest.fixture
def office(settings, tmp_path):
    """The application over a store of the test's own that holds one batch."""
    office = Office(settings)
    path = tmp_path / "start.csv"
    path.write_text(START)
    publish(path, office.store)
    yield office
    office.store.close()


@pytest.fixture
def ana(office):
    """Somebody who may send."""
    return office.person("ana-sends", "contributor")


@pytest.fixture
def pub(office):
    """Somebody who may publish."""
    return office.person("pub-lishes", "publisher")
