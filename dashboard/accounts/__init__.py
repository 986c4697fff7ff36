"""Who may log in and do what, how they prove who they are, and the log of everything that was changed.

How the other rooms use it::

    accounts = Accounts(store)                        # cheap; the register is opened when first needed
    attempt = accounts.authenticate(name, password, device, address)
    attempt.account                                   # Account, or None; attempt.wait: seconds, where it was one attempt too many
    accounts.by_token("Bearer <id>.<secret>")         # Account with the rights that token and account share, or None
    account.may("publisher"), account.scope.areas     # rights; an empty set in a scope is no limit
    accounts.audit(account.name, "batch.publish", batch, version=7)   # an entry of the audit log, which only grows
    accounts.entries(action="batch.publish")          # the newest first

What cannot be as it is asked for raises `AccountError(code, **params)`, whose words are the message `accounts.error.<code>`.
"""

from .accounts import COMMAND_LINE, Accounts
from .model import Account, AccountRecord, Attempt, Entry, Token

__all__ = ["COMMAND_LINE", "Account", "AccountRecord", "Accounts", "Attempt", "Entry", "Token"]
