"""The sketch on a paper: true to scale, north up, every number readable."""

import math
import re

import pytest
import shapely

from server.documents.map_frame import Frame, frame
from server.documents.place_map import Mark, Scene, draw, run

LON, LAT = 119.95, 31.7
DEGREE_M = 111_320.0


def east(metres: float) -> float:
    return LON + metres / DEGREE_M / math.cos(math.radians(LAT))


def north(metres: float) -> float:
    return LAT + metres / DEGREE_M


def window(*marks: Mark, least_m: float = 100) -> Frame:
    return frame(shapely.MultiPoint([(m.lon, m.lat) for m in marks]), 84, 58, least_m=least_m, margin=1.5)


def bubbles(svg: str) -> list[str]:
    return re.findall(r'font-weight="700"[^>]*>([^<]+)<', svg)


def test_distances_on_the_drawing_are_true_to_its_scale() -> None:
    a, b = Mark(number=1, lon=east(-200), lat=LAT), Mark(number=2, lon=east(200), lat=north(150))
    view = window(a, b)
    (ax, ay), (bx, by) = view.at(a.lon, a.lat), view.at(b.lon, b.lat)
    assert math.hypot(bx - ax, by - ay) * view.metres_per_mm == pytest.approx(math.hypot(400, 150), rel=0.002)
    assert by < ay  # north is up
    assert bx > ax


def test_the_window_shows_all_and_never_too_little() -> None:
    only = Mark(number=1, lon=LON, lat=LAT)
    view = window(only, least_m=120)
    assert (view.north - view.south) * DEGREE_M >= 120
    far = [Mark(number=n, lon=east(100 * n), lat=north(-70 * n)) for n in range(9)]
    view = window(*far)
    assert all(0 < x < 84 and 0 < y < 58 for x, y in (view.at(m.lon, m.lat) for m in far))


def test_the_scale_bar_is_as_long_as_it_says() -> None:
    view = window(Mark(number=1, lon=LON, lat=LAT), Mark(number=2, lon=east(700), lat=LAT))
    svg = draw(Scene(), view, north="北", with_marks=True)
    said = re.search(r">(\d+) m<", svg)
    bar = re.search(r"M2\.5,[\d.]+V[\d.]+H([\d.]+)V", svg)
    assert said is not None
    assert bar is not None
    assert (float(bar[1]) - 2.5) * view.metres_per_mm == pytest.approx(float(said[1]), rel=0.01)
    assert 8 < float(bar[1]) - 2.5 <= 84 * 0.3 + 0.1


def test_numbers_that_would_lie_on_each_other_share_a_bubble() -> None:
    together = [Mark(number=n, lon=east(n), lat=LAT) for n in (1, 2, 3)]
    apart = Mark(number=4, lon=east(500), lat=LAT)
    view = window(*together, apart)
    assert bubbles(draw(Scene(marks=[*together, apart]), view, north="N", with_marks=True)) == ["1–3", "4"]
    assert bubbles(draw(Scene(marks=[*together, apart]), view, north="N", with_marks=False)) == []


@pytest.mark.parametrize(
    ("numbers", "words"), [([1], "1"), ([2, 1], "1,2"), ([1, 2, 3], "1–3"), ([1, 3, 4, 5, 9], "1,3–5,9"), ([], "")]
)
def test_numbers_are_written_shortly(numbers: list[int], words: str) -> None:
    assert run(numbers) == words


def test_the_error_of_a_fix_is_drawn_to_scale() -> None:
    a, b = Mark(number=1, lon=LON, lat=LAT, radius_m=40), Mark(number=2, lon=east(300), lat=LAT)
    view = window(a, b)
    circle = re.search(r'<circle [^>]*r="([\d.]+)"', draw(Scene(marks=[a, b]), view, north="N", with_marks=True))
    assert circle is not None
    assert float(circle[1]) * view.metres_per_mm == pytest.approx(40, rel=0.02)


def test_names_are_escaped_and_broken_outlines_are_drawn_all_the_same() -> None:
    bow = shapely.Polygon([(LON, LAT), (east(500), north(500)), (east(500), LAT), (LON, north(500))])
    view = frame(bow, 84, 58, least_m=100, margin=1.1)
    svg = draw(Scene(own=bow, own_label="<A&B>"), view, north="N", with_marks=False)
    assert "&lt;A&amp;B&gt;" in svg
    assert "<A&B>" not in svg
    assert "M" in svg


def test_what_lies_far_outside_the_window_costs_nothing() -> None:
    coast = shapely.Point(LON, LAT).buffer(3, quad_segs=5000)
    view = window(Mark(number=1, lon=LON, lat=LAT))
    assert len(draw(Scene(water=[("湖", coast)]), view, north="N", with_marks=True)) < 5000
