"""The routes of teamwork, as in routes.py."""

from krug.teamwork.words import Question
from tests.access.routes import Api, List, Of, Route, Values, uid
from tests.access.world import World

of_product = uid("product")


def question(world: World) -> Values:
    return {"uid": world.product.uid, "code": "way"}


def answers(word: str) -> Of:
    return lambda _world: {one.value: word for one in Question}


TEAMWORK: dict[str, Route] = {
    "questions": List(shows="Qwertoproduct"),
    "product-questions": Route(of_product, team=200, owner="nina", shows="Qwertoanswer"),
    "questions-answer": Route(
        question,
        owner="nina",
        team=200,
        team_as="sam",
        post=302,
        post_team=302,
        lower=("rita", 403),
        data=lambda _world: {"text": "By phone"},
    ),
    "questions-propose": Route(
        of_product,
        owner="nina",
        team=200,
        team_as="sam",
        post=422,
        post_team=422,
        lower=("rita", 403),
        data=answers("By phone"),
    ),
    "agreement-sign": Route(
        uid("proposal"), owner="nina", team_as="sam", get=0, post=302, post_team=302, lower=("rita", 403)
    ),
    "agreement-back": Route(
        uid("proposal"),
        owner="nina",
        team=200,
        team_as="sam",
        post=302,
        post_team=302,
        lower=("rita", 403),
        data=lambda _world: {"words": "Not like this"},
    ),
    "api:questions_api": Api(of_product, get=404, post=0, team=404, unit=404),
}
