"""The WSGI application that a web worker runs, with the settings of its environment."""

import multiprocessing
import os
import threading

from ..config import Settings
from .factory import create_app


def _end_with_parent() -> None:
    """A worker that outlived the server that started it would keep the port from the next one."""
    if parent := multiprocessing.parent_process():
        parent.join()
        os._exit(1)


threading.Thread(target=_end_with_parent, name="parent", daemon=True).start()
application = create_app(Settings.read()).server
