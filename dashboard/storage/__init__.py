"""The only place that opens a database: the register of batches, the raw files, and the immutable version files.

How the other rooms use it::

    store = Store(settings, catalogue)             # cheap; folders and register are made when first written to
    with store.exclusive(), Workspace(settings) as workspace:
        raw = store.keep_raw(path)                 # RawFile(sha256, size, path); the bytes as sent, fsynced
        if batch := store.known(raw.sha256): ...   # already published: nothing to do
        records = workspace.read_csv(raw.path, ["INDICATOR", "SEX"], delimiter=",", table="raw_batch")
        workspace.execute("CREATE TABLE staged AS SELECT … FROM raw_batch WHERE x = $x", {"x": 1})
        workspace.execute("SELECT … FROM published.indicator")
        done = store.publish(workspace, "staged", Manifest(dataset="indicator", sha256=raw.sha256, …))

**Workspace(settings)** — a scratch database in the scratch folder of the store, removed on exit.
`.execute(sql, parameters=None) -> list[tuple]` (parameters: a list for `?`, a dict for `$name`);
`.read_csv(path, columns, *, table, delimiter=",", header=True, sha256="") -> int` reads a UTF-8 file strictly and makes `table` with
`RECORD INTEGER` (1 = the first record after the header) and the given columns, all VARCHAR, an empty cell as NULL; it returns the number
of records and raises `UnreadableCsv(line, reason, faults)` where the file does not have exactly these columns (`faults`: each broken line).
`.published` is the number of the version attached read-only as schema `published` (tables as in the architecture), or None where nothing
is published: then the schema does not exist.
`.has_published(dataset) -> bool`: whether `published.<dataset>` is there. `.folder` is a directory for scratch files.

**A staged table** — one row a record that is accepted, with
- every column of the dataset under its own name, typed as in a version: code, identifier, text and period VARCHAR, date DATE, number and
  count DOUBLE; a qualified measure `X` is followed by `X_Q VARCHAR` ('' or one of > < ≥ ≤ ~; ignored where `X` is NULL);
- `FOLD VARCHAR`: 'M' (update the cells given), 'R' (replace the observation) or 'D' (delete it); it is not called ACTION as in SDMX-CSV
  because the dataset `action` has a dimension of that name;
- `RECORD INTEGER`, the record number in the file, unique.
A view is as good as a table, and faster to publish: what is computed on the way need not be written twice.
NULL means "cell not given". Columns of the key are never NULL (defaults are already in place); any other column may be absent from the
table, which is the same as NULL throughout. Rows of a batch take effect in order of RECORD. EXAMPLE and BATCH are added by the store.

**Stage** — `stage(workspace, batch: Batch, path: Path) -> str` is given by ingest to `withdraw` and `rebuild`: it reads the raw file of a
batch again (`batch.dataset`, `batch.reading`) and returns the name of a staged table. The store removes whatever it made afterwards.

**Store(settings, catalogue)** — see the methods: `newest, version, versions, batches, batch, keep_raw, repair_raw, known, receive, reject,
publish, publish_all, preview, open_preview, withdraw, rebuild, exclusive, keep_report, report, keep_comparison, comparison`.
`preview(workspace, "staged", manifest) -> Preview` says what `publish` would change and changes nothing; it takes no lock.
`publish_all(workspace, [(table, manifest, report), …]) -> list[Published]` folds several staged tables, in this order, into one version.
`publish`, `publish_all`, `withdraw` and `rebuild` take the publisher lock themselves; hold `exclusive()` around validation as well
so that what was validated against is still current when it is published.

**Accounts** — `store.accounts` is the part of the register that the room `accounts` works with; see `AccountRegister`.

**Version** — `.number, .created_at, .checksum, .run(name, **parameters) -> list[dict]`: runs `queries/<name>.sql`.
"""

from .accounts import AccountRegister, Unchanged
from .model import Batch, Change, Difference, Manifest, Prepared, Preview, Published, RawFile, Rebuilt, Tally, VersionRecord
from .store import Store
from .version import Version
from .workspace import Fault, UnreadableCsv, Workspace

__all__ = [
    "AccountRegister",
    "Batch",
    "Change",
    "Difference",
    "Fault",
    "Manifest",
    "Prepared",
    "Preview",
    "Published",
    "RawFile",
    "Rebuilt",
    "Store",
    "Tally",
    "Unchanged",
    "UnreadableCsv",
    "Version",
    "VersionRecord",
    "Workspace",
]
