"""Bytes in, published version out: guards, reading, rules, publishing.

`validate(path, settings, catalogue, choices=Choices()) -> Report`; `publish(path, store, About(…)) -> Outcome`; `publish_bundled(store)`;
`withdraw(batch, store)`; `rebuild(store)`; `compare(store, workspace, table, manifest) -> Comparison`, before publishing. A `Finding` gets
its words from `dashboard.i18n.Words`: `finding.message(words)`.
"""

from .choices import Choices
from .comparing import Comparison, Headline, compare, compare_raw
from .findings import ERROR, SEVERITIES, WARNING, Finding, Report
from .manifest import About, manifest_beside
from .publishing import Outcome, publish, publish_bundled, rebuild, staging, validate, withdraw
from .registry import RULES, Rule

__all__ = [
    "ERROR",
    "RULES",
    "SEVERITIES",
    "WARNING",
    "About",
    "Choices",
    "Comparison",
    "Finding",
    "Headline",
    "Outcome",
    "Report",
    "Rule",
    "compare",
    "compare_raw",
    "manifest_beside",
    "publish",
    "publish_bundled",
    "rebuild",
    "staging",
    "validate",
    "withdraw",
]
