"""Starts the product: publishes the bundled batches where that was never done, then serves the pages."""

from __future__ import annotations

import sys

from ..catalogue import load
from ..config import Settings
from ..errors import DashboardError
from ..ingest import publish_bundled
from ..storage import Store


def main() -> None:
    """Serve with the settings of the environment; ends the process with status 2 and one line where that is not possible."""
    try:
        serve(Settings.read())
    except DashboardError as error:
        print(f"dashboard: {error}", file=sys.stderr)
        sys.exit(2)


def serve(settings: Settings) -> None:
    """Serve until interrupted. Workers are processes of their own; a worker that dies is replaced."""
    from granian import Granian
    from granian.constants import Interfaces

    prepare(settings)
    print(f"Dashboard on http://{settings.host}:{settings.port}/ — data in {settings.data.resolve()} — stop with Ctrl+C", flush=True)
    Granian(
        "dashboard.web.wsgi:application",
        address=settings.host,
        port=settings.port,
        interface=Interfaces.WSGI,
        workers=settings.workers,
        blocking_threads=4,
        log_access=False,
        log_level="warning",
        respawn_failed_workers=True,
    ).serve()


def prepare(settings: Settings) -> None:
    """Publish the bundled batches that were never published here; a batch that somebody has withdrawn stays withdrawn."""
    catalogue = load()
    catalogue.check()
    store = Store(settings, catalogue)
    if not store.versions():
        print("First start: publishing the bundled figures …", flush=True)
    for outcome in publish_bundled(store):
        if outcome.published is None:
            print(f"  not published: {outcome.report.file} has {outcome.report.errors} errors", file=sys.stderr, flush=True)
