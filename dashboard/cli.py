"""The command line: validate, publish, withdraw, versions, rebuild, serve — for people and, with --json, for other programs.

Exit status: 0 fine, 1 the data has errors (or a rebuild differs), 2 the command could not run. What is needed is imported by the
command that needs it, so that the command line answers at once.
"""

from __future__ import annotations

import json
import os
import sys
import traceback
from collections.abc import Callable, Sequence
from dataclasses import asdict
from datetime import datetime
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from .errors import AccountError, CatalogueError, DashboardError, NoVersion

if TYPE_CHECKING:
    from .i18n import Words
    from .ingest import Report
    from .storage import Batch, Published, Rebuilt, Store, VersionRecord

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
            _say_error("--json" in arguments, error.format_message())
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
            reason = _words(lang)(f"accounts.error.{error.code}", **error.params)
        except DashboardError as error:
            reason = str(error)
        except OSError as error:
            reason = f"{error.filename}: {error.strerror}" if error.filename else str(error)
        except Exception as error:  # a fault of ours must not look like errors in the data, whose status is 1
            traceback.print_exc()
            reason = f"{type(error).__name__}: {error}"
        click.echo(_words(lang)("cli.failed", reason=reason), err=True)
        _say_error(as_json, reason)
        return COULD_NOT_RUN

    return run


FILE = click.argument("file", type=click.Path(path_type=Path))
DATASET = click.option("--dataset", help="The dataset the file is for, where its header does not tell.")


@command
@FILE
@DATASET
def validate(file: Path, dataset: str | None, as_json: bool, lang: str) -> int:
    """Check FILE and list what is wrong or doubtful; nothing is stored."""
    from .catalogue import load
    from .config import Settings
    from .ingest import Choices, validate

    report = validate(file, Settings.read(), load(), Choices(dataset))
    _show_report(report, str(file), as_json, lang)
    return DATA_HAS_ERRORS if report.errors else FINE


@command
@FILE
@DATASET
@click.option("--title", help="What the figures are, in a line.")
@click.option("--source", help="Who published the figures: an id of data/sources.csv; records that name no source take it.")
@click.option("--link", help="Address of the page the figures come from.")
@click.option("--licence", help="Licence of the figures, such as CC BY 4.0.")
@click.option("--note", help="What readers should know about the figures.")
@click.option("--example", is_flag=True, default=None, help="The figures are not real: label them as an example wherever they are shown.")
def publish(file: Path, as_json: bool, lang: str, **given: Any) -> int:
    """Check FILE and publish it as a new version of the data.

    What the options don't say is taken from a manifest.toml beside FILE. The same bytes are published once: sent again, they change
    nothing.
    """
    from .ingest import manifest_beside, publish

    about = manifest_beside(file).but(**given)
    store = _store()
    outcome = publish(file, store, about)
    if outcome.published is None:
        _show_report(outcome.report, str(file), as_json, lang, "cli.rejected")
        return DATA_HAS_ERRORS
    if outcome.report is not None and not as_json:
        _show_report(outcome.report, str(file), as_json, lang)
    _show_published(outcome.published, as_json, lang, "cli.published" if outcome.report else "cli.known")
    if outcome.report is None:
        _say_ignored(given, store.batch(outcome.published.batch), _words(lang))
    return FINE


@command
@click.argument("batch")
def withdraw(batch: str, as_json: bool, lang: str) -> int:
    """Take BATCH out again: what stood before it stands again."""
    from .ingest import withdraw

    _show_published(withdraw(batch, _store()), as_json, lang, "cli.withdrawn")
    return FINE


@command
def versions(as_json: bool, lang: str) -> int:
    """List the versions, newest first, each with the batches that it brought in or, withdrawing one, left out."""
    records, batches = _history(_store()) if _has_store() else ([], [])
    held = [(record, _batches_of(record, batches)) for record in records]
    if as_json:
        plain = [{**_plain(record), "batches": [_plain_batch(batch, lang) for batch in its]} for record, its in held]
        _print_json({"current": records[0].number if records else None, "versions": plain})
        return FINE
    words = _words(lang)
    for record, its in held:
        click.echo(_version_line(record, its, words))
        for batch in its:
            click.echo("  " + _batch_line(batch, words))
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
    done = rebuild(_store(), accept=accept)
    if as_json:
        _print_json(_plain(done))
    else:
        _show_rebuilt(done, _words(lang))
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
        _print_json(
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


# --- showing -----------------------------------------------------------------------------------------------------------------------------


def _show_report(report: Report, file: str, as_json: bool, lang: str, last: str = "") -> None:
    words = _words(lang)
    if as_json:
        _print_json({**report.as_dict(words), "file": file})
        return
    for finding in report.findings:
        place = words("cli.place", record=finding.record, line=finding.line) if finding.record else ""
        if not place and finding.line:
            place = words("cli.place.line", line=finding.line)
        severity = words("cli.error" if finding.severity == "error" else "cli.warning")
        click.echo(f"{severity} {finding.code}{' ' + place if place else ''}: {finding.message(words)}")
    unlisted = report.errors + report.warnings - len(report.findings)
    if unlisted:
        click.echo(words("cli.unlisted", count=unlisted))
    totals = {"records": report.records, "errors": report.errors, "warnings": report.warnings}
    if report.dataset:
        click.echo(words("cli.summary", file=file, dataset=report.dataset, **totals))
    else:
        click.echo(words("cli.summary.unknown", file=file, **totals))
    if last:
        click.echo(words(last))


def _show_published(done: Published, as_json: bool, lang: str, message: str) -> None:
    plain = asdict(done)
    if as_json:
        _print_json(plain)
    else:
        click.echo(_words(lang)(message, **plain))


def _show_rebuilt(done: Rebuilt, words: Words) -> None:
    if done.remade:
        click.echo(words("cli.rebuilt.remade", version=done.version))
    if done.same:
        click.echo(words("cli.rebuilt.same", version=done.version, checksum=done.checksum))
        return
    for difference in done.differences:
        which = ", ".join(f"{name}={value}" for name, value in difference.key.items())
        values = {"current": difference.current, "rebuilt": difference.rebuilt}
        # As they are, not rounded for readers.
        sides = {side: words("cli.nothing") if value is None else str(value) for side, value in values.items()}
        if difference.column:
            click.echo(words("cli.difference", dataset=difference.dataset, which=which, column=difference.column, **sides))
        else:
            click.echo(words("cli.difference.whole", dataset=difference.dataset, which=which, **sides))
    click.echo(words("cli.rebuilt.differs", count=done.total))


def _version_line(record: VersionRecord, batches: list[Batch], words: Words) -> str:
    counts = {"added": record.added, "changed": record.changed, "removed": record.removed, "unchanged": record.unchanged}
    if record.reason == "publish" and record.batch is None:
        reason = words.n("cli.reason.batches", len(batches))
    else:
        reason = words(f"cli.reason.{record.reason}", batch=record.batch or "")
    return words("cli.version", version=record.number, created=words.moment(record.created_at), reason=reason, **counts)


def _batch_line(batch: Batch, words: Words) -> str:
    plain = _plain_batch(batch, words.code)
    status = words("cli.status.withdrawn" if batch.status == "withdrawn" else "cli.status.published")
    named = plain["title"] or batch.manifest.file
    return words("cli.batch" if named else "cli.batch.unnamed", batch=batch.id, dataset=batch.dataset, status=status, title=named)


def _batches_of(record: VersionRecord, batches: list[Batch]) -> list[Batch]:
    """The batches that a version is about: those first in it, or the one withdrawn by it."""
    if record.reason == "withdraw":
        return [batch for batch in batches if batch.id == record.batch]
    return [batch for batch in batches if batch.version == record.number]


def _plain_batch(batch: Batch, lang: str) -> dict[str, str]:
    """A batch as JSON values; `status` is what has become of it by now."""
    title = batch.manifest.title
    title = title if isinstance(title, str) else title[lang]
    return {"id": batch.id, "title": title, "dataset": batch.dataset, "status": batch.status}


def _say_ignored(given: dict[str, Any], batch: Batch, words: Words) -> None:
    """Say on standard error which options had no effect because the file was published before, without what they say."""
    ignored = [f"--{name}" for name, value in given.items() if value is not None and value != getattr(batch.manifest, name)]
    if ignored:
        click.echo(words("cli.known.ignored", options=words.join(ignored), batch=batch.id), err=True)


def _say_error(as_json: bool, reason: str) -> None:
    if as_json:
        _print_json({"error": reason})


def _print_json(value: dict[str, Any]) -> None:
    click.echo(json.dumps(value, ensure_ascii=False, indent=2, default=_as_text))


def _as_text(value: Any) -> str:
    """A moment as ISO 8601 — the store keeps UTC without saying so — and anything else as its text."""
    return f"{value.isoformat()}Z" if isinstance(value, datetime) else str(value)


def _plain(record: VersionRecord | Rebuilt) -> dict[str, Any]:
    """A record as JSON values; a version's number is called `version` everywhere."""
    plain = asdict(record)
    return {"version": plain.pop("number"), **plain} if "number" in plain else plain


# --- what the commands work on ------------------------------------------------------------------------------------------------------------


def _words(lang: str) -> Words:
    from .i18n import Words

    return Words(lang)


def _store() -> Store:
    from .catalogue import load
    from .config import Settings
    from .storage import Store

    store = Store(Settings.read(), load())
    click.get_current_context().call_on_close(store.close)
    return store


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
