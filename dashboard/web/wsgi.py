"""The WSGI application that a web worker runs, with the settings of its environment."""

from ..config import Settings
from .factory import create_app

application = create_app(Settings.read()).server
