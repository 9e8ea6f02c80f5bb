"""The zone of the deployment: days begin and end there, summer time included."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from grids.policy import HERE, end_of, local_day


@pytest.fixture
def toronto() -> Iterator[None]:
    HERE.settle(ZoneInfo("America/Toronto"))
    yield
    HERE.settle(ZoneInfo("Asia/Shanghai"))


def test_a_day_begins_in_shanghai_unless_told_otherwise() -> None:
    assert local_day(datetime(2026, 11, 22, 16, 30, tzinfo=UTC)) == date(2026, 11, 23)
    assert str(HERE) == "Asia/Shanghai"


@pytest.mark.usefixtures("toronto")
def test_a_day_begins_where_the_deployment_is() -> None:
    assert local_day(datetime(2026, 11, 23, 4, 30, tzinfo=UTC)) == date(2026, 11, 22)
    assert local_day(datetime(2026, 7, 1, 4, 30, tzinfo=UTC)) == date(2026, 7, 1)


@pytest.mark.usefixtures("toronto")
def test_the_end_of_a_day_follows_summer_time() -> None:
    assert end_of(date(2026, 7, 1)).astimezone(UTC) == datetime(2026, 7, 2, 3, 59, 59, tzinfo=UTC)
    assert end_of(date(2026, 12, 1)).astimezone(UTC) == datetime(2026, 12, 2, 4, 59, 59, tzinfo=UTC)


@pytest.mark.usefixtures("toronto")
@pytest.mark.parametrize("hour", [5, 6])
def test_the_hour_that_comes_twice_goes_there_and_back(hour: int) -> None:
    moment = datetime(2026, 11, 1, hour, 30, tzinfo=UTC)
    assert moment.astimezone(HERE).astimezone(UTC) == moment
