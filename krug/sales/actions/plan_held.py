"""The open version of a plan, locked, for whoever may change it."""

from krug.access.errors import NotAllowed
from krug.sales.actions.held import Author
from krug.sales.errors import PlanChanged, PlanStands
from krug.sales.models import Plan, PlanVersion
from krug.sales.queries.plans import may_approve, may_plan

Status = PlanVersion.Status


def hold(author: Author, plan: Plan, based_on: int, status: str = Status.DRAFT) -> PlanVersion:
    """The newest version, if it is that; two at once wait for one another here.

    Raises NotAllowed; PlanStands where it is something else; PlanChanged where he has not seen it as it is.
    """
    allowed = may_plan if status == Status.DRAFT else may_approve
    if author is not None and not allowed(author, plan):
        raise NotAllowed
    version = (
        PlanVersion.objects.select_for_update(of=("self",), no_key=True)
        .select_related("plan")
        .filter(plan=plan)
        .order_by("-number")[0]
    )
    if version.status != status:
        raise PlanStands
    if version.edits != based_on:
        raise PlanChanged
    return version


def touch(version: PlanVersion) -> None:
    version.edits += 1
    version.save()
