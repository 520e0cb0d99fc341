"""Buyers of every unit by how lately, how often and for how much they bought: named steps over the log."""

from krug.analysis.question import Question
from krug.analysis.steps import Step, base
from krug.customers.worth.rules import FIFTHS

COLUMNS = 't.seq, t.id, t."at", t.identity, t.staff, t.verb, t.amount, t.currency'
_FIFTH = (
    f"1 + least({FIFTHS - 1}, floor({FIFTHS} * percent_rank() OVER (PARTITION BY unit ORDER BY {{}})))::INT"
)

_base = base("t.verb IN ('purchased', 'refunded')", COLUMNS)
WORTH = Question(
    "worth",
    (
        # Everybody is counted, whoever looks later: the viewer's scopes are those of the card.
        *(step for step in _base if step.name != "in_scope"),
        Step(
            "paid",
            """
SELECT o.person, p.unit, o."at" AS moment, o.seq, o.verb, o.currency,
    CASE o.verb WHEN 'refunded' THEN -1 ELSE 1 END * coalesce(TRY_CAST(o.amount AS DECIMAL(28, 4)), 0) AS sum
FROM owned o JOIN person p ON p.person = o.person""",
        ),
        Step(
            "spent",
            "SELECT person, unit, currency, sum(sum) AS amount FROM paid WHERE currency <> '' GROUP BY ALL",
        ),
        # Sums of two currencies cannot be compared: the one most buyers pay in is the unit's.
        Step(
            "main_currency",
            """
SELECT unit, arg_max(currency, (buyers, currency)) AS currency
FROM (SELECT unit, currency, count(*) AS buyers FROM spent GROUP BY ALL) GROUP BY unit""",
        ),
        Step(
            "bought",
            """
SELECT person, unit, max(moment) AS last_at, count(*) AS times, max(seq) AS upto
FROM paid WHERE verb = 'purchased' GROUP BY ALL""",
        ),
        Step(
            "buyer",
            """
SELECT b.person, b.unit, b.last_at, b.times, b.upto, coalesce(m.currency, '') AS currency,
    coalesce(s.amount, 0) AS amount
FROM bought b LEFT JOIN main_currency m ON m.unit = b.unit
LEFT JOIN spent s ON s.person = b.person AND s.currency = m.currency""",
        ),
        # Alike are ranked alike: whoever bought once is in the lowest fifth with all who did.
        Step(
            "ranked",
            f"""
SELECT *, {_FIFTH.format("last_at")} AS recency, {_FIFTH.format("times")} AS frequency,
    {_FIFTH.format("amount")} AS monetary, count(*) OVER (PARTITION BY unit) AS buyers
FROM buyer""",
        ),
    ),
)
