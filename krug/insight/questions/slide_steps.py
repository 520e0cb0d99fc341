"""Named steps of everything that is asked about slides of deck versions ($versions: uids as text).

A *showing* is one slide on the screen once, however many listened; an *impression* is one listener of one
visit who
saw the slide; a *visit* is an episode in which at least one slide of the version was shown.
"""

from krug.analysis.question import Question
from krug.analysis.steps import Step, base

OF_VERSIONS = "t.cause_kind = 'version' AND list_contains($versions, t.cause_id)"

SHOWN = Step(
    "shown",
    """
SELECT t.cause_id AS version, t.object_id AS slide, t.episode, t."at" AS moment, max(t.seconds) AS seconds,
    bool_or((t.data ->> '$.exit')::BOOLEAN) AS is_exit, count(*) AS listeners, any_value(t.staff) AS staff
FROM in_scope t WHERE t.verb = 'shown' GROUP BY ALL""",
)
IMPRESSION = Step(
    "impression",
    """
SELECT DISTINCT t.cause_id AS version, t.object_id AS slide, t.episode, t.identity,
    coalesce('p' || t.person, 'i' || t.identity) AS listener
FROM in_scope t WHERE t.verb = 'shown'""",
)
REACTION = Step(
    "reaction",
    """
SELECT t.cause_id AS version, t.object_id AS slide, t.episode, t.identity, arg_max(t.emotion, (t."at",
t.seq)) AS emotion
FROM in_scope t WHERE t.verb = 'reacted' AND t.object_kind = 'slide' AND t.emotion IS NOT NULL GROUP BY
ALL""",
)
FIGURE = Step(
    "figure",
    """
SELECT s.version, s.slide, count(*) AS showings, count(DISTINCT s.episode) AS visits,
    count(DISTINCT s.episode) FILTER (s.is_exit) AS exits, list(s.seconds ORDER BY s.seconds) AS seconds,
    any_value(i.impressions) AS impressions, any_value(i.listeners) AS listeners,
    coalesce(any_value(r.likes), 0) AS likes, coalesce(any_value(r.dislikes), 0) AS dislikes
FROM shown s
JOIN (SELECT version, slide, count(DISTINCT (episode, identity)) AS impressions,
    count(DISTINCT listener) AS listeners
    FROM impression GROUP BY ALL) i ON i.version = s.version AND i.slide = s.slide
LEFT JOIN (SELECT r.version, r.slide, count(*) FILTER (r.emotion > 0) AS likes, count(*) FILTER (r.emotion <
0) AS dislikes
    FROM reaction r SEMI JOIN impression m
    ON m.version = r.version AND m.slide = r.slide AND m.episode = r.episode AND m.identity = r.identity
    GROUP BY ALL) r ON r.version = s.version AND r.slide = s.slide
GROUP BY ALL ORDER BY ALL""",
)
VISITS = Step(
    "version_visits",
    "SELECT version, count(DISTINCT episode) AS visits, max(moment) AS last_at FROM shown GROUP BY ALL",
)
ANSWER = Step(
    "answer",
    """
SELECT t.cause_id AS version, t.data ->> '$.slide' AS slide, t.data ->> '$.question' AS question,
    t.data ->> '$.kind' AS kind, t.episode, t.identity, arg_max(t.data, (t."at", t.seq)) AS data
FROM in_scope t WHERE t.verb = 'answered' GROUP BY ALL""",
)
DISTRIBUTION = Step(
    "distribution",
    """
SELECT version, slide, question, kind, choice, count(*) AS times FROM (
    SELECT version, slide, question, kind, unnest(CASE
        WHEN kind = 'text' THEN [NULL]
        WHEN json_type(data, '$.value') = 'ARRAY' THEN from_json(data -> '$.value', '["VARCHAR"]')
        ELSE [data ->> '$.value'] END) AS choice
    FROM answer)
GROUP BY ALL ORDER BY ALL""",
)
RESPONDENTS = Step(
    "respondents",
    "SELECT version, slide, question, kind, count(*) AS people FROM answer GROUP BY ALL ORDER BY ALL",
)
SLIDES = Question(
    "slides",
    (*base(OF_VERSIONS), SHOWN, IMPRESSION, REACTION, VISITS, ANSWER, DISTRIBUTION, RESPONDENTS, FIGURE),
    frozenset({"versions"}),
    kept=("in_scope", "shown", "impression", "answer"),
)
