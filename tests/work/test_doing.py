"""Work is done with the rights of whoever sent a batch: those of now, and of those what there was when it was sent."""

from __future__ import annotations

import io

import pytest

from dashboard.domain.rights import Scope
from tests.web.desk import Office

ROW = "INDICATOR,REF_AREA,SEX,TIME_PERIOD,OBS_VALUE\nSG_GEN_PARL,{},F,2020,{}\n"
KENYA, FRANCE = Scope(areas=frozenset({"KEN"})), Scope(areas=frozenset({"FRA"}))


@pytest.fixture
def office(settings, tmp_path):
    from dashboard.ingest import publish

    office = Office(settings)
    path = tmp_path / "start.csv"
    path.write_text(ROW.format("KEN", 19))
    publish(path, office.store)
    yield office
    office.store.close()


def test_a_token_that_allows_less_than_its_account_is_kept_to_that(office):
    office.person("ana-sends", "contributor")
    _, secret = office.accounts.add_token("@test", "ana-sends", "robot", scope=KENYA)
    program, header = office.app.server.test_client(use_cookies=False), {"Authorization": f"Bearer {secret}"}
    found = []
    for area in ("KEN", "FRA"):
        file = io.BytesIO(ROW.format(area, 20).encode())
        sent = program.post("/en/upload", data={"file": (file, "x.csv")}, headers=header)
        office.work()
        found.append(program.get(f"{sent.headers['Location']}?format=json", headers=header).json["findings"])
    assert found == [{}, {"record_not_permitted": 1}]


@pytest.mark.parametrize("later", [KENYA, FRANCE], ids=["as before", "another"])
def test_a_right_that_was_taken_away_before_publishing_is_missed(office, later):
    ana, pub = office.person("ana-sends", "contributor", scope=KENYA), office.person("pub-lishes", "publisher")
    batch = ana.send(ROW.format("KEN", 20))
    office.accounts.grant("@test", "ana-sends", scope=later)
    pub.do(batch, "publish")
    assert pub.get(f"{batch}?format=json").json["status"] == ("published" if later == KENYA else "rejected")


def test_a_token_and_an_account_with_nothing_in_common_may_send_nothing(office):
    ana, pub = office.person("ana-sends", "contributor"), office.person("pub-lishes", "publisher")
    _, secret = office.accounts.add_token("@test", "ana-sends", "robot", scope=FRANCE)
    program = office.app.server.test_client(use_cookies=False)
    file = {"file": (io.BytesIO(ROW.format("FRA", 20).encode()), "x.csv")}
    batch = program.post("/en/upload", data=file, headers={"Authorization": f"Bearer {secret}"}).headers["Location"]
    office.accounts.grant("@test", "ana-sends", scope=KENYA)
    office.work()
    assert pub.get(f"{batch}?format=json").json["findings"] == {"record_not_permitted": 1} and ana
