"""Names of companies reduced to what makes them one: typing, place and form of organisation do not count."""

import csv
import gzip
import os
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grids.company_names import core, phone_key

PLACES = ["常州市", "武进区", "湖塘镇", "横山桥镇"]
OWN = st.text("华丰瑞澜恺晟朔机械电子精密铸造塑料ABC0189", min_size=2, max_size=12)
FORMS = st.sampled_from(["有限公司", "有限责任公司", "股份有限公司", "公司", "（集团）有限公司", ""])
PREFIXES = st.sampled_from(["", "常州市", "常州", "江苏省", "武进区", "武进", "江苏常州市武进区湖塘镇", "中国"])


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("常州市武进区华丰机械有限公司", "华丰机械有限责任公司"),
        ("常州华丰机械（武进）有限公司", "常州市华丰机械有限公司"),
        ("华丰 机械 有限公司", "华丰机械有限公司"),
        ("ＡＢＣ电子（常州）有限公司", "ABC电子有限公司"),
        ("华丰机械厂（普通合伙）", "华丰机械厂"),
        ("abc电子有限公司", "ABC电子有限公司"),
    ],
)
def test_the_same_name_written_differently_has_one_core(one: str, other: str) -> None:
    assert core(one, PLACES) == core(other, PLACES)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("华丰机械有限公司", "华丰机械厂"),
        ("华丰机械有限公司", "华丰机电有限公司"),
        ("华丰机械有限公司", "华丰机械有限公司洛阳分公司"),
        ("华丰机械有限公司洛阳分公司", "华丰机械有限公司礼嘉分公司"),
        ("武进机械厂", "湖塘机械厂加工部"),
    ],
)
def test_other_names_keep_other_cores(one: str, other: str) -> None:
    assert core(one, PLACES) != core(other, PLACES)


@given(OWN, PREFIXES, FORMS)
def test_place_and_form_around_a_name_change_nothing(own: str, prefix: str, form: str) -> None:
    assert core(f"{prefix}{own}{form}", PLACES) == core(own, PLACES)


@given(OWN, FORMS)
def test_typing_changes_nothing(own: str, form: str) -> None:
    name = f"{own}{form}"
    wide = "".join(chr(ord(c) + 0xFEE0) if c.isascii() and c.isalnum() else c for c in name)
    spaced = "　".join(name)
    assert core(wide, PLACES) == core(spaced, PLACES) == core(name, PLACES)


@given(st.text(min_size=1, max_size=40))
def test_whatever_was_typed_keeps_a_core_and_it_is_its_own(name: str) -> None:
    once = core(name, PLACES)
    assert bool(once) == bool(name.strip()) or once
    assert core(once, PLACES) == once or len(once) < 4


@given(st.text(max_size=60))
def test_numbers_of_a_cell_are_digits_and_long_enough(text: str) -> None:
    assert all(number.isdigit() and len(number) >= 7 for number in phone_key(text))


@pytest.mark.skipif("WANGGE_TEST_DATA" not in os.environ, reason="WANGGE_TEST_DATA names no folder of real data")
@pytest.mark.parametrize(
    ("file", "least"), [("wujin_enterprises.csv.gz", 5_000), ("changzhou_enterprises_13k.csv.gz", 13_000)]
)
def test_real_names_keep_apart_but_for_what_place_and_form_hide(file: str, least: int) -> None:
    with gzip.open(Path(os.environ["WANGGE_TEST_DATA"]) / "enterprises" / file, "rt", encoding="utf-8") as lines:
        names = {row["name"] for row in csv.DictReader(lines)}
    cores = Counter(core(name, PLACES) for name in names)
    assert len(names) > least * 0.9
    assert min(map(len, cores)) >= 2
    assert len(cores) > 0.97 * len(names)  # few differ in place or form alone
    assert cores.most_common(1)[0][1] < 12  # and no core swallows a crowd
