"""A condition as rows in plain words: out of a form, into a form, and read aloud."""

from krug.segments.builder.draft import Draft, of_asked, of_form
from krug.segments.builder.sentences import said

__all__ = ["Draft", "of_asked", "of_form", "said"]
