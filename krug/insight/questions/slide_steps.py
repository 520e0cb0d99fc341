"""Named steps of everything that is asked about slides of deck versions ($versions: uids as text).

A *showing* is one slide on the screen once, however many listened; an *impression* is one listener of one
visit who saw the slide; a *visit* is an episode in which at least one slide of the version was shown.

Versions and slides are numbered first (`about`), since fifty thousand numbers are grouped in a quarter of the
time that fifty thousand uids take; `named` gives them their names back.
"""

from krug.analysis.question import Question
from krug.analysis.steps import Step, base

OF_VERSIONS = "t.cause_kind = 'version' AND list_contains($versions, t.cause_id)"
BESIDE = "JOIN about a ON a.version = t.cause_id AND a.slide = t.slide"
COLUMNS = """t.seq, t."at", t.identity, t.staff, t.verb, t.episode, a.about, t.seconds, t.emotion, t.is_exit,
    t.question, t.answer_kind, t.answer"""

ABOUT = Step(
    "about",
    f"""
SELECT row_number() OVER (ORDER BY version, slide)::INTEGER AS about, version, slide FROM (
    SELECT DISTINCT t.cause_id AS version, t.slide FROM touch t
    WHERE t.slide IS NOT NULL AND {OF_VERSIONS})""",
)
SHOWN = Step(
    "shown",
    """
SELECT t.about, t.episode, t."at" AS moment, coalesce(max(t.seconds), 0) AS seconds,
    bool_or(t.is_exit) AS is_exit
FROM in_scope t WHERE t.verb = 'shown' GROUP BY ALL""",
)
IMPRESSION = Step(
    "impression",
    "SELECT DISTINCT t.about, t.episode, t.identity FROM in_scope t WHERE t.verb = 'shown'",
)
LISTENERS = Step(
    "listeners",
    """
SELECT t.about, count(DISTINCT coalesce(t.person, -t.identity)) AS listeners
FROM in_scope t WHERE t.verb = 'shown' GROUP BY t.about""",
)
REACTION = Step(
    "reaction",
    """
SELECT t.about, t.episode, t.identity, arg_max(t.emotion, (t."at", t.seq)) AS emotion
FROM in_scope t WHERE t.verb = 'reacted' AND t.emotion IS NOT NULL GROUP BY ALL""",
)
HEARD = Step(
    "heard",
    """
SELECT r.about, count(*) FILTER (r.emotion > 0) AS likes, count(*) FILTER (r.emotion < 0) AS dislikes
FROM reaction r SEMI JOIN impression m
ON m.about = r.about AND m.episode = r.episode AND m.identity = r.identity GROUP BY r.about""",
)
COUNTS = Step(
    "counts",
    """
SELECT a.version, a.slide, s.*, i.impressions, l.listeners, coalesce(h.likes, 0) AS likes,
    coalesce(h.dislikes, 0) AS dislikes
FROM (SELECT about, count(*) AS showings, count(DISTINCT episode) AS visits,
    count(DISTINCT episode) FILTER (is_exit) AS exits FROM shown GROUP BY about) s
JOIN about a ON a.about = s.about
JOIN (SELECT about, count(*) AS impressions FROM impression GROUP BY about) i ON i.about = s.about
JOIN listeners l ON l.about = s.about
LEFT JOIN heard h ON h.about = s.about ORDER BY ALL""",
)
PACE = Step(
    "pace",
    """
SELECT a.version, a.slide, p.seconds, p.times FROM (
    SELECT about, list(seconds ORDER BY seconds) AS seconds, list(times ORDER BY seconds) AS times
    FROM (SELECT about, seconds, count(*) AS times FROM shown GROUP BY ALL) GROUP BY about) p
JOIN about a ON a.about = p.about ORDER BY ALL""",
)
FIGURE = Step(
    "figure",
    """
SELECT c.* EXCLUDE (about), flatten(list_transform(list_zip(p.seconds, p.times),
    lambda it: list_resize([it[1]], it[2], it[1]))) AS seconds
FROM counts c JOIN pace p ON p.version = c.version AND p.slide = c.slide ORDER BY ALL""",
)
VISITS = Step(
    "version_visits",
    """
SELECT a.version, count(DISTINCT s.episode) AS visits, max(s.moment) AS last_at
FROM shown s JOIN about a ON a.about = s.about GROUP BY ALL""",
)
ANSWER = Step(
    "answer",
    """
SELECT t.about, t.question, t.answer_kind AS kind, t.episode, t.identity,
    arg_max(t.answer, (t."at", t.seq)) AS answer
FROM in_scope t WHERE t.verb = 'answered' GROUP BY ALL""",
)
DISTRIBUTION = Step(
    "distribution",
    """
SELECT a.version, a.slide, d.question, d.kind, d.choice, sum(d.times)::BIGINT AS times FROM (
    SELECT about, question, kind, times, unnest(CASE
        WHEN json_type(answer) = 'ARRAY' THEN from_json(answer, '["VARCHAR"]')
        ELSE [answer ->> '$'] END) AS choice
    FROM (SELECT about, question, kind, answer, count(*) AS times FROM answer GROUP BY ALL)) d
JOIN about a ON a.about = d.about GROUP BY ALL ORDER BY ALL""",
)
RESPONDENTS = Step(
    "respondents",
    """
SELECT a.version, a.slide, n.question, n.kind, count(*) AS people
FROM answer n JOIN about a ON a.about = n.about GROUP BY ALL ORDER BY ALL""",
)
SLIDES = Question(
    "slides",
    (
        ABOUT,
        *base(OF_VERSIONS, COLUMNS, BESIDE),
        *(SHOWN, IMPRESSION, LISTENERS, REACTION, HEARD, COUNTS, PACE),
        *(VISITS, ANSWER, DISTRIBUTION, RESPONDENTS, FIGURE),
    ),
    frozenset({"versions"}),
    kept=("about", "in_scope", "shown", "impression", "answer"),
)
