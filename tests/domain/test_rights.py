"""Roles build on each other; a scope without limits is the whole, and survives being kept as JSON."""

import json

import pytest

from dashboard.domain.rights import ADMINISTRATOR, CONTRIBUTOR, PUBLISHER, ROLES, VIEWER, Scope, at_least, lower


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


def test_the_lower_of_two_roles():
    assert [lower(role, CONTRIBUTOR) for role in ROLES] == [VIEWER, CONTRIBUTOR, CONTRIBUTOR, CONTRIBUTOR]


def areas(*codes: str, **more: set[str]) -> Scope:
    return Scope(areas=frozenset(codes), **{name: frozenset(them) for name, them in more.items()})


@pytest.mark.parametrize(
    ("own", "other", "within"),
    [
        (Scope(), Scope(), True),
        (areas("KEN"), Scope(), True),
        (Scope(), areas("KEN"), False),
        (areas("KEN"), areas("KEN", "EGY"), True),
        (areas("KEN", "EGY"), areas("KEN"), False),
        (areas("KEN", datasets={"staff"}), areas("KEN"), True),
        (areas("KEN"), areas("KEN", datasets={"staff"}), False),
        (areas("FRA"), areas("KEN"), False),
    ],
)
def test_a_scope_within_another(own, other, within):
    assert own.within(other) == within


@pytest.mark.parametrize(
    ("one", "other", "met"),
    [
        (Scope(), Scope(), Scope()),
        (areas("KEN"), Scope(), areas("KEN")),
        (areas("KEN", "EGY"), areas("KEN", "FRA"), areas("KEN")),
        (areas("KEN"), Scope(datasets=frozenset({"staff"})), areas("KEN", datasets={"staff"})),
        (areas("KEN"), areas("FRA"), None),
        (areas("KEN", entities={"ITU"}), areas("KEN", entities={"FAO"}), None),
    ],
)
def test_what_two_scopes_share(one, other, met):
    assert one.meet(other) == other.meet(one) == met
    assert met is None or met.within(one) and met.within(other)
