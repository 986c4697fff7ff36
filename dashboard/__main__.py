"""Lets the command line be called as `python -m dashboard`."""

import atexit
import gc

# What is imported stays: to look through it for garbage, over and over at the start and once more at the end, takes a quarter of the
# time of a short command.
gc.set_threshold(100_000)
atexit.register(gc.freeze)

from .cli import main  # noqa: E402

main(prog_name="python -m dashboard")
