"""People with accounts, as tests send them to pages with forms: they log in, fill in forms, and see what comes."""

from __future__ import annotations

import io
import re
from functools import partial
from typing import Any
from unittest.mock import patch
from urllib.parse import urlsplit

from werkzeug.test import TestResponse

from dashboard.catalogue import load
from dashboard.config import Settings
from dashboard.storage import Store
from dashboard.web.factory import create_app
from dashboard.web.headlines import with_headlines
from dashboard.work import doing

PASSWORD = "correct horse battery"
TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]*)"|value="([^"]*)"[^>]*name="csrf_token"')


class Office:
    """The application over a store of its own, with work done when it is asked for."""

    def __init__(self, settings: Settings):
        from dashboard.accounts import Accounts

        self.settings = settings
        self.store = Store(settings, load())
        self.accounts = Accounts(self.store)
        self.app = create_app(settings, self.store)

    def person(self, name: str, role: str = "", **more: Any) -> Person:
        """Somebody who has logged in; with a role, of an account made for it. Without a name nobody in particular."""
        if role:
            self.accounts.add("@test", name, role, password=PASSWORD, **more)
        return Person(self, name)

    def work(self) -> None:
        """Do all that is queued; which sentences change is told in one language, for it takes long in six (test_headlines.py tells all)."""
        with patch.object(doing, "with_headlines", partial(with_headlines, languages=("en",))):
            while doing.do_one(self.settings):
                pass


class Person:
    """A browser with somebody before it."""

    def __init__(self, office: Office, name: str):
        self.office, self.client = office, office.app.server.test_client()
        self.form_at = "/en/login"
        if name:
            self.post("/en/login", {"name": name, "password": PASSWORD})
            self.form_at = "/en/account"

    def get(self, path: str, **more: Any) -> TestResponse:
        """What a page answers."""
        return self.client.get(path, **more)

    def text(self, path: str) -> str:
        """The text of a page."""
        return self.get(path).get_data(as_text=True)

    def file(self, path: str) -> tuple[str, str, dict[str, str]]:
        """What a page answers that may be a file: its text, how it is to be saved, and all headers."""
        with self.get(path) as answer:
            return answer.get_data(as_text=True), answer.headers.get("Content-Disposition", ""), dict(answer.headers)

    def token(self, path: str) -> str:
        """The token in the forms of a page; "" where there is none."""
        found = TOKEN.search(self.text(path))
        return (found[1] or found[2]) if found else ""

    def post(self, path: str, form: dict[str, Any]) -> TestResponse:
        """What a page answers to a form, sent with a token of this session."""
        data = {"csrf_token": self.token(self.form_at), **form}
        return self.client.post(path, data=data, content_type="multipart/form-data")

    def send(self, content: str | bytes, name: str = "sent.csv", **said: str) -> str:
        """Send a file and have it checked; gives the address of its batch."""
        data = content.encode() if isinstance(content, str) else content
        answer = self.post("/en/upload", {"file": (io.BytesIO(data), name), **said})
        assert answer.status_code == 303, answer.get_data(as_text=True)
        self.office.work()
        return urlsplit(answer.headers["Location"]).path

    def status(self, batch: str) -> str:
        """What has become of a batch, as programs are told."""
        return str(self.get(f"{batch}?format=json").json["status"])

    def do(self, batch: str, act: str, **form: str) -> TestResponse:
        """Press a button of a batch, and have done what that queues."""
        answer = self.post(batch, {"do": act, **form})
        self.office.work()
        return answer
