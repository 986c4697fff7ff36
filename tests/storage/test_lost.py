"""What the store does when its register, its version files or its raw files were lost or put back from another time."""

from __future__ import annotations

import shutil

import pytest

from dashboard.errors import StoreDamaged

from .conftest import Sender

ONE = [{"AREA": "A", "VALUE": "1"}, {"AREA": "B", "VALUE": "2"}]
TWO = [{"AREA": "A", "VALUE": "3"}, {"AREA": "C", "VALUE": "4"}, {"FOLD": "D", "AREA": "B"}]


def test_a_register_that_was_lost_is_noticed(sender):
    sender.publish("rate", ONE)
    sender.store.close()
    for file in sender.settings.data.glob("register.sqlite*"):
        file.unlink()
    with pytest.raises(StoreDamaged, match="CURRENT names version 1, the register knows none"):
        sender.publish("rate", TWO)
    found = sender.rebuild()
    assert (found.same, found.total, found.version, found.remade) == (False, 3, 1, False)
    sender.store.close()
    sender.store.files.version_file(1).unlink()
    with pytest.raises(StoreDamaged, match="the register knows none"):
        sender.rebuild()


@pytest.mark.parametrize("published", [1, 2])
def test_version_files_are_not_thrown_away_because_the_register_was_lost(sender, published):
    for rows in (ONE, TWO)[:published]:
        sender.publish("rate", rows)
    sender.store.close()
    for file in [*sender.settings.data.glob("register.sqlite*"), sender.store.files.current]:
        file.unlink()
    with sender.store.exclusive():
        assert sender.store.files.version_numbers() == [1, 2][:published]
    assert sender.publish("rate", ONE).version == published + 1


def test_version_files_are_not_thrown_away_because_the_register_is_older(sender):
    """A backup of register and CURRENT was put back over a folder with later versions: one crash leaves one file, these are more."""
    sender.publish("rate", ONE)
    sender.store.close()
    kept = [(file, file.read_bytes()) for file in (sender.settings.data / "register.sqlite", sender.store.files.current)]
    for _ in range(2):
        sender.publish("rate", TWO)
    sender.store.close()
    for file, content in kept:
        file.write_bytes(content)
    with sender.store.exclusive():
        assert sender.store.files.version_numbers() == [1, 2, 3]


def test_a_raw_file_is_repaired_by_its_own_bytes_alone(sender, tmp_path):
    files, other = sender.store.files, tmp_path / "other.csv"
    sha256 = sender.raw("rate", ONE).sha256
    files.raw_file(sha256).unlink()
    other.write_text("other bytes")
    files.repair(other, sha256)
    assert list(files.raw.iterdir()) == []


def test_a_backup_is_the_raw_files_and_the_register(sender, tmp_path):
    first = sender.publish("rate", ONE)
    sender.publish("rate", TWO)
    checksum = sender.store.newest().checksum
    sender.store.close()
    copy = Sender(type(sender.settings)(data=tmp_path / "restored", memory_mb=200))
    copy.settings.data.mkdir()
    shutil.copytree(sender.store.files.raw, copy.store.files.raw)
    shutil.copy(sender.settings.data / "register.sqlite", copy.settings.data)
    found = copy.rebuild()
    assert (found.same, found.remade, found.checksum) == (True, True, checksum)
    copy.withdraw(first.batch)
    copy.store.close()
