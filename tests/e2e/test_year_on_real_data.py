"""What a district does in its year, on a district as it really is: the very walks of the demo, one after another.

Each runs here as a test of this module, whose `site` is the real one (real.py).
"""

import pytest

from tests.e2e import (
    real,
    test_enterprise_file,
    test_figures,
    test_grading,
    test_inspection,
    test_lists,
    test_major_hazard,
    test_onboarding,
    test_plans,
    test_self_check,
    test_spot_check,
    test_standards,
)
from tests.e2e.site import Site

pytestmark = real.NEEDS

test_the_file = test_enterprise_file.test_a_record_added_without_signal_is_accepted_by_the_town_and_stands_in_the_file
test_coming_on_board = test_onboarding.test_an_enterprise_registers_on_a_phone_and_counts_on_the_desk
test_grades = test_grading.test_a_department_grades_by_its_own_method_and_the_enterprise_reads_why
test_the_plan = test_plans.test_a_year_is_planned_drawn_approved_and_walked
test_a_standard = test_standards.test_a_department_writes_checks_and_publishes_a_standard
test_the_quarter = test_self_check.test_the_quarter_of_an_enterprise
test_a_major_hazard = test_major_hazard.test_a_major_hazard_goes_from_the_enterprises_phone_to_delisting
test_an_inspection = test_inspection.test_an_inspection_from_leave_to_its_paper
test_a_spot_check = test_spot_check.test_a_spot_check_from_the_order_to_what_follows
test_quality = test_figures.test_a_district_adds_a_rule_of_quality_and_sees_whose_files_break_it
test_lists_of_a_department = test_lists.test_a_department_drafts_moves_one_by_hand_and_publishes
test_the_key_list = test_lists.test_an_enterprise_comes_on_the_key_list_and_leaves_it


@pytest.fixture(scope="module")
def site(real_site: Site) -> Site:
    return real_site
