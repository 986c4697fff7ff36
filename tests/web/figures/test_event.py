"""One event sorted into what its figures are about, with several sources and several roles kept apart."""

from dashboard import catalogue
from dashboard.domain.measures import Counts
from dashboard.domain.quantity import Quantity
from dashboard.web.figures.event import leading, read

CATALOGUE = catalogue.load()


def pair(women: float, men: float, **place):
    """Two rows, of the women and of the men in one place."""
    given = {"event": "E", "session": "_T", "role": "DELEGATE", "ref_area": "_T", "delegation": "_Z", "group": "_T", "source": "CEPT_2024"}
    more = {"count_q": "", "minutes": None, "minutes_q": None, "share": None, "share_q": None, "example": False}
    return [given | more | {"sex": sex, "count": count} | place for sex, count in (("F", women), ("M", men))]


def test_delegations_make_the_whole_where_nothing_is_said_of_it():
    known = read([*pair(1, 2, ref_area="FRA"), *pair(2, 1, ref_area="KEN"), *pair(50, 50, ref_area="RTO_CEPT")], CATALOGUE)
    (line,) = known.lines
    assert (line.leading.counts, line.leading.basis, line.leading.parts) == (Counts(3, 3), "delegations", 2)
    assert [figure.area for figure in known.areas] == ["RTO_CEPT"]


def test_a_published_whole_is_not_replaced_by_a_sum():
    known = read([*pair(10, 20), *pair(1, 2, ref_area="FRA")], CATALOGUE)
    assert [line.leading.counts for line in known.lines] == [Counts(10, 20)]
    assert len(known.delegations) == 1


def test_roles_of_delegations_are_not_added_up():
    rows = [*pair(1, 2, ref_area="FRA"), *pair(2, 1, ref_area="KEN"), *pair(1, 0, ref_area="FRA", role="HEAD_DELEGATION")]
    known = read(rows, CATALOGUE)
    assert [figure.role for figure in known.delegations_in("")] == ["DELEGATE", "DELEGATE"]
    assert [figure.counts for figure in known.delegations_in("HEAD_DELEGATION")] == [Counts(1, 0)]
    assert known.roles == ["DELEGATE", "HEAD_DELEGATION"]


def test_two_sources_for_the_same_delegation_stand_side_by_side_and_count_once():
    rows = [*pair(1, 2, ref_area="FRA"), *pair(4, 4, ref_area="FRA", source="IPU_DELEGATIONS")]
    known = read(rows, CATALOGUE)
    assert CATALOGUE.sources["IPU_DELEGATIONS"].kind == "primary"
    assert [figure.source for figure in known.delegations] == ["IPU_DELEGATIONS"]
    assert [figure.source for figure in known.beside] == ["CEPT_2024"]
    (line,) = known.lines
    assert [figure.counts for figure in line.figures] == [Counts(4, 4), Counts(1, 2)]


def test_the_sentence_is_about_the_role_asked_for_else_the_first_with_a_share():
    rows = [*pair(3, 4, role="COMMITTEE_CHAIR"), pair(10, 0, role="DELEGATE")[0]]
    known = read(rows, CATALOGUE)
    assert leading(known, "").leading.role == "COMMITTEE_CHAIR"
    assert leading(known, "DELEGATE").leading.women == Quantity(10)
    assert leading(read([], CATALOGUE), "") is None
