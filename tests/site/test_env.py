import pytest

from krug.site import env


def test_defaults_hold_when_nothing_is_set() -> None:
    assert env.read({})["KRUG_PORT"] == "8000"


def test_an_unknown_name_is_refused_with_a_hint() -> None:
    with pytest.raises(
        env.SettingError, match=r"KRUG_PROT is not a setting of Krug\. Did you mean KRUG_PORT"
    ):
        env.read({"KRUG_PROT": "1"})


@pytest.mark.parametrize(
    ("name", "value"),
    [("KRUG_PORT", "eighty"), ("KRUG_LANGUAGE", "de"), ("KRUG_URL", "ftp://x"), ("KRUG_SECRET_KEY", "short")],
)
def test_an_unreadable_value_is_named(name: str, value: str) -> None:
    with pytest.raises(env.SettingError, match=f"{name} is '{value}'; expected"):
        env.read({name: value})


def test_names_of_others_are_left_alone() -> None:
    assert "PATH" not in env.read({"PATH": "/bin"})


def test_the_key_is_made_once_and_for_its_owner_alone(tmp_path) -> None:
    values = env.read({"KRUG_HOME": str(tmp_path / "home")})
    key = env.secret_key(values)
    assert len(key) > 32
    assert env.secret_key(values) == key
    assert (tmp_path / "home" / "secret-key").stat().st_mode & 0o077 == 0
