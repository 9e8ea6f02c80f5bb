import os
import re
import socket
import subprocess
from argparse import ArgumentParser
from pathlib import Path

import pytest

from server.cli import installation
from server.cli.__main__ import main
from server.cli.verbs import VERBS, verb
from server.sentences import Trouble

ROOT = Path(__file__).parents[2]


def wangge(*words: str, language: str) -> subprocess.CompletedProcess[str]:
    environ = {**os.environ, "LC_ALL": language}
    return subprocess.run([ROOT / "wangge", *words], env=environ, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("language", ["C.UTF-8", "zh_CN.UTF-8"])
def test_wangge_alone_prints_every_verb(language: str) -> None:
    done = wangge(language=language)
    assert done.returncode == 0
    assert re.findall(r"^  (\w+) ", done.stdout, re.MULTILINE) == list(VERBS)


def test_the_script_the_table_and_the_page_know_the_same_verbs() -> None:
    script = (ROOT / "wangge").read_text("utf-8")
    accepted = re.search(r"^(up \|.*)\) ;;$", script, re.MULTILINE)
    assert accepted is not None
    assert accepted[1].split(" | ") == list(VERBS)
    page = (ROOT / "docs" / "commands.md").read_text("utf-8")
    rows = re.findall(r"^\| `(\w+)[^|]*\|[^|]+\| `([\w.]+)` \|$", page, re.MULTILINE)
    assert dict(rows) == VERBS


def test_an_unknown_verb_is_named() -> None:
    done = wangge("launch", language="C.UTF-8")
    assert done.returncode == 1
    assert "There is no verb launch." in done.stderr


def test_an_unknown_setting_stops_every_verb_with_a_sentence(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setenv("WANGGE_PROT", "1")
    assert main(["status", "--data", str(tmp_path)]) == 1
    assert "WANGGE_PORT" in capsys.readouterr().err


def test_status_of_an_empty_folder_says_that_nothing_runs(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["status", "--data", str(tmp_path / "none")]) == 1
    assert capsys.readouterr().out.count("stopped") == 4
    assert not (tmp_path / "none").exists()


def test_down_where_nothing_runs_is_no_error(tmp_path: Path) -> None:
    assert main(["down", "--data", str(tmp_path)]) == 0


def test_a_taken_port_is_refused_with_another_to_try() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(Trouble) as refused:
            installation.need_free_port("127.0.0.1", port)
    assert refused.value.named == {"port": port, "host": "127.0.0.1", "next": port + 1}


def test_an_address_of_another_machine_is_refused() -> None:
    with pytest.raises(Trouble) as refused:
        installation.need_free_port("192.0.2.1", 8460)
    assert refused.value.key == "up.no-such-host"


def test_a_folder_that_cannot_be_made_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(Trouble) as refused:
        installation.prepare(tmp_path / "file" / "data")
    assert refused.value.key == "folder.unwritable"


def test_a_second_start_of_the_same_folder_is_told_to_wait(tmp_path: Path) -> None:
    installation.prepare(tmp_path)
    with installation.alone(tmp_path), pytest.raises(Trouble) as refused, installation.alone(tmp_path):
        pass
    assert refused.value.key == "up.under-way"


def test_words_of_pytest_reach_it_and_other_verbs_refuse_what_they_do_not_know(
    capfd: pytest.CaptureFixture[str],
) -> None:
    assert main(["test", "-q", "--collect-only", "tests/server/test_cli_verbs.py", "-k", "unknown_verb"]) == 0
    assert "test_an_unknown_verb_is_named" in capfd.readouterr().out
    with pytest.raises(SystemExit):
        main(["status", "--loud"])
    assert "--loud" in capfd.readouterr().err


@pytest.mark.parametrize("name", VERBS)
def test_every_verb_has_its_options_and_its_deed(name: str) -> None:
    parser = ArgumentParser()
    verb(name).arguments(parser)
    assert callable(verb(name).run)
