"""Finds the Chromium that the browser tests and benchmarks drive; run as a command it also tries to install one."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
PLACES = ("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome", "/Applications/Chromium.app/Contents/MacOS/Chromium")
# Nothing of the browser's own may go out: the tests count every request.
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
DEBIAN_PACKAGES = ("chromium", "fonts-noto-core", "fonts-noto-cjk")
MISSING = "no Chromium: set CHROMIUM to its path, or install Chromium or Chrome"


def find() -> str | None:
    """The path of a Chromium or Chrome: $CHROMIUM, one on the PATH or in its usual place, or Playwright's own; else None."""
    if named := os.environ.get("CHROMIUM"):
        return shutil.which(named)
    found = next(filter(None, map(shutil.which, NAMES)), None) or next((place for place in PLACES if Path(place).exists()), None)
    return found or _of_playwright()


def _of_playwright() -> str | None:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).exists() else None


def install() -> None:
    """Try to install a browser: with apt-get as root on a Debian-like system, else with Playwright; each within ten minutes."""
    if sys.platform == "linux" and os.geteuid() == 0 and shutil.which("apt-get"):
        environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
        if _run("apt-get", "update", "-q", environment=environment):
            _run("apt-get", "install", "-q", "-y", "--no-install-recommends", *DEBIAN_PACKAGES, environment=environment)
    if find() is None:
        _run(sys.executable, "-m", "playwright", "install", "chromium")


def _run(*command: str, environment: dict[str, str] | None = None) -> bool:
    print("+", *command, flush=True)
    try:
        return subprocess.run(command, env=environment, stdout=subprocess.DEVNULL, timeout=600).returncode == 0
    except subprocess.TimeoutExpired:
        return False


if __name__ == "__main__":
    if find() is None and "CHROMIUM" not in os.environ:
        install()
    print("Browser for the tests:", find() or f"{MISSING}; the browser tests will be skipped")
