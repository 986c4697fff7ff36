"""Holds up those who guess passwords, without locking the account's owner out: "device cookies", as OWASP describes them.

https://owasp.org/www-community/Slow_Down_Online_Guessing_Attacks_with_Device_Cookies
Attempts from a device that has logged in to the account before are counted by device; all others by account and by network address.
"""

from __future__ import annotations

import hmac
from collections.abc import Iterable
from datetime import timedelta
from ipaddress import IPv6Address, ip_address

from ..storage import AccountRegister
from ..storage.register import now

WINDOW = timedelta(minutes=10)
# Attempts in a window. An address may be that of a whole organization, whose people mistype now and then.
LIMITS = {"device": 10, "account": 10, "address": 50}
SUBNET = 64  # bits of an IPv6 address that one subscriber has


class Throttle:
    """Counts attempts under keyed hashes, so that the register holds neither names that were tried nor addresses."""

    def __init__(self, register: AccountRegister, key: bytes):
        self._register, self._key = register, key

    def begin(self, subjects: Iterable[tuple[str, str]]) -> tuple[int, bool]:
        """Count an attempt, before it is made, under each subject (a key of `LIMITS`, and what is counted there).

        Returns the seconds until another may be made, 0 where this one may, and whether it is the first that may not.
        """
        wait, first = 0, False
        for kind, value in subjects:
            count, since = self._register.count_attempt(self._hash(kind, value), WINDOW)
            if count > LIMITS[kind]:
                wait = max(wait, int((since + WINDOW - now()).total_seconds()) or 1)
                first = first or count == LIMITS[kind] + 1
        return wait, first

    def forgive(self, subjects: Iterable[tuple[str, str]]) -> None:
        """Take an attempt back that was counted, because it was the right one."""
        for kind, value in subjects:
            self._register.forgive_attempt(self._hash(kind, value))

    def _hash(self, kind: str, value: str) -> str:
        return hmac.digest(self._key, f"{kind} {value}".encode(errors="surrogatepass"), "sha256").hex()


def network(address: str) -> str:
    """The part of a network address that stands for one subscriber; a text that is no address as it is."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    if isinstance(parsed, IPv6Address):
        if parsed.ipv4_mapped:
            return str(parsed.ipv4_mapped)
        return str(IPv6Address(int(parsed) >> (128 - SUBNET) << (128 - SUBNET)))
    return str(parsed)
