"""Starts the product: publishes the bundled batches where that was never done, then serves the pages."""

from __future__ import annotations

import errno
import logging
import os
import secrets
import socket
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import closing
from ipaddress import ip_address

from ..accounts import Accounts
from ..catalogue import load
from ..config import ROOT, Settings
from ..errors import DashboardError, SettingsError
from ..ingest import publish_bundled
from ..storage import Store
from . import sso

# A worker that is still busy, or only starting, when the server is stopped is given this long.
STOP_SECONDS = 2
RESTART_SECONDS = 1
FIRST_ACCOUNT = ".venv/bin/python -m dashboard user add NAME --role administrator"
# A file on its way over a slow line holds a thread all the time; threads that are not needed are not there.
BLOCKING_THREADS = 16


def main() -> None:
    """Serve with the settings of the environment; ends the process with status 2 and one line where that is not possible."""
    try:
        serve(Settings.read())
    except DashboardError as error:
        print(f"dashboard: {error}", file=sys.stderr)
        sys.exit(2)
    except OSError as error:
        print(f"dashboard: {error.filename or 'system'}: {error.strerror or error}", file=sys.stderr)
        sys.exit(2)


def serve(settings: Settings) -> None:
    """Serve until interrupted. Workers are processes of their own; a worker that dies is replaced.

    Raises SettingsError where HOST and PORT cannot be listened on.
    """
    from granian import Granian
    from granian.constants import Interfaces

    listening_address(settings)
    if settings.single_sign_on:
        sso.require_libraries()
    if not settings.secret:  # the workers are processes of their own and must take each other's forms
        os.environ["DASHBOARD_SECRET"] = secrets.token_urlsafe(32)
    prepare(settings)
    address = listening_address(settings)  # publishing may have taken a while
    stop = _work_beside()
    print(f"Dashboard on {web_address(settings.host, settings.port)} — data in {settings.data.resolve()} — stop with Ctrl+C", flush=True)
    # It warns that there may be more threads than the processor has use for; they are for waiting, not for computing.
    logging.getLogger("_granian").addFilter(lambda record: "Python threads" not in record.getMessage())
    server = Granian(
        "dashboard.web.wsgi:application",
        address=address,
        port=settings.port,
        interface=Interfaces.WSGI,
        workers=settings.workers,
        blocking_threads=BLOCKING_THREADS,
        workers_kill_timeout=STOP_SECONDS,
        log_access=False,
        log_level="warning",
        respawn_failed_workers=True,
    )
    try:
        server.serve()
    finally:
        stop()


def _work_beside() -> Callable[[], None]:
    """Start the process that checks and publishes what is uploaded, and start it again where it ends; returns what stops it."""
    stopping = threading.Event()
    running: list[subprocess.Popen[bytes]] = []
    command = [sys.executable, "-m", "dashboard", "work", "--parent", str(os.getpid())]

    def keep() -> None:
        while not stopping.is_set():
            running[:] = [subprocess.Popen(command, env=os.environ | {"PYTHONPATH": str(ROOT)})]
            running[0].wait()
            stopping.wait(RESTART_SECONDS)

    def stop() -> None:
        stopping.set()
        for process in running:
            process.terminate()

    threading.Thread(target=keep, name="work", daemon=True).start()
    return stop


def listening_address(settings: Settings) -> str:
    """The IP address that HOST stands for, once it is certain that PORT is free there; raises SettingsError.

    The server shares a port with whoever else is willing to (SO_REUSEPORT), so that a port in use is found only by asking without that.
    """
    where = f"HOST={settings.host} PORT={settings.port}"
    try:
        found = socket.getaddrinfo(settings.host, settings.port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    except (OSError, UnicodeError) as error:
        raise SettingsError(f"{where}: there is no such host; set HOST to an address of this machine, such as 127.0.0.1") from error
    family, kind, protocol, _, address = min(found, key=lambda one: one[0] != socket.AF_INET)
    with socket.socket(family, kind, protocol) as probe:
        # Connections that a server closed a moment ago keep its port from nobody.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(address)
            probe.listen()
        except OSError as error:
            raise SettingsError(f"{where}: {_why_not(error)}") from error
    return str(address[0])


def web_address(host: str, port: int) -> str:
    """The address under which a browser finds the pages; an IPv6 address stands in brackets."""
    try:
        version = ip_address(host).version
    except ValueError:
        version = 4  # a name
    return f"http://[{host}]:{port}/" if version == 6 else f"http://{host}:{port}/"


def _why_not(error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        return "another program uses this port; stop it, or set PORT to another number"
    if error.errno == errno.EADDRNOTAVAIL:
        return "this machine does not have that address; set HOST to one that it has, such as 127.0.0.1"
    if error.errno == errno.EACCES:
        return "this user may not use that port; set PORT to a number from 1024"
    return f"cannot be listened on ({error.strerror}); set HOST or PORT otherwise"


def prepare(settings: Settings) -> None:
    """Publish the bundled batches that were never published here; a batch that somebody has withdrawn stays withdrawn."""
    catalogue = load()
    catalogue.check()
    with closing(Store(settings, catalogue)) as store:
        if not store.versions():
            print("First start: publishing the bundled figures …", flush=True)
        for outcome in publish_bundled(store):
            if outcome.published is None:
                print(f"  not published: {outcome.report.file} has {outcome.report.errors} errors", file=sys.stderr, flush=True)
        if not Accounts(store).records():
            print(f"Nobody can log in yet. Make the administrator with the same DASHBOARD_DATA: {FIRST_ACCOUNT}", flush=True)
