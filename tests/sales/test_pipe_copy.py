"""Figures of the pipe are the database's at any moment, whatever the reading copy holds."""

from random import Random

import pytest
from django.utils import timezone

from krug.analysis import actions
from krug.analysis.reading import reading
from krug.sales.actions import hand_over, lose, open_deal, set_lines
from krug.sales.data import DealData, LineData
from krug.sales.models import Deal, Method
from krug.sales.queries.cut import Cut
from krug.sales.queries.pipe import path_of, pipe
from tests.cast import make_cast
from tests.sales.made import make_customer
from tests.sales.test_stays import COARSE, behind_all, counted, figures, frame, loaded

pytestmark = pytest.mark.django_db(transaction=True)


def test_what_changed_since_the_copy_counts() -> None:
    cast = make_cast()
    loaded(cast, Random(2), 20)
    actions.rebuild()
    with reading() as state:
        assert {"stay", "deal_line", "deal_deviation"} <= state.dimensions.standing.keys()
    now = timezone.now()
    running = list(Deal.objects.filter(outcome="open")[:3])
    lose(None, running[0], "price")
    hand_over(None, running[1], cast.roma if running[1].owner_id == cast.rita.pk else cast.rita)
    set_lines(None, running[2], [LineData("Ice")])
    open_deal(cast.rita, DealData(person=make_customer(cast)))
    method = Method.objects.get(name="Long sale")
    made = pipe(cast.head, Cut(method.pk), path_of(method, [method]), now)
    rows = frame(list(Deal.objects.order_by("id")))
    assert figures(made) == counted(rows, "stage", made.currency)
    assert set(COARSE) == {stage.code for stage in made.stages}
    behind_all(cast.head, Cut(method.pk, (cast.rita.pk,)), pipe(
        cast.head, Cut(method.pk, (cast.rita.pk,)), path_of(method, [method]), now), now)  # fmt: skip
