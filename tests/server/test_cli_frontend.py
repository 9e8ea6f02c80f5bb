import os
from pathlib import Path

import pytest

from server.cli import frontend
from server.sentences import Trouble

NPM = """#!/bin/sh
echo "$@" >> "$CALLS"
case "$*" in
"ci "*) mkdir -p node_modules; exit "${CI_CODE:-0}" ;;
"run build") mkdir -p dist; echo built > dist/index.html; exit "${BUILD_CODE:-0}" ;;
esac
"""


@pytest.fixture
def calls(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A page project whose npm writes down what it was asked."""
    for name, text in {"node": "#!/bin/sh\necho v22.20.0\n", "npm": NPM}.items():
        program = tmp_path / "bin" / name
        program.parent.mkdir(exist_ok=True)
        program.write_text(text, "utf-8")
        program.chmod(0o755)
    pwa = tmp_path / "pwa"
    (pwa / "src").mkdir(parents=True)
    for name in ("package.json", "package-lock.json", "src/main.ts"):
        (pwa / name).write_text("{}", "utf-8")
    written = tmp_path / "calls"
    written.touch()
    monkeypatch.setattr(frontend, "PWA", pwa)
    monkeypatch.setenv("CALLS", str(written))
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}{os.pathsep}{os.environ['PATH']}")
    return written


def asked(calls: Path) -> list[str]:
    said = [line.split(" --")[0] for line in calls.read_text("utf-8").splitlines()]
    calls.write_text("", "utf-8")
    return said


def test_the_first_build_installs_and_builds_and_the_second_does_nothing(calls: Path) -> None:
    frontend.build()
    assert asked(calls) == ["ci", "run build"]
    frontend.build()
    assert asked(calls) == []


def test_a_changed_source_is_built_again_without_installing(calls: Path) -> None:
    frontend.build()
    asked(calls)
    (frontend.PWA / "src" / "main.ts").write_text("changed", "utf-8")
    frontend.build()
    assert asked(calls) == ["run build"]


def test_a_new_source_and_a_removed_one_count_as_changes(calls: Path) -> None:
    frontend.build()
    (frontend.PWA / "src" / "new.ts").touch()
    frontend.build()
    (frontend.PWA / "src" / "new.ts").unlink()
    frontend.build()
    assert asked(calls).count("run build") == 3


def test_a_changed_lock_file_installs_again(calls: Path) -> None:
    frontend.build()
    asked(calls)
    (frontend.PWA / "package-lock.json").write_text('{"a": 1}', "utf-8")
    frontend.build()
    assert asked(calls) == ["ci", "run build"]


def test_a_build_that_failed_is_tried_again(calls: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BUILD_CODE", "1")
    with pytest.raises(Trouble) as refused:
        frontend.build()
    assert refused.value.key == "cli.step-failed"
    monkeypatch.delenv("BUILD_CODE")
    asked(calls)
    frontend.build()
    assert asked(calls) == ["run build"]


def test_pages_without_their_sources_are_taken_as_they_are(calls: Path) -> None:
    (frontend.PWA / "package.json").unlink()
    frontend.build()
    assert asked(calls) == []
