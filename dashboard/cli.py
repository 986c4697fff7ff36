"""The command line: validate, publish, withdraw, versions, rebuild, serve — for people and, with --json, for other programs.

Exit status: 0 fine, 1 the data has errors (or a rebuild differs), 2 the command could not run. What is needed is imported by the
command that needs it, so that the command line answers at once.
"""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Callable, Sequence
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from .cli_showing import (
    batch_line,
    batches_of,
    note_line,
    plain_batch,
    plain_record,
    print_json,
    say_error,
    say_ignored,
    say_near,
    show_published,
    show_rebuilt,
    show_report,
    version_line,
    words_of,
)
from .errors import AccountError, CatalogueError, DashboardError, NoVersion, SettingsError

if TYPE_CHECKING:
    from .storage import Batch, Store, VersionRecord

FINE, DATA_HAS_ERRORS, COULD_NOT_RUN = 0, 1, 2
LANGUAGES = ("ar", "en", "es", "fr", "ru", "zh")


class Commands(click.Group):
    """Commands that say in JSON, too, why they could not run."""

    def main(self, args: Sequence[str] | None = None, prog_name: str | None = None, **extra: Any) -> Any:
        """Run a command and leave with its status."""
        arguments = list(sys.argv[1:] if args is None else args)
        for stream in (sys.stdout, sys.stderr):
            if hasattr(stream, "reconfigure"):
                stream.reconfigure(errors="backslashreplace")
        try:
            status = super().main(arguments, prog_name, **{**extra, "standalone_mode": False})
        except click.ClickException as error:
            error.show()
            say_error("--json" in arguments, error.format_message())
            status = COULD_NOT_RUN
        except click.Abort:
            status = COULD_NOT_RUN
        sys.exit(status)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """Statistics of women and men who take part: check, publish and serve them.

    Settings are environment variables, such as DASHBOARD_DATA, the folder that holds everything that is published.
    """


def command(function: Callable[..., int], group: click.Group = main, name: str | None = None) -> Callable[..., int]:
    """A command with --json and --lang that returns its exit status and reports what keeps it from running."""

    @group.command(name)
    @click.option("--json", "as_json", is_flag=True, help="Print one JSON object instead of text.")
    @click.option("--lang", type=click.Choice(LANGUAGES), default="en", show_default=True, help="Language of the messages.")
    @wraps(function)
    def run(as_json: bool, lang: str, **arguments: Any) -> int:
        try:
            return function(as_json=as_json, lang=lang, **arguments)
        except (click.ClickException, click.Abort):  # what was given does not fit together, or nobody answered a question
            raise
        except BrokenPipeError:  # whoever read the output has seen enough
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            return COULD_NOT_RUN
        except AccountError as error:
            reason = words_of(lang)(f"accounts.error.{error.code}", **error.params)
        except DashboardError as error:
            reason = str(error)
        except OSError as error:
            reason = f"{error.filename}: {error.strerror}" if error.filename else str(error)
        except Exception as error:  # a fault of ours must not look like errors in the data, whose status is 1
            traceback.print_exc()
            reason = f"{type(error).__name__}: {error}"
        click.echo(words_of(lang)("cli.failed", reason=reason), err=True)
        say_error(as_json, reason)
        return COULD_NOT_RUN

    return run


FILE = click.argument("file", type=click.Path(path_type=Path))
DATASET = click.option("--dataset", help="The dataset the file is for, where its header does not tell.")
SHEET = click.option("--sheet", metavar="NAME", help="The sheet to read, where FILE is a workbook with several.")
PROFILE = click.option("--profile", help="The layout of the file, where it is another publisher's: an id in data/profiles.")
SET = click.option("--set", "constants", multiple=True, metavar="COLUMN=CODE", help="What a column that FILE lacks is in all records.")
RELEASE_NOTE = click.option("--release-note", metavar="TEXT", help="What has changed and why, for the list of versions.")
ONLY = click.option("--only", multiple=True, metavar="HEADER=CELL", help="Take only the records that have this in a column of FILE.")


def mapped(function: Callable[..., int]) -> Callable[..., int]:
    """A command whose FILE may be in another publisher's layout; its `mapping` is what the options say of that."""

    @PROFILE
    @SET
    @ONLY
    @wraps(function)
    def run(profile: str | None, constants: Sequence[str], only: Sequence[str], **arguments: Any) -> int:
        mapping: dict[str, Any] = {"profile": profile} if profile else {}
        for text in constants:
            mapping.setdefault("constants", {}).update([_pair("--set", text)])
        for header, cell in (_pair("--only", text) for text in only):
            mapping.setdefault("only", {}).setdefault(header, []).append(cell)
        return function(mapping=mapping, **arguments)

    return run


def _pair(option: str, text: str) -> tuple[str, str]:
    key, sign, value = text.partition("=")
    if not (key and sign):
        raise SettingsError(f"{option} {text!r}: write a name, = and a value")
    return key, value


@command
@FILE
@DATASET
@SHEET
@mapped
def validate(file: Path, dataset: str | None, sheet: str | None, mapping: dict[str, Any], as_json: bool, lang: str) -> int:
    """Check FILE and list what is wrong or doubtful; nothing is stored."""
    from .catalogue import load
    from .config import Settings
    from .ingest import Choices, validate

    report = validate(file, Settings.read(), load(), Choices(dataset, sheet or "", mapping))
    show_report(report, str(file), as_json, lang)
    return DATA_HAS_ERRORS if report.errors else FINE


@command
@FILE
@DATASET
@SHEET
@mapped
@click.option("--title", help="What the figures are, in a line.")
@click.option("--source", help="Who published the figures: an id of data/sources.csv; records that name no source take it.")
@click.option("--link", help="Address of the page the figures come from.")
@click.option("--licence", help="Licence of the figures, such as CC BY 4.0.")
@click.option("--note", help="What readers should know about the figures.")
@click.option("--example", is_flag=True, default=None, help="The figures are not real: label them as an example wherever they are shown.")
@RELEASE_NOTE
def publish(file: Path, mapping: dict[str, Any], release_note: str | None, as_json: bool, lang: str, **given: Any) -> int:
    """Check FILE and publish it as a new version of the data.

    What the options don't say is taken from a manifest.toml beside FILE. The same bytes are published once: sent again, they change
    nothing.
    """
    from .catalogue import nearest_sources
    from .ingest import manifest_beside, publish

    about = manifest_beside(file).but(**given)
    about = about.but(mapping={**about.mapping, **mapping})
    store = _store()
    say_near(about.source, nearest_sources(about.source, store.catalogue.sources), words_of(lang))
    outcome = publish(file, store, about, note=release_note or "")
    if outcome.published is None:
        show_report(outcome.report, str(file), as_json, lang, "cli.rejected")
        return DATA_HAS_ERRORS
    if outcome.report is not None and not as_json:
        show_report(outcome.report, str(file), as_json, lang)
    show_published(outcome.published, as_json, lang, "cli.published" if outcome.report else "cli.known")
    if outcome.report is not None:
        _note(store, "batch.publish", outcome.published.batch, version=outcome.published.version)
    if outcome.report is None:
        say_ignored({**given, "release-note": release_note}, store.batch(outcome.published.batch), words_of(lang))
    return FINE


@command
@click.argument("batch")
@RELEASE_NOTE
def withdraw(batch: str, release_note: str | None, as_json: bool, lang: str) -> int:
    """Take BATCH out again: what stood before it stands again, except a batch that it replaced."""
    from .ingest import withdraw

    store = _store()
    done = withdraw(batch, store, release_note or "")
    _note(store, "batch.withdraw", batch, version=done.version)
    show_published(done, as_json, lang, "cli.withdrawn")
    return FINE


@command
def versions(as_json: bool, lang: str) -> int:
    """List the versions, newest first, each with the batches that it brought in or, withdrawing one, left out."""
    records, batches = _history(_store()) if _has_store() else ([], [])
    held = [(record, batches_of(record, batches)) for record in records]
    if as_json:
        plain = [{**plain_record(record), "batches": [plain_batch(batch, lang) for batch in its]} for record, its in held]
        print_json({"current": records[0].number if records else None, "versions": plain})
        return FINE
    words = words_of(lang)
    for record, its in held:
        click.echo(version_line(record, its, words))
        if note := note_line(record, words):
            click.echo("  " + note)
        for batch in its:
            click.echo("  " + batch_line(batch, words))
    if not records:
        click.echo(words("cli.versions.none"))
    return FINE


@command
@click.option("--accept", is_flag=True, help="Where the version differs from what the batches give, publish what they give.")
def rebuild(accept: bool, as_json: bool, lang: str) -> int:
    """Read all published batches again from their raw files and compare the result with the current version."""
    from .ingest import rebuild

    if not _has_store():
        raise NoVersion("nothing has been published yet")
    store = _store()
    before = store.versions()[:1]
    done = rebuild(store, accept=accept)
    if store.versions()[:1] != before:
        _note(store, "version.rebuild", str(store.versions()[0].number))
    if as_json:
        print_json(plain_record(done))
    else:
        show_rebuilt(done, words_of(lang))
    return FINE if done.same else DATA_HAS_ERRORS


@command
@click.argument("dataset")
def template(dataset: str, as_json: bool, lang: str) -> int:
    """Print the CSV template of DATASET: its header line, to be followed by one record a line."""
    from .catalogue import load

    datasets = load().datasets
    if dataset not in datasets:
        raise CatalogueError("data/datasets", dataset, f"there is no such dataset; there are {', '.join(datasets)}")
    if as_json:
        columns = ("id", "role", "type", "codelist", "required", "default", "qualified")
        print_json(
            {"dataset": dataset, "columns": [{name: getattr(column, name) for name in columns} for column in datasets[dataset].columns]}
        )
    else:
        click.echo(",".join(datasets[dataset].header))
    return FINE


@command
def serve(as_json: bool, lang: str) -> int:
    """Serve the pages until interrupted; the settings HOST, PORT and WORKERS say where."""
    from .config import Settings
    from .web.serve import serve

    serve(Settings.read())
    return FINE


@command
@click.option("--parent", type=int, help="Process without which to end as well; for the program that serves the pages.")
def work(parent: int | None, as_json: bool, lang: str) -> int:
    """Check and publish what was uploaded, until interrupted; `serve` starts this by itself."""
    from .config import Settings
    from .work.runner import run

    run(Settings.read(), parent=parent)
    return FINE


# --- what the commands work on ------------------------------------------------------------------------------------------------------------


def _store() -> Store:
    from .catalogue import load
    from .config import Settings
    from .storage import Store

    store = Store(Settings.read(), load())
    click.get_current_context().call_on_close(store.close)
    return store


def _note(store: Store, action: str, object: str, **details: Any) -> None:
    """Write down in the audit log what was done at the command line."""
    from .accounts import COMMAND_LINE, Accounts

    Accounts(store).audit(COMMAND_LINE, action, object, **details)


def _has_store() -> bool:
    """Whether there is a store: a look at the versions makes none."""
    from .config import Settings

    settings = Settings.read()
    return bool(settings.register) or any((settings.data / name).exists() for name in ("register.sqlite", "CURRENT"))


def _history(store: Store) -> tuple[list[VersionRecord], list[Batch]]:
    """All versions, newest first, and all batches by their place in the order of publication."""
    store.require_register()
    batches = [batch for batch in store.batches() if batch.order is not None]
    return store.versions(), sorted(batches, key=lambda batch: batch.order)


from . import cli_accounts  # noqa: E402, F401  (adds its commands to `main`)
