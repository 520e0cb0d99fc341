"""Measurements in installations of their own: nobody who measures is asked for a second factor or held up."""

from krug.bench.browser import serving


def test_a_served_installation_holds_nobody_up() -> None:
    environ = serving({"KRUG_HOME": "/there", "KRUG_DATABASE": ""}, 21_000, 21_001)
    assert environ["KRUG_HOME"] == "/there"
    assert (environ["KRUG_PORT"], environ["KRUG_CONTENT_PORT"]) == ("21000", "21001")
    assert environ["KRUG_SECOND_FACTOR"] == "offered"
    assert int(environ["KRUG_MASS_VIEWING"]) > 10_000
