"""The plan of the house, enforced: who may import whom, how long a file may be, and what every module and query says of itself."""

import ast
import re
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
LONGEST = 400
SHARED = {"config", "errors"}
MAY_IMPORT = {
    "domain": set(),
    "catalogue": {"domain"} | SHARED,
    "storage": {"catalogue", "domain"} | SHARED,
    "ingest": {"storage", "catalogue", "domain"} | SHARED,
    "accounts": {"storage", "catalogue", "domain"} | SHARED,
    "i18n": {"domain"} | SHARED,
    "web": {"accounts", "ingest", "storage", "catalogue", "domain", "i18n"} | SHARED,
    "work": {"web", "accounts", "ingest", "storage", "catalogue", "domain", "i18n"} | SHARED,
    "cli_showing": {"ingest", "storage", "i18n"} | SHARED,
    "cli": {"accounts", "cli_showing", "cli_accounts", "work", "web", "ingest", "storage", "catalogue", "domain", "i18n"} | SHARED,
    "cli_accounts": {"cli", "cli_showing", "accounts", "storage", "domain", "i18n"} | SHARED,
    "__main__": {"cli"},
    "config": {"errors"},
    "errors": set(),
    "__init__": set(),
}
ONLY_IN = {
    "duckdb": "storage",
    "duckdb_sqlalchemy": "storage",
    "sqlalchemy": "storage",
    "alembic": "storage",
    "dash": "web",
    "plotly": "web",
    "flask": "web",
    "werkzeug": "web",
    "flask_session": "web",
    "flask_wtf": "web",
    "authlib": "web",
    "resvg_py": "web",
    "argon2": "accounts",
}
HEAVY = ("plotly.express", "plotly.graph_objects", "plotly.graph_objs", "plotly.figure_factory", "plotly.io")
HEADER = ("-- purpose:", "-- parameters:", "-- columns:")
BOUND = re.compile(r"(?<![:\w]):([a-z_][a-z0-9_]*)")


def files(*patterns: str) -> list[Path]:
    """Our own files by pattern from the root; what others wrote (assets/vendor) is not ours."""
    found = {path for pattern in patterns for path in ROOT.glob(pattern)}
    return sorted(path for path in found if "vendor" not in path.parts and "node_modules" not in path.parts)


MODULES = files("dashboard/**/*.py")
CODE = files("app.py", "dashboard/**/*.py", "tests/**/*.py", "docs/**/*.py", "assets/**/*.py")
SOURCES = CODE + files("queries/**/*.sql", "assets/**/*.css", "assets/**/*.js", "assets/**/*.mjs")
QUERIES = files("queries/**/*.sql")


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def each(paths: list[Path]):
    return pytest.mark.parametrize("path", paths, ids=name_of)


def room_of(path: Path) -> str:
    """The room of a module: the first part below dashboard/, a single file being a room of its own."""
    return path.relative_to(ROOT / "dashboard").parts[0].removesuffix(".py")


def imported(source: str, package: str) -> set[str]:
    """Full dotted names of everything a module imports, relative imports resolved against its package."""
    names = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            above = package.split(".")[: len(package.split(".")) - node.level + 1] if node.level else []
            module = ".".join([*above, *([node.module] if node.module else [])])
            names |= {f"{module}.{alias.name}" for alias in node.names}
    return names


def imports_of(path: Path) -> set[str]:
    return imported(path.read_text("utf-8"), ".".join(path.relative_to(ROOT).parts[:-1]))


def test_imports_are_seen_in_every_form():
    source = "import duckdb.typing\nfrom plotly import express as px\nfrom . import one\nfrom ..errors import DashboardError\n"
    assert imported(source, "dashboard.web") == {
        "duckdb.typing",
        "plotly.express",
        "dashboard.web.one",
        "dashboard.errors.DashboardError",
    }


@each(MODULES)
def test_a_room_imports_only_from_the_rooms_below_it(path):
    room = room_of(path)
    rooms = {name.split(".")[1] for name in imports_of(path) if name.startswith("dashboard.")} & MAY_IMPORT.keys()
    assert rooms - {room} <= MAY_IMPORT[room]


@each(MODULES)
def test_databases_and_web_libraries_stay_in_their_room(path):
    strays = {name.split(".")[0] for name in imports_of(path)} & {name for name, room in ONLY_IN.items() if room != room_of(path)}
    assert not strays


@each(files("dashboard/domain/**/*.py"))
def test_the_domain_needs_only_the_standard_library(path):
    assert {name.split(".")[0] for name in imports_of(path)} <= sys.stdlib_module_names | {"dashboard"}


@each(CODE)
def test_figures_are_plain_dicts(path):
    assert not [name for name in imports_of(path) if name.startswith(HEAVY)]


@each(SOURCES)
def test_a_file_is_short_enough_to_be_read(path):
    assert len(path.read_text("utf-8").splitlines()) <= LONGEST


@each(CODE)
def test_a_module_says_what_it_is_for(path):
    tree = ast.parse(path.read_text("utf-8"))
    assert not tree.body or (ast.get_docstring(tree) or "").split("\n")[0]


@each(QUERIES)
def test_a_query_says_its_purpose_parameters_and_columns(path):
    text = path.read_text("utf-8")
    comments = "\n".join(line for line in text.splitlines() if line.startswith("--"))
    assert [mark for mark in HEADER if mark not in comments] == []
    statement = re.sub(r"--[^\n]*|'(?:[^']|'')*'", "", text)
    undeclared = {name for name in BOUND.findall(statement) if not re.search(rf"\b{name}\b", comments)}
    assert not undeclared


@each(MODULES + QUERIES)
def test_no_window_is_without_a_partition(path):
    """In DuckDB 1.5 threads race over such a window, now and then, and the database is lost (github.com/duckdb/duckdb/issues/22352)."""
    assert not re.search(r"OVER \(\s*(ORDER|ROWS|\))", path.read_text("utf-8"))


def test_every_file_that_is_written_here_is_looked_at():
    assert ROOT / "dashboard" / "errors.py" in MODULES
    assert Path(__file__).resolve() in [path.resolve() for path in SOURCES]
