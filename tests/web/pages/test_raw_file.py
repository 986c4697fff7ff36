"""The file of a batch as it was sent: who may fetch it, also where it cannot be read, and until when."""

from __future__ import annotations

import gzip

BROKEN = gzip.compress(b"INDICATOR,REF_AREA\n" * 100)[:-9]


def test_what_cannot_be_read_is_there_for_its_sender_and_publishers_until_it_is_discarded(office, ana):
    pub, ben = office.person("pub-lishes", "publisher"), office.person("ben-sends", "contributor")
    batch = ana.send(BROKEN, "sent.csv.gz")
    assert ana.status(batch) == "rejected"
    for person in (ana, pub):
        assert "download as it was sent" in person.text(batch)
        with person.get(f"{batch}?file=sent") as answer:
            assert answer.data == BROKEN and "attachment" in answer.headers["Content-Disposition"]
    for person in (ben, office.person("")):
        assert person.get(f"{batch}?file=sent").status_code == 404
    assert "Its file is deleted" in ana.text(batch)
    ana.do(batch, "discard")
    page = ana.text(batch)
    assert ana.status(batch) == "discarded" and "download as it was sent" not in page and "archive_damaged" in page
    assert ana.get(f"{batch}?file=sent").status_code == 410
    assert list(office.store.files.uploads.iterdir()) == [] and len(list(office.store.files.raw.iterdir())) == 1
