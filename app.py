"""Serves the dashboard: `python app.py`, with the settings of the environment (README.md lists them)."""

from dashboard.web.serve import main

if __name__ == "__main__":
    raise SystemExit(main())
