"""What ships beside the code: locks, compose file, image."""

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[2]
LOCKS = sorted(ROOT.glob("requirements*.lock"))
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))


def compose() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text("utf-8"))
    return loaded


def names(requirements: list[str]) -> set[str]:
    return {re.split(r"[<>=\[ ;]", each, maxsplit=1)[0].lower().replace("_", "-") for each in requirements}


def locked(lock: Path) -> set[str]:
    return names(re.findall(r"^[\w.-]+==[^ ]+", lock.read_text("utf-8"), re.MULTILINE))


def test_every_declared_library_is_locked() -> None:
    declared = names(PROJECT["project"]["dependencies"])
    assert declared <= locked(ROOT / "requirements.lock")
    assert declared | names(PROJECT["dependency-groups"]["dev"]) <= locked(ROOT / "requirements-dev.lock")
    assert names(PROJECT["dependency-groups"]["node"]) <= locked(ROOT / "requirements-node.lock")


def test_tests_run_with_the_versions_that_ship() -> None:
    def pins(lock: str) -> set[str]:
        return set(re.findall(r"^[\w.-]+==.+?(?= \\)", (ROOT / lock).read_text("utf-8"), re.MULTILINE))

    assert pins("requirements.lock") <= pins("requirements-dev.lock")


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_locks_name_hashes_and_no_addresses(lock: Path) -> None:
    text = lock.read_text("utf-8")
    assert "://" not in text
    for entry in re.split(r"\n(?=\S)", text.strip()):
        assert "--hash=sha256:" in entry


def test_every_lasting_service_of_compose_has_a_health_check_and_a_pinned_or_own_image() -> None:
    services = compose()["services"]
    assert {"db", "web", "jobs"} <= services.keys()
    for name, service in services.items():
        if service.get("restart") != "no":
            assert service["healthcheck"]["test"], name
        assert "build" in service or re.fullmatch(r"[\w./-]+:\d[\w.-]*", service["image"]), name


def test_compose_keeps_data_in_named_volumes() -> None:
    described = compose()
    used = {volume.partition(":")[0] for each in described["services"].values() for volume in each["volumes"]}
    assert used == described["volumes"].keys()


def test_no_secret_stands_in_the_compose_file() -> None:
    for service in compose()["services"].values():
        for name, value in service["environment"].items():
            if "PASSWORD" in name or "SECRET" in name or "KEY" in name:
                assert re.fullmatch(r"\$\{\w+:\?[^}]+\}", value), name
            assert not re.search(r"://[^/]*:[^/]*@", value), name
    assert ".env" in (ROOT / ".gitignore").read_text("utf-8").splitlines()


def test_what_compose_hands_to_the_program_are_settings_it_knows() -> None:
    from_page = set(re.findall(r"`(WANGGE_\w+)`", (ROOT / "docs" / "settings.md").read_text("utf-8")))
    for service in compose()["services"].values():
        assert {name for name in service["environment"] if name.startswith("WANGGE_")} <= from_page


def test_the_image_takes_in_only_what_it_is_made_of() -> None:
    recipe = (ROOT / "Dockerfile").read_text("utf-8")
    ignored = (ROOT / ".dockerignore").read_text("utf-8").splitlines()
    allowed = {line[1:] for line in ignored if line.startswith("!")}
    copied = {word.partition("/")[0] for word in re.findall(r"^COPY (?!--from)(\S+)", recipe, re.MULTILINE)}
    assert copied == allowed
    assert "USER wangge" in recipe
