"""The full life of a hazard: stops, listed supervision, samples of closings, and the ledger of stays that triggers keep."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0026"
down_revision = "0025"

_TABLES = (
    "grade_review", "sample_item", "sample_draw", "listing_progress", "listing", "stop_order", "hazard_stay",
)  # fmt: skip
_EVENTS_BEFORE = (
    "hazard-imported", "hazard-reported", "hazard-opened", "hazard-rectified-on-the-spot", "hazard-rejected",
    "hazard-merged", "transfer-offered", "transfer-accepted", "transfer-returned", "level-changed", "hazard-voided",
    "hazard-reopened", "notice-issued", "notice-acknowledged", "plan-submitted", "plan-approved", "plan-returned",
    "extension-requested", "extension-granted", "extension-refused", "rectification-submitted", "reinspection-passed",
    "reinspection-failed",
)  # fmt: skip
_EVENTS_NEW = (
    "measure-proposed", "measure-ordered", "resume-applied", "resume-consented", "resume-refused", "listing-proposed",
    "listing-approved", "listing-refused", "listing-raise-proposed", "listing-raised", "listing-raise-refused",
    "listing-progress", "delisting-applied", "listing-delisted", "delisting-returned", "listing-extended",
    "listing-closed-down", "closing-confirmed", "closing-false", "case-filed", "extended-by-office",
)  # fmt: skip
_ROLES_BEFORE = (
    "before", "after", "reinspection", "reopening", "visit", "signature", "position", "file", "self_check",
)  # fmt: skip
_ROLES = (
    "before",
    "after",
    "reinspection",
    "reopening",
    "plan",
    "measure",
    "progress",
    "acceptance",
    *_ROLES_BEFORE[4:],
)
_STOPS = ("none", "partial", "full")
_LEVELS = ("town", "district", "city", "province")

# Where the ledger has a hazard: with the body that signed for it, else where it lies.
_PLACE = """
CREATE FUNCTION ledger_place(h hazard) RETURNS TABLE (
  unit_id integer, village_id integer, town_id integer, district_id integer, city_id integer, supervision_class text)
LANGUAGE sql STABLE AS $$
  SELECT CASE WHEN a.id IS NULL THEN h.unit_id END, CASE WHEN a.id IS NULL THEN h.village_id END,
    CASE WHEN a.id IS NULL THEN h.town_id WHEN a.level = 'town' THEN a.id END,
    coalesce(CASE WHEN a.level = 'district' THEN a.id ELSE a.district_id END, h.district_id),
    coalesce(a.city_id, h.city_id), h.supervision_class
  FROM (SELECT 1) one LEFT JOIN area a ON a.id = h.competent_area
$$
"""
# An event that puts a hazard on the list opens a stay, one that takes it off closes it. Imported ones came and went on
# the days the other system says. Rows of one statement are taken in their order. Planned anew each time (EXECUTE): a
# plan made for one row would join a hundred thousand of an import one by one.
_OF_EVENTS = """
CREATE FUNCTION stay_of_events() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  EXECUTE $q$
  UPDATE hazard_stay s SET to_at = greatest(s.from_at, x.at), went = x.state_after
  FROM (
    SELECT DISTINCT ON (n.hazard_id) n.hazard_id, n.state_after,
      CASE WHEN n.event = 'hazard-imported' THEN coalesce(h.closed_at, n.at) ELSE n.at END AS at
    FROM new_rows n JOIN hazard h ON h.id = n.hazard_id
    WHERE n.state_after IN ('closed', 'invalid', 'merged', 'void')
    ORDER BY n.hazard_id, n.id
  ) x
  WHERE s.hazard_id = x.hazard_id AND s.to_at IS NULL $q$;
  EXECUTE $q$
  INSERT INTO hazard_stay (hazard_id, enterprise_id, level, from_at, came, to_at, went,
    unit_id, village_id, town_id, district_id, city_id, supervision_class)
  SELECT n.hazard_id, h.enterprise_id, h.level, n.came_at, CASE WHEN n.state_before IS NULL THEN 'new' ELSE 'reopened' END,
    CASE WHEN x.event = 'hazard-imported' THEN greatest(n.came_at, coalesce(h.closed_at, x.at))
      WHEN x.id IS NOT NULL THEN greatest(n.came_at, x.at) END,
    x.state_after, p.*
  FROM (
    SELECT e.*, CASE WHEN e.event = 'hazard-imported' THEN least(f.found_at, e.at) ELSE e.at END AS came_at,
      min(CASE WHEN e.state_after IN ('closed', 'invalid', 'merged', 'void') THEN e.id END)
      OVER (PARTITION BY e.hazard_id ORDER BY e.id ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING) AS ends
    FROM new_rows e JOIN hazard f ON f.id = e.hazard_id
  ) n
  JOIN hazard h ON h.id = n.hazard_id
  CROSS JOIN LATERAL ledger_place(h) p
  LEFT JOIN new_rows x ON x.id = n.ends
  WHERE n.state_before IS NULL OR (n.state_before IN ('closed', 'invalid', 'merged', 'void')
    AND n.state_after NOT IN ('closed', 'invalid', 'merged', 'void')) $q$;
  RETURN NULL;
END $$
"""
# A hazard on the list that comes to another place, class or level ends one stay and begins the next: the past stays.
_OF_MOVES = """
CREATE FUNCTION stay_of_moves() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  EXECUTE $q$
  WITH moved AS (
    SELECT n.id, n.enterprise_id, n.level, p.* FROM new_rows n JOIN old_rows o ON o.id = n.id
    JOIN hazard h ON h.id = n.id CROSS JOIN LATERAL ledger_place(h) p
    WHERE (o.unit_id, o.village_id, o.town_id, o.district_id, o.city_id, o.supervision_class, o.level, o.competent_area)
      IS DISTINCT FROM
      (n.unit_id, n.village_id, n.town_id, n.district_id, n.city_id, n.supervision_class, n.level, n.competent_area)
  ), ended AS (
    UPDATE hazard_stay s SET to_at = greatest(s.from_at, clock_timestamp()), went = 'moved'
    FROM moved m WHERE s.hazard_id = m.id AND s.to_at IS NULL
    RETURNING s.hazard_id, s.to_at
  )
  INSERT INTO hazard_stay (hazard_id, enterprise_id, level, from_at, came,
    unit_id, village_id, town_id, district_id, city_id, supervision_class)
  SELECT m.id, m.enterprise_id, m.level, e.to_at, 'moved',
    m.unit_id, m.village_id, m.town_id, m.district_id, m.city_id, m.supervision_class
  FROM moved m JOIN ended e ON e.hazard_id = m.id $q$;
  RETURN NULL;
END $$
"""
_FILL = """
INSERT INTO hazard_stay (hazard_id, enterprise_id, level, from_at, came, to_at, went,
  unit_id, village_id, town_id, district_id, city_id, supervision_class)
SELECT n.hazard_id, h.enterprise_id, h.level, n.came_at, CASE WHEN n.state_before IS NULL THEN 'new' ELSE 'reopened' END,
  CASE WHEN x.event = 'hazard-imported' THEN greatest(n.came_at, coalesce(h.closed_at, x.at))
      WHEN x.id IS NOT NULL THEN greatest(n.came_at, x.at) END,
  x.state_after, p.*
FROM (
  SELECT e.*, CASE WHEN e.event = 'hazard-imported' THEN least(f.found_at, e.at) ELSE e.at END AS came_at,
    min(CASE WHEN e.state_after IN ('closed', 'invalid', 'merged', 'void') THEN e.id END)
    OVER (PARTITION BY e.hazard_id ORDER BY e.id ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING) AS ends
  FROM hazard_event e JOIN hazard f ON f.id = e.hazard_id
) n
JOIN hazard h ON h.id = n.hazard_id
CROSS JOIN LATERAL ledger_place(h) p
LEFT JOIN hazard_event x ON x.id = n.ends
WHERE n.state_before IS NULL OR (n.state_before IN ('closed', 'invalid', 'merged', 'void')
  AND n.state_after NOT IN ('closed', 'invalid', 'merged', 'void'))
"""


def upgrade() -> None:
    """Apply."""
    _columns()
    _known("hazard_event", "event", (*_EVENTS_BEFORE, *_EVENTS_NEW))
    _known("evidence", "role", _ROLES)
    _tables()
    _ledger()


def downgrade() -> None:
    """Take back; what only this step knows must be gone from the chain first, so nothing is lost unseen."""
    for table, event in (("hazard_event", "events"), ("hazard", "moves")):
        op.execute(f"DROP TRIGGER stay_of_{event} ON {table}")
        op.execute(f"DROP FUNCTION stay_of_{event}()")
    op.execute("DROP FUNCTION ledger_place(hazard)")
    for table in _TABLES:
        op.drop_table(table)
    _known("evidence", "role", _ROLES_BEFORE)
    _known("hazard_event", "event", _EVENTS_BEFORE)
    op.drop_index("ix_hazard_stop", "hazard")
    for name in ("stop", "stop_proposed", "listed"):
        op.drop_constraint(op.f(f"ck_hazard_{name}_known"), "hazard")
    for name in ("stop", "stop_proposed", "resume_asked_on", "listed", "case_no", "evaluation"):
        op.drop_column("hazard", name)


def _columns() -> None:
    op.add_column("hazard", sa.Column("stop", sa.Text(), server_default="none", nullable=False))
    op.add_column("hazard", sa.Column("stop_proposed", sa.Text(), nullable=True))
    op.add_column("hazard", sa.Column("resume_asked_on", sa.Date(), nullable=True))
    op.add_column("hazard", sa.Column("listed", sa.Text(), nullable=True))
    op.add_column("hazard", sa.Column("case_no", sa.Text(), nullable=True))
    op.add_column("hazard", sa.Column("evaluation", postgresql.JSONB(), nullable=True))
    op.create_check_constraint(op.f("ck_hazard_stop_known"), "hazard", f"stop IN ({_quoted(_STOPS)})")
    for name, values in (("stop_proposed", _STOPS), ("listed", _LEVELS)):
        op.create_check_constraint(
            op.f(f"ck_hazard_{name}_known"), "hazard", f"{name} IS NULL OR {name} IN ({_quoted(values)})"
        )
    op.create_index("ix_hazard_stop", "hazard", ["district_id"], postgresql_where=sa.text("stop <> 'none'"))


def _known(table: str, column: str, values: tuple[str, ...]) -> None:
    name = op.f(f"ck_{table}_{column}_known")
    op.drop_constraint(name, table)
    op.create_check_constraint(name, table, f"{column} IN ({_quoted(values)})")


def _quoted(values: tuple[str, ...]) -> str:
    return ", ".join(f"'{value}'" for value in values)


def _ledger() -> None:
    op.execute(_PLACE)
    op.execute(_OF_EVENTS)
    op.execute(_OF_MOVES)
    op.execute(_FILL)
    op.execute(
        "CREATE TRIGGER stay_of_events AFTER INSERT ON hazard_event REFERENCING NEW TABLE AS new_rows "
        "FOR EACH STATEMENT EXECUTE FUNCTION stay_of_events()"
    )
    op.execute(
        "CREATE TRIGGER stay_of_moves AFTER UPDATE ON hazard REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows "
        "FOR EACH STATEMENT EXECUTE FUNCTION stay_of_moves()"
    )


def _placed(table: str) -> list[sa.schema.SchemaItem]:
    whole = {"district_id", "city_id"}
    parts: list[sa.schema.SchemaItem] = []
    for name in ("unit_id", "village_id", "town_id", "district_id", "city_id"):
        target = "grid_unit.id" if name == "unit_id" else "area.id"
        parts.append(sa.Column(name, sa.Integer(), nullable=name not in whole))
        parts.append(sa.ForeignKeyConstraint([name], [target], name=op.f(f"fk_{table}_{name}")))
    return [*parts, sa.Column("supervision_class", sa.Text(), nullable=False)]


def _tables() -> None:
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "hazard_stay",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("hazard_id", sa.Uuid(), nullable=False),
        sa.Column("enterprise_id", sa.Uuid(), nullable=False),
        sa.Column("level", sa.Text(), nullable=False),
        sa.Column("from_at", moment, nullable=False),
        sa.Column("came", sa.Text(), nullable=False),
        sa.Column("to_at", moment, nullable=True),
        sa.Column("went", sa.Text(), nullable=True),
        *_placed("hazard_stay"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hazard_stay")),
        sa.ForeignKeyConstraint(["enterprise_id"], ["enterprise.id"], name=op.f("fk_hazard_stay_enterprise_id")),
        sa.ForeignKeyConstraint(["hazard_id"], ["hazard.id"], name=op.f("fk_hazard_stay_hazard_id")),
        sa.CheckConstraint("level IN ('general', 'major')", name=op.f("ck_hazard_stay_level_known")),
        sa.CheckConstraint(
            "went IS NULL OR went IN ('closed', 'invalid', 'merged', 'void', 'moved')",
            name=op.f("ck_hazard_stay_went_known"),
        ),
        sa.CheckConstraint("came IN ('new', 'reopened', 'moved')", name=op.f("ck_hazard_stay_came_known")),
    )
    op.create_index("ix_hazard_stay_from_at", "hazard_stay", ["from_at"])
    op.create_index("ix_hazard_stay_hazard_id", "hazard_stay", ["hazard_id", "from_at"])
    op.create_index("ix_hazard_stay_to_at", "hazard_stay", ["to_at"])
    op.create_index("ix_hazard_stay_town_id", "hazard_stay", ["town_id", "from_at"])
    op.create_index(
        "uq_hazard_stay_open", "hazard_stay", ["hazard_id"], unique=True, postgresql_where=sa.text("to_at IS NULL")
    )
    op.create_table(
        "stop_order",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("hazard_id", sa.Uuid(), nullable=False),
        sa.Column("enterprise_id", sa.Uuid(), nullable=False),
        sa.Column("measure", sa.Text(), nullable=False),
        sa.Column("stopped", sa.Text(), nullable=False),
        sa.Column("basis", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("ordered_at", moment, nullable=False),
        sa.Column("ordered_by", sa.Uuid(), nullable=False),
        sa.Column("second_id", sa.Uuid(), nullable=True),
        sa.Column("asked_on", sa.Date(), nullable=True),
        sa.Column("examine_by", sa.Date(), nullable=True),
        sa.Column("evaluation", postgresql.JSONB(), nullable=True),
        sa.Column("examined_at", moment, nullable=True),
        sa.Column("decided_at", moment, nullable=True),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.Column("opinion", sa.Text(), nullable=False, server_default=""),
        sa.Column("refusals", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("is_demo", sa.Boolean(), nullable=False, server_default="false"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stop_order")),
        sa.ForeignKeyConstraint(["decided_by"], ["person.id"], name=op.f("fk_stop_order_decided_by")),
        sa.ForeignKeyConstraint(["enterprise_id"], ["enterprise.id"], name=op.f("fk_stop_order_enterprise_id")),
        sa.ForeignKeyConstraint(["hazard_id"], ["hazard.id"], name=op.f("fk_stop_order_hazard_id")),
        sa.ForeignKeyConstraint(["ordered_by"], ["person.id"], name=op.f("fk_stop_order_ordered_by")),
        sa.ForeignKeyConstraint(["second_id"], ["person.id"], name=op.f("fk_stop_order_second_id")),
        sa.CheckConstraint("measure IN ('none', 'partial', 'full')", name=op.f("ck_stop_order_measure_known")),
        sa.CheckConstraint(
            "state IN ('in_force', 'lifted', 'replaced', 'none')", name=op.f("ck_stop_order_state_known")
        ),
    )
    op.create_index("ix_stop_order_enterprise_id", "stop_order", ["enterprise_id"])
    op.create_index(
        "uq_stop_order_in_force",
        "stop_order",
        ["hazard_id"],
        unique=True,
        postgresql_where=sa.text("state = 'in_force'"),
    )
    op.create_table(
        "listing",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("hazard_id", sa.Uuid(), nullable=False),
        sa.Column("enterprise_id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("level", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("proposed_by", sa.Uuid(), nullable=False),
        sa.Column("proposed_at", moment, nullable=False),
        sa.Column("raise_to", sa.Text(), nullable=True),
        sa.Column("raised_by", sa.Uuid(), nullable=True),
        sa.Column("raise_reason", sa.Text(), nullable=False, server_default=""),
        sa.Column("leader", sa.Text(), nullable=False, server_default=""),
        sa.Column("responsible_unit", sa.Text(), nullable=False, server_default=""),
        sa.Column("responsible_person", sa.Text(), nullable=False, server_default=""),
        sa.Column("responsible_phone", sa.Text(), nullable=False, server_default=""),
        sa.Column("approved_on", sa.Date(), nullable=True),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.Column("opinion", sa.Text(), nullable=False, server_default=""),
        sa.Column("deadline", sa.Date(), nullable=True),
        sa.Column("original_deadline", sa.Date(), nullable=True),
        sa.Column("applied_on", sa.Date(), nullable=True),
        sa.Column("accept_by", sa.Date(), nullable=True),
        sa.Column("evaluation", postgresql.JSONB(), nullable=True),
        sa.Column("summary", sa.Text(), nullable=False, server_default=""),
        sa.Column("funds_yuan", sa.BigInteger(), nullable=True),
        sa.Column("accepted_at", moment, nullable=True),
        sa.Column("accepted_by", sa.Uuid(), nullable=True),
        sa.Column("acceptance", sa.Text(), nullable=False, server_default=""),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("returns", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("extensions", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("is_demo", sa.Boolean(), nullable=False, server_default="false"),
        sa.Column("version", sa.Integer(), nullable=False, server_default="1"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_listing")),
        sa.ForeignKeyConstraint(["accepted_by"], ["person.id"], name=op.f("fk_listing_accepted_by")),
        sa.ForeignKeyConstraint(["decided_by"], ["person.id"], name=op.f("fk_listing_decided_by")),
        sa.ForeignKeyConstraint(["enterprise_id"], ["enterprise.id"], name=op.f("fk_listing_enterprise_id")),
        sa.ForeignKeyConstraint(["hazard_id"], ["hazard.id"], name=op.f("fk_listing_hazard_id")),
        sa.ForeignKeyConstraint(["proposed_by"], ["person.id"], name=op.f("fk_listing_proposed_by")),
        sa.ForeignKeyConstraint(["raised_by"], ["person.id"], name=op.f("fk_listing_raised_by")),
        sa.UniqueConstraint("number", name=op.f("uq_listing_number")),
        sa.CheckConstraint(
            "state IN ('proposed', 'refused', 'approved', 'in_treatment', 'delist_applied', 'returned', 'extended', 'delisted', 'closed_down')",
            name=op.f("ck_listing_state_known"),
        ),
        sa.CheckConstraint(
            "raise_to IS NULL OR raise_to IN ('town', 'district', 'city', 'province')",
            name=op.f("ck_listing_raise_to_known"),
        ),
        sa.CheckConstraint("level IN ('town', 'district', 'city', 'province')", name=op.f("ck_listing_level_known")),
    )
    op.create_index("ix_listing_hazard_id", "listing", ["hazard_id"])
    op.create_index(
        "uq_listing_live",
        "listing",
        ["hazard_id"],
        unique=True,
        postgresql_where=sa.text("state NOT IN ('refused', 'delisted', 'closed_down')"),
    )
    op.create_table(
        "listing_progress",
        sa.Column("listing_id", sa.Uuid(), nullable=False),
        sa.Column("month", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("funds_yuan", sa.BigInteger(), nullable=False),
        sa.Column("photos", postgresql.ARRAY(sa.Text()), nullable=False, server_default="{}"),
        sa.Column("at", moment, nullable=False),
        sa.Column("by_person", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("listing_id", "month", name=op.f("pk_listing_progress")),
        sa.ForeignKeyConstraint(["by_person"], ["person.id"], name=op.f("fk_listing_progress_by_person")),
        sa.ForeignKeyConstraint(["listing_id"], ["listing.id"], name=op.f("fk_listing_progress_listing_id")),
    )
    op.create_table(
        "sample_draw",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("district_id", sa.Integer(), nullable=False),
        sa.Column("month", sa.Text(), nullable=False),
        sa.Column("seed", sa.Text(), nullable=False),
        sa.Column("share", sa.Float(), nullable=False),
        sa.Column("drawn_at", moment, nullable=False),
        sa.Column("closings", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sample_draw")),
        sa.ForeignKeyConstraint(["district_id"], ["area.id"], name=op.f("fk_sample_draw_district_id")),
        sa.UniqueConstraint("district_id", "month", name=op.f("uq_sample_draw_district_id_month")),
    )
    op.create_table(
        "sample_item",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("draw_id", sa.BigInteger(), nullable=False),
        sa.Column("hazard_id", sa.Uuid(), nullable=False),
        sa.Column("enterprise_id", sa.Uuid(), nullable=False),
        sa.Column("chosen", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False, server_default="waiting"),
        sa.Column("checked_at", moment, nullable=True),
        sa.Column("checked_by", sa.Uuid(), nullable=True),
        sa.Column("opinion", sa.Text(), nullable=False, server_default=""),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sample_item")),
        sa.ForeignKeyConstraint(["checked_by"], ["person.id"], name=op.f("fk_sample_item_checked_by")),
        sa.ForeignKeyConstraint(["draw_id"], ["sample_draw.id"], name=op.f("fk_sample_item_draw_id")),
        sa.ForeignKeyConstraint(["enterprise_id"], ["enterprise.id"], name=op.f("fk_sample_item_enterprise_id")),
        sa.ForeignKeyConstraint(["hazard_id"], ["hazard.id"], name=op.f("fk_sample_item_hazard_id")),
        sa.CheckConstraint(
            "chosen IN ('random', 'major', 'order', 'reopened')", name=op.f("ck_sample_item_chosen_known")
        ),
        sa.CheckConstraint("state IN ('waiting', 'confirmed', 'false')", name=op.f("ck_sample_item_state_known")),
        sa.UniqueConstraint("draw_id", "hazard_id", name=op.f("uq_sample_item_draw_id_hazard_id")),
    )
    op.create_index("ix_sample_item_hazard_id", "sample_item", ["hazard_id"])
    op.create_table(
        "grade_review",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("enterprise_id", sa.Uuid(), nullable=False),
        sa.Column("hazard_id", sa.Uuid(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.Column("at", moment, nullable=False),
        sa.Column("settled_at", moment, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_grade_review")),
        sa.ForeignKeyConstraint(["enterprise_id"], ["enterprise.id"], name=op.f("fk_grade_review_enterprise_id")),
        sa.ForeignKeyConstraint(["hazard_id"], ["hazard.id"], name=op.f("fk_grade_review_hazard_id")),
        sa.CheckConstraint(
            "reason IN ('repeat', 'false_closing', 'key_list')", name=op.f("ck_grade_review_reason_known")
        ),
        sa.UniqueConstraint("hazard_id", "reason", name=op.f("uq_grade_review_hazard_id_reason")),
    )
    op.create_index("ix_grade_review_enterprise_id", "grade_review", ["enterprise_id"])
