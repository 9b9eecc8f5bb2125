"""A look into a checkpoint with SQLite itself, beside or after the program."""

import shutil
import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path

INTENDED = 0


class LedgerView:
    """Looks into a copy, since opening the file itself would take part in its locks and fold its log."""

    def __init__(self, path):
        self._path = Path(path)

    def rows(self, query):
        with tempfile.TemporaryDirectory() as folder:
            for suffix in ("", "-wal"):
                source = Path(f"{self._path}{suffix}")
                if source.exists():
                    shutil.copyfile(source, Path(folder) / f"copy{suffix}")
            with closing(sqlite3.connect(Path(folder) / "copy")) as database:
                return database.execute(query).fetchall()

    @property
    def is_staged(self):
        """Whether the list is in whole, without which nothing was sent."""
        try:
            return self._path.exists() and self.rows("PRAGMA user_version")[0][0] > 0
        except sqlite3.DatabaseError:
            return False

    @property
    def intended(self):
        """The changes of which nobody knows an outcome: attempts as `(customer, step, number)`, and credentials that
        were to be deleted."""
        attempts = self.rows(f"SELECT customer, step, number FROM attempt WHERE state = {INTENDED}")
        return set(attempts) | set(self.rows("SELECT credential FROM removal WHERE is_done = 0"))

    @property
    def attempts(self):
        """How many changes were intended, whatever became of them."""
        return self.rows("SELECT count(*) FROM attempt")[0][0]
