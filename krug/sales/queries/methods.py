"""Methods of a unit as a viewer sees them: sellers what holds, those who make methods drafts as well."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import Count
from django.http import Http404
from django.shortcuts import get_object_or_404

from krug.access.models import User
from krug.access.rules import Permission, may
from krug.access.scopes import of_units
from krug.sales.models import Deal, Method, MethodVersion
from krug.sales.words import Outcome


@dataclass(frozen=True, slots=True)
class Line:
    """A method in the list. `running`: version's number → open deals by it."""

    method: Method
    newest: MethodVersion | None
    draft: MethodVersion | None
    running: dict[int, int] = field(default_factory=dict)

    @property
    def deals(self) -> int:
        return sum(self.running.values())

    @property
    def behind(self) -> int:
        """Open deals by an older version than the one that holds."""
        return sum(count for number, count in self.running.items() if not self._holds(number))

    def _holds(self, number: int) -> bool:
        return self.newest is not None and self.newest.number == number

    @property
    def is_retired(self) -> bool:
        return hasattr(self.method, "retirement")


def methods_of(viewer: User) -> list[Line]:
    """In force first, then drafts, then retired; who makes no methods sees those in force alone."""
    methods = list(
        of_units(viewer, Method.objects.all())
        .select_related("retirement", "author", "unit")
        .order_by("name", "id")
    )
    lines = lines_of(methods)
    if not may(viewer, Permission.MAKE_METHODS):
        return [line for line in lines if line.newest and not line.is_retired]
    return sorted(lines, key=lambda line: (line.is_retired, line.newest is None))


def lines_of(methods: Sequence[Method]) -> list[Line]:
    ids = [method.pk for method in methods]
    versions = defaultdict(list)
    rows = MethodVersion.objects.filter(method__in=ids).select_related("publication__author", "author")
    for version in rows.order_by("number"):
        versions[version.method_id].append(version)
    running = running_of(ids)
    return [_line(method, versions[method.pk], running.get(method.pk, {})) for method in methods]


def _line(method: Method, versions: Sequence[MethodVersion], running: dict[int, int]) -> Line:
    published = [version for version in versions if version.is_published]
    draft = next((version for version in reversed(versions) if not version.is_published), None)
    return Line(method, published[-1] if published else None, draft, running)


def running_of(methods: Collection[int]) -> dict[int, dict[int, int]]:
    """Method → version's number → open deals."""
    found: dict[int, dict[int, int]] = defaultdict(dict)
    rows = Deal.objects.filter(method__method__in=methods, outcome=Outcome.OPEN)
    for method, number, count in (
        rows.values_list("method__method", "method__number").annotate(count=Count("id")).order_by()
    ):
        found[method][number] = count
    return found


def reach_line(viewer: User, uid: UUID) -> Line:
    """Http404 for outsiders, and for whoever makes no methods while there is nothing but a draft."""
    methods = of_units(viewer, Method.objects.select_related("retirement", "author", "unit"))
    (line,) = lines_of([get_object_or_404(methods, uid=uid)])
    if line.newest is None and not may(viewer, Permission.MAKE_METHODS):
        raise Http404
    return line


def version_of(viewer: User, line: Line, number: int | None) -> MethodVersion:
    """The one asked for, else the one that holds, else the draft. Drafts are for those who make methods."""
    if number is None:
        found = line.newest or line.draft
    else:
        found = (
            line.method.versions.select_related("publication__author", "author").filter(number=number).first()
        )
    if found is None or not (found.is_published or may(viewer, Permission.MAKE_METHODS)):
        raise Http404
    return found


def published_of(line: Line) -> list[MethodVersion]:
    """The newest first."""
    rows = line.method.versions.filter(publication__isnull=False)
    return list(rows.select_related("publication__author").order_by("-number"))


def codes_of(method: Method) -> set[str]:
    """Of stages and checkpoints in all its versions: what was called so once means that for ever."""
    found = set[str]()
    for version in method.versions.all():
        for stage in version.meant.stages:
            found |= {stage.code, *(point.code for point in stage.checkpoints)}
    return found
