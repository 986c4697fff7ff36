"""Starts the product: publishes the bundled batches where the store is empty, then serves the pages."""

from __future__ import annotations

import subprocess
import sys

from ..config import Settings
from ..errors import DashboardError


def main() -> None:
    """Serve with the settings of the environment; ends the process with status 2 and one line where that is not possible."""
    try:
        serve(Settings.read())
    except DashboardError as error:
        sys.exit(f"dashboard: {error}")


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
    """Publish the bundled batches in a process of its own where nothing has been published yet."""
    if (settings.data / "CURRENT").exists():
        return
    print("First start: publishing the bundled figures …", flush=True)
    subprocess.run([sys.executable, "-m", "dashboard", "publish-bundled"], check=False)
