"""The command line as other programs see it: what it prints, with which status, and what it leaves behind."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import click
import pytest

from dashboard.cli import LANGUAGES, main
from dashboard.i18n import LANGUAGES as SPOKEN

ROOT = Path(__file__).resolve().parents[1]
SAMPLES = ROOT / "tests" / "ingest" / "samples"
GOOD = "INDICATOR,REF_AREA,SEX,TIME_PERIOD,OBS_VALUE\nIT_USE_ii99,KEN,_T,2019,22.6\n"


def leaves(group: click.Group, *above: str) -> dict[tuple[str, ...], click.Command]:
    """Every command by its full name, those of groups among them."""
    found = {}
    for name, command in group.commands.items():
        found |= leaves(command, *above, name) if isinstance(command, click.Group) else {(*above, name): command}
    return found


COMMANDS = leaves(main)
COUNTS = ["added", "changed", "removed", "unchanged"]


@pytest.fixture
def good(tmp_path: Path) -> Path:
    path = tmp_path / "good.csv"
    path.write_text(GOOD)
    return path


@pytest.fixture
def run(runner, tmp_path: Path, monkeypatch):
    """Runs a command on a store of the test's own; gives status, standard output and standard error."""
    monkeypatch.setenv("DASHBOARD_DATA", str(tmp_path / "var"))

    def run(*arguments: object):
        result = runner.invoke(main, [str(argument) for argument in arguments])
        return result.exit_code, result.stdout, result.stderr

    return run


@pytest.fixture
def ask(run):
    """The same with --json; gives status and the object."""

    def ask(*arguments: object):
        status, out, _ = run(*arguments, "--json")
        return status, json.loads(out)

    return ask


def test_the_whole_path_as_a_program_of_its_own(tmp_path, good):
    """publish, again, versions, withdraw, rebuild — each in a process, as operators run them."""

    def call(*arguments):
        command = [sys.executable, "-m", "dashboard", *map(str, arguments), "--json"]
        environment = {**os.environ, "DASHBOARD_DATA": str(tmp_path / "var")}
        done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
        return done.returncode, json.loads(done.stdout)

    status, first = call("publish", good, "--title", "Internet use")
    assert (status, list(first)) == (0, ["batch", "version", *COUNTS])
    assert [first[count] for count in COUNTS] == [1, 0, 0, 0]
    assert call("publish", good) == (0, {**first, "added": 0, "unchanged": 1})
    assert call("versions")[1]["current"] == 1
    status, withdrawn = call("withdraw", first["batch"])
    assert (status, withdrawn["version"], withdrawn["removed"]) == (0, 2, 1)
    status, rebuilt = call("rebuild")
    assert (status, rebuilt["same"], rebuilt["differences"]) == (0, True, [])


def test_validate_says_yes(run, ask, good, tmp_path):
    nothing = {"errors": 0, "warnings": 0, "counts": {}, "findings": [], "mapped": [], "left_out": []}
    assert ask("validate", good) == (0, {"file": str(good), "dataset": "indicator", "records": 1, "records_left_out": 0, **nothing})
    assert run("validate", good)[0] == 0
    assert not (tmp_path / "var").exists()


def test_validate_says_no(ask, run):
    status, report = ask("validate", SAMPLES / "code_unknown.csv")
    assert (status, report["errors"], report["warnings"]) == (1, 1, 0)
    (finding,) = report["findings"]
    assert list(finding) == ["code", "severity", "record", "line", "column", "value", "params", "message"]
    assert [finding[key] for key in ("code", "record", "line", "column", "value")] == ["code_unknown", 2, 3, "REF_AREA", "Kenya"]
    status, out, err = run("validate", SAMPLES / "code_unknown.csv")
    assert (status, err) == (1, "")
    assert "code_unknown" in out and "KEN" in out


def test_warnings_are_no_errors(ask):
    status, report = ask("validate", SAMPLES / "value_absent.csv")
    assert (status, report["errors"], report["warnings"]) == (0, 0, 1)


@pytest.mark.parametrize("language", LANGUAGES)
def test_messages_in_every_language(run, ask, language):
    status, report = ask("validate", SAMPLES / "code_unknown.csv", "--lang", language)
    status, out, _ = run("validate", SAMPLES / "code_unknown.csv", "--lang", language)
    assert status == 1 and report["findings"][0]["message"] in out


def test_languages_are_those_of_the_messages():
    assert LANGUAGES == tuple(SPOKEN)


def test_publish_with_errors_publishes_nothing(ask, run):
    status, report = ask("publish", SAMPLES / "code_unknown.csv")
    assert (status, report["errors"], list(report)[:2]) == (1, 1, ["file", "dataset"])
    assert ask("versions") == (0, {"current": None, "versions": []})
    assert run("publish", SAMPLES / "code_unknown.csv")[0] == 1


def test_publish_keeps_what_was_said_of_the_file(run, good, tmp_path):
    (tmp_path / "manifest.toml").write_text('title = "From the manifest"\nlink = "https://example.org/"\n')
    options = ["--title", "From the command", "--licence", "CC0", "--note", "N", "--source", "COMPILED", "--example"]
    assert run("publish", good, *options)[0] == 0
    from dashboard.catalogue import load
    from dashboard.config import Settings
    from dashboard.storage import Store

    store = Store(Settings.read(), load())
    (batch,) = store.batches()
    store.close()
    said = batch.manifest
    assert (said.title, said.link, said.licence) == ("From the command", "https://example.org/", "CC0")
    assert (said.note, said.source, said.example) == ("N", "COMPILED", True)


def test_publish_names_the_listed_source_that_may_be_meant(run, good):
    status, _, err = run("publish", good, "--source", "UNSD")
    assert status == 0 and "UNSD_GENDER_2021" in err and "kept as it is written" in err
    assert run("publish", good, "--source", "UNSD_GENDER_2021")[2].count("Is one of these meant") == 0


def test_text_of_each_command(run, ask, good):
    assert run("versions")[:2] == (0, "Nothing has been published yet.\n")
    batch = ask("publish", good)[1]["batch"]
    for command, shown in ((["publish", good], batch), (["versions"], batch), (["rebuild"], "1"), (["withdraw", batch], batch)):
        status, out, err = run(*command)
        assert (status, err) == (0, "") and shown in out


def test_rebuild_says_what_differs(ask, run, good, tmp_path):
    ask("publish", good)
    (raw,) = (tmp_path / "var" / "raw").iterdir()
    raw.chmod(0o644)
    raw.write_text(GOOD.replace("22.6", "23.6"))
    status, done = ask("rebuild")
    assert (status, done["same"]) == (1, False) and done["total"] >= 1
    status, out, _ = run("rebuild")
    assert status == 1 and "23.6" in out


@pytest.mark.parametrize(
    "arguments, said",
    [
        (["validate", "missing.csv"], "missing.csv"),
        (["publish", "missing.csv"], "missing.csv"),
        (["validate", str(SAMPLES)], "not a regular file"),
        (["validate", str(SAMPLES / "code_unknown.csv"), "--dataset", "trade"], "trade"),
        (["withdraw", "no-such-batch"], "no-such-batch"),
        (["rebuild"], "nothing has been published"),
        (["validate"], "Missing argument"),
        (["validate", "x", "--lang", "de"], "de"),
        (["nonsense"], "nonsense"),
    ],
)
def test_what_could_not_run(run, ask, arguments, said):
    status, out, err = run(*arguments)
    assert (status, out) == (2, "") and said in err
    status, plain = ask(*arguments)
    assert status == 2 and list(plain) == ["error"] and said in plain["error"]


def test_a_template_is_the_header_of_its_dataset(run, ask, tmp_path):
    status, out, _ = run("template", "swap_rating")
    assert status == 0 and out.startswith("ENTITY,FRAMEWORK,INDICATOR,TIME_PERIOD,") and out.count("\n") == 1
    (tmp_path / "filled.csv").write_text(out)
    status, report = ask("validate", tmp_path / "filled.csv")
    assert (status, report["dataset"], [finding["code"] for finding in report["findings"]]) == (1, "swap_rating", ["batch_empty"])
    status, plain = ask("template", "staff")
    assert status == 0 and {"ENTITY", "SEX", "HEADCOUNT"} <= {column["id"] for column in plain["columns"]}
    assert ask("template", "nothing")[0] == 2


def test_a_bad_setting_could_not_run(ask, good, monkeypatch):
    monkeypatch.setenv("DASHBOARD_FINDINGS", "many")
    status, plain = ask("validate", good)
    assert status == 2 and "DASHBOARD_FINDINGS" in plain["error"]


def test_a_bad_manifest_could_not_run(ask, good, tmp_path):
    (tmp_path / "manifest.toml").write_text("colour = 'red'\n")
    status, plain = ask("publish", good)
    assert status == 2 and "colour" in plain["error"]


def test_a_fault_of_ours_is_not_an_error_in_the_data(ask, run, good, monkeypatch):
    import dashboard.ingest

    monkeypatch.setattr(dashboard.ingest, "validate", lambda *arguments: 1 / 0)
    assert ask("validate", good) == (2, {"error": "ZeroDivisionError: division by zero"})
    assert "Traceback" in run("validate", good)[2]


def test_a_reader_that_goes_away_is_no_fault():
    file = SAMPLES / "code_unknown.csv"
    with subprocess.Popen(
        [sys.executable, "-m", "dashboard", "validate", str(file)], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        process.stdout.close()
        said = process.stderr.read()
    assert (process.returncode, said) == (2, "")


@pytest.mark.parametrize("command", sorted(COMMANDS), ids=" ".join)
def test_every_command_explains_itself(run, command):
    status, out, _ = run(*command, "--help")
    assert status == 0 and "--json" in out and "--lang" in out


def test_help_needs_nothing_heavy():
    code = "import sys, dashboard.cli; print([m for m in ('duckdb', 'sqlalchemy', 'dash', 'babel', 'plotly') if m in sys.modules])"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True).stdout == "[]\n"


def two_batches(tmp_path: Path) -> Path:
    """A folder of two bundled batches: one with a title in six languages, one without any."""
    for name, area, title in (("010-a", "KEN", {code: f"Title {code}" for code in LANGUAGES}), ("020-b", "FRA", "")):
        folder = tmp_path / "batches" / name
        folder.mkdir(parents=True)
        (folder / "indicator.csv").write_text(GOOD.replace("KEN", area))
        words = "\n".join(f'{code} = "{text}"' for code, text in title.items()) if title else ""
        (folder / "manifest.toml").write_text('dataset = "indicator"\nfile = "indicator.csv"\n' + (f"[title]\n{words}\n" if title else ""))
    return tmp_path / "batches"


def test_versions_name_the_batches_that_can_be_withdrawn(ask, run, tmp_path):
    from dashboard.catalogue import load
    from dashboard.config import Settings
    from dashboard.ingest import publish_bundled
    from dashboard.storage import Store

    store = Store(Settings.read(), load())
    first, second = (outcome.published.batch for outcome in publish_bundled(store, two_batches(tmp_path)))
    store.close()
    status, plain = ask("versions", "--lang", "fr")
    (version,) = plain["versions"]
    assert (status, version["batch"]) == (0, None)
    assert version["batches"] == [
        {"id": first, "title": "Title fr", "dataset": "indicator", "status": "published"},
        {"id": second, "title": "", "dataset": "indicator", "status": "published"},
    ]
    assert run("versions")[1].splitlines()[1:] == [
        f"  {first} (indicator, published): Title en",
        f"  {second} (indicator, published): indicator.csv",
    ]
    assert "2 batches published" in run("versions")[1]
    assert ask("withdraw", second)[0] == 0
    newest, oldest = ask("versions")[1]["versions"]
    assert [batch["status"] for batch in oldest["batches"]] == ["published", "withdrawn"]
    assert [batch["id"] for batch in newest["batches"]] == [second] == [newest["batch"]]


def test_versions_name_the_batch_that_replaced_another(ask, run, good):
    from dashboard.catalogue import load
    from dashboard.config import Settings
    from dashboard.ingest import publish
    from dashboard.storage import Store

    store = Store(Settings.read(), load())
    first = publish(good, store).published.batch
    good.write_text(GOOD.replace("22.6", "22.7"))
    second = publish(good, store, replaces=first).published.batch
    store.close()
    newest, _ = ask("versions")[1]["versions"]
    assert (newest["reason"], newest["batch"], newest["changed"]) == ("replace", second, 1)
    assert [batch["id"] for batch in newest["batches"]] == [second]
    for lang in SPOKEN:
        assert second in run("versions", "--lang", lang)[1].splitlines()[0]


def test_a_lost_register_is_told_by_versions_as_by_publish(ask, good, tmp_path):
    ask("publish", good)
    for file in (tmp_path / "var").glob("register.sqlite*"):
        file.unlink()
    other = tmp_path / "other.csv"
    other.write_text(GOOD.replace("KEN", "FRA"))
    for _ in range(2):
        status, plain = ask("versions")
        assert status == 2 and "CURRENT names version 1, the register knows none" in plain["error"]
    assert ask("publish", other) == (2, plain)


@pytest.mark.parametrize("damage", ["lost", "spoilt"])
def test_a_file_sent_again_repairs_its_raw_file(ask, good, tmp_path, damage):
    ask("publish", good)
    (raw,) = (tmp_path / "var" / "raw").iterdir()
    if damage == "lost":
        raw.unlink()
    else:
        raw.write_text("nothing")
    assert ask("publish", good)[0] == 0
    assert raw.read_text() == GOOD
    status, done = ask("rebuild")
    assert (status, done["same"]) == (0, True)


def test_what_is_said_of_a_file_already_published_is_not_silently_dropped(run, ask, good):
    first = ["publish", good, "--title", "Internet use"]
    batch = ask(*first)[1]["batch"]
    assert run(*first)[2] == ""
    status, out, err = run(*first, "--source", "COMPILED", "--example", "--dataset", "indicator")
    assert status == 0 and batch in out
    assert "--source and --example" in err and "--dataset" not in err and "--title" not in err
    status, out, err = run(*first, "--note", "N", "--json")
    assert json.loads(out)["batch"] == batch and "--note" in err


@pytest.mark.parametrize("link", ["javascript:alert(1)", "example.org", "https://", "http://[", "ftp://example.org/"])
def test_a_link_is_an_address_of_the_web(ask, good, tmp_path, link):
    status, plain = ask("publish", good, "--link", link)
    assert status == 2 and link in plain["error"] and "https://" in plain["error"]
    assert not (tmp_path / "var").exists()
    assert ask("publish", good, "--link", "HTTPS://example.org/")[0] == 0


def test_a_manifest_says_when_in_a_date(ask, good, tmp_path):
    manifest = tmp_path / "manifest.toml"
    manifest.write_text('retrieved = "last week"\n')
    status, plain = ask("publish", good)
    assert status == 2 and "last week" in plain["error"] and "2025-01-31" in plain["error"]
    manifest.write_text("retrieved = 2025-06-30\n")
    assert ask("publish", good)[0] == 0


def test_times_in_json_are_iso_8601_in_utc(ask, good):
    ask("publish", good)
    (version,) = ask("versions")[1]["versions"]
    made = datetime.fromisoformat(version["created_at"])
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", version["created_at"])
    assert abs(datetime.now(UTC) - made) < timedelta(hours=1)


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_on_one_side_only_is_said_in_words(run, ask, good, tmp_path, language):
    import duckdb

    ask("publish", good)
    with duckdb.connect(str(tmp_path / "var" / "versions" / "v000001.duckdb")) as version:
        version.execute("DELETE FROM indicator")
    status, out, _ = run("rebuild", "--lang", language)
    assert status == 1 and "None" not in out and "KEN" in out


@pytest.mark.parametrize("place", ["file", "file/below"])
@pytest.mark.parametrize(
    "command", [["versions"], ["rebuild"], ["withdraw", "x"], ["publish", str(SAMPLES / "code_unknown.csv")], ["serve"]]
)
def test_a_data_folder_that_is_a_file_is_named(ask, tmp_path, monkeypatch, place, command):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("DASHBOARD_DATA", str(tmp_path / place))
    status, plain = ask(*command)
    assert status == 2 and "DASHBOARD_DATA" in plain["error"] and "folder" in plain["error"]


def test_a_file_in_another_layout(run, ask, tmp_path):
    path = tmp_path / "indicator_5-5-1.csv"
    path.write_text("Year,Series,Value\n2019,Commons,32\n2019,Lords,26\n", encoding="utf-8")
    assert "open_sdg" in run("validate", path)[1], "the finding names the layout that fits"
    chosen = ["--profile", "open_sdg", "--set", "REF_AREA=GBR", "--set", "INDICATOR=SG_GEN_PARL", "--only", "Series=Commons"]
    status, report = ask("validate", path, *chosen)
    assert (status, report["errors"], report["counts"]) == (0, 0, {"record_left_out": 1})
    assert {(value["column"], value["code"], value["count"]) for value in report["mapped"]} >= {("REF_AREA", "GBR", 1)}
    assert report["left_out"] == [{"header": "Series", "value": "Lords", "count": 1}]
    for language in LANGUAGES:
        said = run("validate", path, *chosen, "--lang", language)[1]
        assert "GBR" in said and sum("Lords" in line for line in said.splitlines()) == 2, "the record, and the value with its count"
    assert ask("publish", path, *chosen)[1]["added"] == 1
    assert run("validate", path, "--profile", "open_sdg", "--set", "REF_AREA")[0] == 2
    assert run("validate", path, "--profile", "open_sdg", "--set", "REF_AREA=UK")[0] == 2
