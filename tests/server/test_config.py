import re
from pathlib import Path

import pytest

from server.cli.verbs import VERBS
from server.config import Settings, abouts
from server.sentences import Trouble, catalogue, language_of

ROOT = Path(__file__).parents[2]


def test_nothing_set_gives_the_defaults() -> None:
    assert Settings.from_env({}) == Settings()


def test_every_setting_is_read_from_its_name() -> None:
    chosen = Settings.from_env(
        {
            "WANGGE_ENV": "dev",
            "WANGGE_PORT": "9000",
            "WANGGE_SECURE_COOKIE": "yes",
            "WANGGE_METRIC_SRID": "4549",
            "WANGGE_NOTIFY_TARGETS": "mailto://a, json://b",
            "WANGGE_PUBLIC_URL": "https://grid.example.cn/",
            "PATH": "/bin",
        }
    )
    assert (chosen.environment, chosen.port, chosen.secure_cookie) == ("dev", 9000, True)
    assert chosen.metric_srid == 4549
    assert chosen.notify_targets == ("mailto://a", "json://b")
    assert chosen.public_url == "https://grid.example.cn"


def test_an_empty_value_is_no_value() -> None:
    assert Settings.from_env({"WANGGE_PORT": " "}).port == Settings().port


def test_an_unknown_name_is_refused_with_the_nearest_known_one() -> None:
    with pytest.raises(Trouble) as refused:
        Settings.from_env({"WANGGE_DATBASE_URL": "x"})
    assert refused.value.key == "settings.unknown-near"
    assert refused.value.named == {"name": "WANGGE_DATBASE_URL", "near": "WANGGE_DATABASE_URL"}


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("WANGGE_PORT", "http", "settings.expects-whole"),
        ("WANGGE_PORT", "70000", "settings.expects-whole"),
        ("WANGGE_PORT", "-1", "settings.expects-whole"),
        ("WANGGE_SECURE_COOKIE", "maybe", "settings.expects-switch"),
        ("WANGGE_LOG_LEVEL", "loud", "settings.expects-one-of"),
        ("WANGGE_TIME_ZONE", "Mars/Base", "settings.expects-zone"),
        ("WANGGE_TIME_ZONE", "../etc/passwd", "settings.expects-zone"),
        ("WANGGE_PUBLIC_URL", "grid.example.cn", "settings.expects-origin"),
        ("WANGGE_BASEMAP", "google", "settings.expects-one-of"),
        ("WANGGE_BASEMAP_CRS", "bd09", "settings.expects-one-of"),
    ],
)
def test_a_value_nobody_can_mean_is_refused(name: str, value: str, expected: str) -> None:
    with pytest.raises(Trouble) as refused:
        Settings.from_env({name: value})
    assert refused.value.named["value"] == value
    assert isinstance(refused.value.named["expected"], Trouble)
    assert refused.value.named["expected"].key == expected


@pytest.mark.parametrize(
    "address",
    [
        "https://tiles.example/{z}/{x}.png",
        "tiles.example/{z}/{x}/{y}.png",
        "https://a; script-src *; /{z}/{x}/{y}",
        "https://me:secret@tiles.example/{z}/{x}/{y}.png",
        "https://tiles.example/{z}/{x}/{y}.png\r\nX: y",
        "https://{z}.example/{x}/{y}",
    ],
)
def test_an_address_of_tiles_that_could_say_more_than_a_host_is_refused_unseen(address: str) -> None:
    with pytest.raises(Trouble) as refused:
        Settings.from_env({"WANGGE_BASEMAP_URL": address})
    assert str(refused.value.named["expected"]).startswith("an address of tiles, as https://host/{z}/{x}/{y}.png")
    assert refused.value.named["value"] == "***"


@pytest.mark.parametrize(("chosen", "needed"), [("tianditu", "WANGGE_TIANDITU_KEY"), ("xyz", "WANGGE_BASEMAP_URL")])
def test_a_map_without_what_it_needs_stops_the_start_with_its_name(chosen: str, needed: str) -> None:
    with pytest.raises(Trouble) as refused:
        Settings.from_env({"WANGGE_BASEMAP": chosen})
    assert refused.value.named == {"chosen": f"WANGGE_BASEMAP={chosen}", "needed": needed}


def test_the_page_of_settings_says_what_the_code_says() -> None:
    page = (ROOT / "docs" / "settings.md").read_text("utf-8")
    written = dict(re.findall(r"^\| `(WANGGE_\w+)` \| (.+) \|$", page, re.MULTILINE))
    defaults = Settings()
    expected = {about.name: f"{_shown(getattr(defaults, field))} | {about.doc}" for field, about in abouts().items()}
    assert written == expected


def _shown(default: object) -> str:
    if default is None or default == ():
        return "none"
    if isinstance(default, Path):
        return f"`{default.relative_to(ROOT)}` in the checkout"
    return f"`{str(default).lower() if isinstance(default, bool) else default}`"


def test_both_languages_have_the_same_sentences_with_the_same_names() -> None:
    chinese, english = catalogue("zh"), catalogue("en")
    assert chinese.keys() == english.keys()
    for key in english:
        assert _names(chinese[key]) == _names(english[key]), key


def _names(text: str) -> set[str]:
    return set(re.findall(r"\{(\w+)", text))


def test_every_sentence_that_code_asks_for_exists_and_every_one_that_exists_is_asked_for() -> None:
    known = set(catalogue("en"))
    kinds = "|".join(sorted({key.partition(".")[0] for key in known}))
    files = [file.read_text("utf-8") for file in (ROOT / "server").rglob("*.py")]
    code = "\n".join(text for text in files if "from server.sentences import" in text)
    asked = {re.sub(r"\{.+?\}", "[a-z-]+", each) for each in re.findall(rf'"((?:{kinds})\.[a-z{{][^"\s]*)"', code)}
    asked |= {f"cli.{verb}" for verb in VERBS}
    assert [each for each in asked if not any(re.fullmatch(each, key) for key in known)] == []
    assert [key for key in known if not any(re.fullmatch(each, key) for each in asked)] == []


def test_the_language_follows_the_locale() -> None:
    assert language_of({"LANG": "zh_CN.UTF-8"}) == "zh"
    assert language_of({"LANG": "zh_CN.UTF-8", "LC_ALL": "C.UTF-8"}) == "en"
    assert language_of({}) == "en"
