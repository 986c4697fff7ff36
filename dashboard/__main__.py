"""Lets the command line be called as `python -m dashboard`."""

from .cli import main

main(prog_name="python -m dashboard")
