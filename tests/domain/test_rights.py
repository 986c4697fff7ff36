"""Roles build on each other; a scope without limits is the whole, and survives being kept as JSON."""

import json

import pytest

from dashboard.domain.rights import ADMINISTRATOR, CONTRIBUTOR, PUBLISHER, ROLES, VIEWER, Scope, at_least


def test_each_role_has_the_rights_of_those_before_it():
    for place, role in enumerate(ROLES):
        assert [at_least(role, other) for other in ROLES] == [before <= place for before in range(len(ROLES))]
    assert (VIEWER, CONTRIBUTOR, PUBLISHER, ADMINISTRATOR) == ROLES


def test_a_word_that_is_no_role_has_no_rights():
    with pytest.raises(ValueError):
        at_least("owner", VIEWER)


def test_a_scope_without_limits_is_whole():
    assert Scope().whole
    assert not Scope(areas=frozenset({"KEN"})).whole


def test_a_scope_is_kept_as_json():
    scope = Scope(datasets=frozenset({"indicator"}), areas=frozenset({"KEN", "EGY"}))
    assert Scope.from_dict(json.loads(json.dumps(scope.as_dict()))) == scope
    assert scope.as_dict() == {"datasets": ["indicator"], "areas": ["EGY", "KEN"]}
