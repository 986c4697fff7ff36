"""Everything that can go wrong, as one tree, so that a caller can catch as much or as little as it means to.

DashboardError
├── SettingsError          a setting has a value that cannot be used
├── CatalogueError         a file under data/ is wrong: names file, place and what would be right
├── MessageError           a message is missing or its placeholders do not fit
├── AccountError           an account, a password or a token cannot be as it is asked for
└── StorageError
    ├── NoVersion          nothing has been published yet, or the version asked for does not exist
    ├── BatchNotFound      no batch has this id, or it cannot be withdrawn
    ├── StoreBusy          another publisher holds the lock
    └── StoreDamaged       a file of the store is missing or is not what the register says
"""


class DashboardError(Exception):
    """Base of all errors that this product raises on purpose; its text is fit to be shown."""


class SettingsError(DashboardError):
    """A setting has a value that cannot be used."""


class CatalogueError(DashboardError):
    """A declaration under data/ is wrong."""

    def __init__(self, file: object, place: str, why: str):
        super().__init__(f"{file}: {place}: {why}")
        self.file, self.place, self.why = str(file), place, why


class MessageError(DashboardError):
    """A message is missing, or its placeholders do not fit."""


class AccountError(DashboardError):
    """An account, a password, a scope or a token cannot be as it is asked for; `code` names the message `accounts.error.<code>`."""

    def __init__(self, code: str, **params: object):
        said = ", ".join(f"{name} {value}" for name, value in params.items())
        super().__init__(f"{code}: {said}" if said else code)
        self.code, self.params = code, params


class StorageError(DashboardError):
    """The store could not do what was asked; nothing half-done stays."""


class NoVersion(StorageError):
    """Nothing has been published yet, or the version asked for does not exist."""


class BatchNotFound(StorageError):
    """No batch has this id, or it cannot be withdrawn."""


class StoreBusy(StorageError):
    """Another publisher holds the lock."""


class StoreDamaged(StorageError):
    """A file of the store is missing or is not what the register says."""
