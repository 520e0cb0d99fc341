"""What a customer may demand besides erasure: a copy of everything that is kept of him."""

from krug.access import audit
from krug.access.errors import NotAllowed
from krug.access.rules import Permission
from krug.customers.actions.surroundings import Author, require
from krug.customers.models import Person
from krug.customers.privacy.extract import archive
from krug.customers.privacy.subject import subject_of


def export_person(author: Author, person: Person) -> bytes:
    """A zip for the customer himself. That it was made stands in the card's log."""
    require(author, Permission.ANSWER_SUBJECTS)
    if author is not None and author.unit_id not in (None, person.unit_id):
        raise NotAllowed
    subject = subject_of(person).remember()
    audit.record(author, "exported", "person", subject.people[0].pk)
    return archive(subject)
