"""`./wangge bench` tells what it measured, also when one of several falls."""

from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from typing import Any

import pytest

from bench import __main__ as runner
from server.config import Settings

GOOD = {"name": "a thing", "value": 2.5, "unit": "x", "budget": 2.0, "ok": True}


def chosen(*names: str) -> Namespace:
    parser = ArgumentParser()
    runner.arguments(parser)
    return parser.parse_args(list(names))


def measuring(monkeypatch: pytest.MonkeyPatch, **benches: Callable[[], list[dict[str, Any]]]) -> None:
    monkeypatch.setattr(runner, "BENCHMARKS", {**runner.BENCHMARKS, **benches})


def fall() -> list[dict[str, Any]]:
    raise RuntimeError("the bench fell")


def test_one_that_falls_takes_nothing_along(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    measuring(monkeypatch, ogc=lambda: [GOOD], live=fall)
    with pytest.raises(RuntimeError, match="the bench fell"):
        runner.run(chosen("ogc", "live"), settings)
    assert "a thing" in capsys.readouterr().out


@pytest.mark.parametrize("code", [0, 1])
def test_a_budget_that_is_missed_is_told_by_the_exit(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], code: int
) -> None:
    measuring(monkeypatch, ogc=lambda: [GOOD, {**GOOD, "ok": code == 0}])
    assert runner.run(chosen("ogc"), settings) == code
    assert ("✗" in capsys.readouterr().out) is (code == 1)
