"""What the command line prints: reports, batches, versions and rebuilds, as text in a language or as one JSON object."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import datetime
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from .i18n import Words
    from .ingest import Report
    from .storage import Batch, Published, Rebuilt, VersionRecord


def words_of(lang: str) -> Words:
    from .i18n import Words

    return Words(lang)


def show_report(report: Report, file: str, as_json: bool, lang: str, last: str = "") -> None:
    words = words_of(lang)
    if as_json:
        print_json({**report.as_dict(words), "file": file})
        return
    for finding in report.findings:
        place = words("cli.place", record=finding.record, line=finding.line) if finding.record else ""
        if not place and finding.line:
            place = words("cli.place.line", line=finding.line)
        severity = words(f"cli.{finding.severity}")
        click.echo(f"{severity} {finding.code}{' ' + place if place else ''}: {finding.message(words)}")
    for value in report.mapped:
        click.echo(words("cli.mapped" if value["header"] else "cli.mapped.constant", **value))
    for value in report.left_out:
        click.echo(words.n("cli.left_out", value["count"], header=value["header"], value=value["value"]))
    unlisted = sum(report.counts.values()) - len(report.findings)
    if unlisted:
        click.echo(words("cli.unlisted", count=unlisted))
    totals = {"records": report.records, "errors": report.errors, "warnings": report.warnings}
    if report.dataset:
        click.echo(words("cli.summary", file=file, dataset=report.dataset, **totals))
    else:
        click.echo(words("cli.summary.unknown", file=file, **totals))
    if last:
        click.echo(words(last))


def show_published(done: Published, as_json: bool, lang: str, message: str) -> None:
    plain = asdict(done)
    if as_json:
        print_json(plain)
    else:
        click.echo(words_of(lang)(message, **plain))


def show_rebuilt(done: Rebuilt, words: Words) -> None:
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


def version_line(record: VersionRecord, batches: list[Batch], words: Words) -> str:
    counts = {"added": record.added, "changed": record.changed, "removed": record.removed, "unchanged": record.unchanged}
    if record.reason == "publish" and record.batch is None:
        reason = words.n("cli.reason.batches", len(batches))
    else:
        reason = words(f"cli.reason.{record.reason}", batch=record.batch or "")
    return words("cli.version", version=record.number, created=words.moment(record.created_at), reason=reason, **counts)


def note_line(record: VersionRecord, words: Words) -> str:
    """What was written about a version, in one line that no terminal takes for commands; "" where there is nothing."""
    plain = "".join(sign if sign.isprintable() else " " for sign in record.note)
    return words("cli.version.note", note=" ".join(plain.split())) if plain.strip() else ""


def batch_line(batch: Batch, words: Words) -> str:
    plain = plain_batch(batch, words.code)
    status = words("cli.status.withdrawn" if batch.status == "withdrawn" else "cli.status.published")
    named = plain["title"] or batch.manifest.file
    return words("cli.batch" if named else "cli.batch.unnamed", batch=batch.id, dataset=batch.dataset, status=status, title=named)


def batches_of(record: VersionRecord, batches: list[Batch]) -> list[Batch]:
    """The batches that a version is about: those first in it, or the one withdrawn by it."""
    if record.reason == "withdraw":
        return [batch for batch in batches if batch.id == record.batch]
    return [batch for batch in batches if batch.version == record.number]


def plain_batch(batch: Batch, lang: str) -> dict[str, str]:
    """A batch as JSON values; `status` is what has become of it by now."""
    title = batch.manifest.title
    title = title if isinstance(title, str) else title[lang]
    return {"id": batch.id, "title": title, "dataset": batch.dataset, "status": batch.status}


def say_ignored(given: dict[str, Any], batch: Batch, words: Words) -> None:
    """Say on standard error which options had no effect because the file was published before, without what they say."""
    known = {**batch.manifest.reading, **batch.manifest.__dict__}
    ignored = [f"--{name}" for name, value in given.items() if value is not None and value != known.get(name)]
    if ignored:
        click.echo(words("cli.known.ignored", options=words.join(ignored), batch=batch.id), err=True)


def say_error(as_json: bool, reason: str) -> None:
    if as_json:
        print_json({"error": reason})


def print_json(value: dict[str, Any]) -> None:
    click.echo(json.dumps(value, ensure_ascii=False, indent=2, default=_as_text))


def _as_text(value: Any) -> str:
    """A moment as ISO 8601 — the store keeps UTC without saying so — and anything else as its text."""
    return f"{value.isoformat()}Z" if isinstance(value, datetime) else str(value)


def plain_record(record: VersionRecord | Rebuilt) -> dict[str, Any]:
    """A record as JSON values; a version's number is called `version` everywhere."""
    plain = asdict(record)
    return {"version": plain.pop("number"), **plain} if "number" in plain else plain
