"""Writes the generated parts of README.md and docs/ from the code and the data; `python -m docs.generate --check` only compares."""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

import click
from cogapp import Cog

from dashboard import catalogue
from dashboard.catalogue import Column, Dataset
from dashboard.config import SETTINGS

ROOT = Path(__file__).resolve().parent.parent
MARK = "[[[" + "cog"
# How a value of a type is written, where the type's name does not say it.
WRITTEN = {"identifier": "an identifier", "period": "`2023`, `2023-Q1` or `2023-01`", "date": "`2023-01-31`"}


def pages() -> list[Path]:
    """The Markdown files that hold a generated part."""
    files = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
    return [file for file in files if MARK in file.read_text(encoding="utf-8")]


def settings_table() -> str:
    """The settings as Markdown."""
    rows = [(f"`{row.variable}`", f"`{row.default}`" if row.default else "", row.help) for row in SETTINGS]
    return table(("variable", "default", "what it is for"), rows)


def commands() -> str:
    """Every command of `python -m dashboard` with its own help text."""
    from dashboard.cli import main

    context = click.Context(main, info_name="python -m dashboard", **main.context_settings)
    return "\n\n".join(f"## {name}\n\n```text\n{text}\n```" for name, text in _help(main, context, ()))


def _help(group: click.Group, context: click.Context, above: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """The full name and the help text of every command of a group, and of the groups in it."""
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        own = click.Context(command, info_name=name, parent=context, terminal_width=100, max_content_width=100)
        if isinstance(command, click.Group):
            yield from _help(command, own, (*above, name))
        else:
            yield " ".join((*above, name)), command.get_help(own).strip()


def datasets() -> str:
    """Every dataset with its columns."""
    return "\n\n".join(_dataset(dataset) for dataset in catalogue.load().datasets.values())


def _dataset(dataset: Dataset) -> str:
    rows = [(f"`{column.id}`", column.role, _type(column), _notes(column, dataset)) for column in dataset.columns]
    heading = f"## {dataset.id}: {dataset.names['en']}"
    key = ", ".join(f"`{name}`" for name in dataset.key)
    said = f"One fact is told from another by {key}.{_suppression(dataset)}"
    return f"{heading}\n\n{said}\n\n" + table(("column", "role", "holds", "notes"), rows)


def _suppression(dataset: Dataset) -> str:
    """What is not published of a dataset because it is about too few persons."""
    if not dataset.suppress_below:
        return ""
    nobody = "a count of nobody among them" if dataset.suppress_zero else "except a count of nobody"
    return (
        f" Counts below {dataset.suppress_below} (`suppress_below`) are not published, {nobody}, nor is what they could be computed from."
    )


def _type(column: Column) -> str:
    if column.codelist:
        return f"a code of {column.codelist}"
    if column.references:
        return f"an identifier in `{column.references}`"
    return WRITTEN.get(column.type, f"a {column.type}")


def _notes(column: Column, dataset: Dataset) -> str:
    notes = []
    if column.role == "dimension" and column.default is None or column.required:
        notes.append("required")
    if column.default is not None:
        notes.append(f"`{column.default}` where it is left out")
    if column.qualified:
        notes.append("may be a bound or an approximation: `>30`, `<1`, `~880`")
    if column.unit_from:
        notes.append(f"in the unit that `{column.unit_from}` names")
    return "; ".join(notes)


def decisions() -> str:
    """The decisions by number, each as a link with its heading."""
    entries = []
    for file in sorted((ROOT / "docs" / "decisions").glob("[0-9]*.md")):
        heading = file.read_text(encoding="utf-8").partition("\n")[0].lstrip("#0123456789 .—–:")
        entries.append(f"- [{int(file.name[:4])}. {heading}](decisions/{file.name})")
    return "\n".join(entries)


def table(head: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    """A Markdown table."""
    lines = [head, ("---",) * len(head), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines)


def run(check: bool) -> tuple[int, str]:
    """Write the generated parts, or only compare them; the status (0: all fits) and what there is to say."""
    said = io.StringIO()
    options = ["--check", "--diff", "--check-fail-msg=run: make docs"] if check else ["-r"]
    with redirect_stdout(said), redirect_stderr(said):
        status = Cog().main(["cog", *options, "--verbosity=1", "-U", "-n", "utf-8", "-p", "from docs import generate", *map(str, pages())])
    return status, said.getvalue()


if __name__ == "__main__":
    status, said = run(check="--check" in sys.argv)
    print(said, end="")
    sys.exit(status)
