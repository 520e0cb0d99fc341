"""What a segment may mean: persons or organisations. One code for both, told apart here alone. Pure."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Kind:
    """`code` is also the column that names its rows, in the tables of members and in every step.

    `candidate`: the step of those it is asked of; `canonical`, `visible`: dimensions; `mine`: the touches of
    the few it is asked of.
    """

    code: str
    candidate: str
    canonical: str
    visible: str
    mine: str

    @property
    def table(self) -> str:
        return f"customers_{self.code}"


PERSON = Kind("person", "candidate", "canonical", "visible_person", "mine")
ORGANISATION = Kind(
    "organisation", "candidate_place", "canonical_organisation", "visible_organisation", "there"
)
KINDS = {kind.code: kind for kind in (PERSON, ORGANISATION)}
