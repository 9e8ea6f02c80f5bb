"""Everything the main loop stands on."""

import sqlalchemy as sa
from alembic import op
from geoalchemy2 import Geometry
from sqlalchemy.dialects import postgresql

from server.store.tables.acts import Xid8

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Apply."""
    for extension in ("postgis", "ltree", "pg_trgm", "btree_gist"):
        op.execute(f"CREATE EXTENSION IF NOT EXISTS {extension}")

    op.create_geospatial_table(
        "area",
        sa.Column("id", sa.Integer(), sa.Identity(always=False), nullable=False),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column("level", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_en", sa.Text(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=True),
        sa.Column("city_id", sa.Integer(), nullable=True),
        sa.Column("district_id", sa.Integer(), nullable=True),
        sa.Column("town_id", sa.Integer(), nullable=True),
        sa.Column(
            "geom",
            Geometry(
                geometry_type="MULTIPOLYGON",
                srid=4326,
                dimension=2,
                spatial_index=False,
                from_text="ST_GeomFromEWKT",
                name="geometry",
            ),
            nullable=True,
        ),
        sa.Column(
            "point",
            Geometry(
                geometry_type="POINT",
                srid=4326,
                dimension=2,
                spatial_index=False,
                from_text="ST_GeomFromEWKT",
                name="geometry",
            ),
            nullable=True,
        ),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.CheckConstraint("level IN ('city', 'district', 'town', 'village')", name=op.f("ck_area_level_known")),
        sa.ForeignKeyConstraint(["city_id"], ["area.id"], name=op.f("fk_area_city_id")),
        sa.ForeignKeyConstraint(["district_id"], ["area.id"], name=op.f("fk_area_district_id")),
        sa.ForeignKeyConstraint(["parent_id"], ["area.id"], name=op.f("fk_area_parent_id")),
        sa.ForeignKeyConstraint(["town_id"], ["area.id"], name=op.f("fk_area_town_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_area")),
        sa.UniqueConstraint(
            "parent_id", "level", "name", name=op.f("uq_area_parent_id_level_name"), postgresql_nulls_not_distinct=True
        ),
    )
    op.create_geospatial_index(
        "ix_area_geom", "area", ["geom"], unique=False, postgresql_using="gist", postgresql_ops={}
    )
    op.create_geospatial_table(
        "basemap_feature",
        sa.Column("id", sa.Integer(), sa.Identity(always=False), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("attribution", sa.Text(), nullable=False),
        sa.Column(
            "geom",
            Geometry(
                srid=4326,
                dimension=2,
                spatial_index=False,
                from_text="ST_GeomFromEWKT",
                name="geometry",
                nullable=False,
            ),
            nullable=False,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_basemap_feature")),
    )
    op.create_geospatial_index(
        "ix_basemap_feature_geom", "basemap_feature", ["geom"], unique=False, postgresql_using="gist", postgresql_ops={}
    )
    op.create_table(
        "change_log",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("xid", Xid8(), server_default=sa.text("pg_current_xact_id()"), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("op", sa.Text(), nullable=False),
        sa.Column("enterprise_id", sa.Uuid(), nullable=True),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("village_id", sa.Integer(), nullable=True),
        sa.Column("town_id", sa.Integer(), nullable=True),
        sa.Column("district_id", sa.Integer(), nullable=True),
        sa.Column("city_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("op IN ('put', 'drop')", name=op.f("ck_change_log_op_known")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_change_log")),
    )
    op.create_index("ix_change_log_district_id", "change_log", ["district_id", "xid", "id"], unique=False)
    op.create_index("ix_change_log_enterprise_id", "change_log", ["enterprise_id", "xid", "id"], unique=False)
    op.create_index("ix_change_log_town_id", "change_log", ["town_id", "xid", "id"], unique=False)
    op.create_index("ix_change_log_unit_id", "change_log", ["unit_id", "xid", "id"], unique=False)
    op.create_index("ix_change_log_xid", "change_log", ["xid", "id"], unique=False)
    op.create_table(
        "checklist",
        sa.Column("id", sa.Integer(), sa.Identity(always=False), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_en", sa.Text(), nullable=False),
        sa.Column("classes", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("tags", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_checklist")),
        sa.UniqueConstraint("code", name=op.f("uq_checklist_code")),
    )
    op.create_table(
        "installation",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("value", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_installation")),
    )
    op.create_table(
        "outbound_message",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column("dedupe", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("state IN ('recorded', 'sent', 'failed')", name=op.f("ck_outbound_message_state_known")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbound_message")),
        sa.UniqueConstraint("dedupe", name=op.f("uq_outbound_message_dedupe")),
    )
    op.create_table(
        "person",
        sa.Column("id", sa.Uuid(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("username", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("phone", sa.Text(), nullable=True),
        sa.Column("password_hash", sa.Text(), nullable=False),
        sa.Column("licence_no", sa.Text(), nullable=True),
        sa.Column("locale", sa.Text(), server_default="zh", nullable=False),
        sa.Column("is_demo", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("active", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
        sa.UniqueConstraint("username", name=op.f("uq_person_username")),
    )
    op.create_table(
        "sign_in_failure",
        sa.Column("id", sa.Integer(), sa.Identity(always=False), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_failure")),
    )
    op.create_index("ix_sign_in_failure_key_at", "sign_in_failure", ["key", "at"], unique=False)
    op.create_table(
        "act_received",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("device_id", sa.Uuid(), nullable=False),
        sa.Column("parent_id", sa.Uuid(), nullable=True),
        sa.Column("aggregate_id", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("item", sa.Text(), nullable=False),
        sa.Column("item_sha256", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=True),
        sa.Column("facts", postgresql.JSONB(astext_type=sa.Text()), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("receipt", sa.Text(), nullable=True),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tried_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("act_wall", sa.DateTime(timezone=True), nullable=False),
        sa.Column("clock_off_ms", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "status IN ('claimed', 'applied', 'held', 'conflict', 'refused')", name=op.f("ck_act_received_status_known")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_act_received_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_act_received")),
    )
    op.create_index("ix_act_received_device_id", "act_received", ["device_id", "person_id"], unique=False)
    op.create_index(
        "ix_act_received_parent_id",
        "act_received",
        ["parent_id"],
        unique=False,
        postgresql_where=sa.text("status = 'held'"),
    )
    op.create_table(
        "area_code",
        sa.Column("system", sa.Text(), nullable=False),
        sa.Column("edition", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("area_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["area_id"], ["area.id"], name=op.f("fk_area_code_area_id")),
        sa.PrimaryKeyConstraint("system", "edition", "code", name=op.f("pk_area_code")),
    )
    op.create_table(
        "checklist_version",
        sa.Column("id", sa.Integer(), sa.Identity(always=False), nullable=False),
        sa.Column("checklist_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("items", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.ForeignKeyConstraint(["checklist_id"], ["checklist.id"], name=op.f("fk_checklist_version_checklist_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_checklist_version")),
        sa.UniqueConstraint("checklist_id", "number", name=op.f("uq_checklist_version_checklist_id_number")),
    )
    op.create_geospatial_table(
        "grid_unit",
        sa.Column("id", sa.Integer(), sa.Identity(always=False), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), server_default="general", nullable=False),
        sa.Column("village_id", sa.Integer(), nullable=True),
        sa.Column("town_id", sa.Integer(), nullable=True),
        sa.Column("district_id", sa.Integer(), nullable=False),
        sa.Column("city_id", sa.Integer(), nullable=False),
        sa.Column(
            "geom",
            Geometry(
                geometry_type="MULTIPOLYGON",
                srid=4326,
                dimension=2,
                spatial_index=False,
                from_text="ST_GeomFromEWKT",
                name="geometry",
                nullable=False,
            ),
            nullable=False,
        ),
        sa.Column(
            "geom_metric",
            Geometry(
                geometry_type="MULTIPOLYGON",
                dimension=2,
                spatial_index=False,
                from_text="ST_GeomFromEWKT",
                name="geometry",
            ),
            nullable=True,
        ),
        sa.Column(
            "geom_3857",
            Geometry(
                geometry_type="MULTIPOLYGON",
                srid=3857,
                dimension=2,
                spatial_index=False,
                from_text="ST_GeomFromEWKT",
                name="geometry",
            ),
            sa.Computed("ST_Transform(geom, 3857)", persisted=True),
            nullable=True,
        ),
        sa.Column("head", sa.Text(), nullable=True),
        sa.Column("head_phone", sa.Text(), nullable=True),
        sa.Column("remark", sa.Text(), server_default="", nullable=False),
        sa.Column("is_demo", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.CheckConstraint("kind IN ('general', 'dedicated')", name=op.f("ck_grid_unit_kind_known")),
        sa.ForeignKeyConstraint(["city_id"], ["area.id"], name=op.f("fk_grid_unit_city_id")),
        sa.ForeignKeyConstraint(["district_id"], ["area.id"], name=op.f("fk_grid_unit_district_id")),
        sa.ForeignKeyConstraint(["town_id"], ["area.id"], name=op.f("fk_grid_unit_town_id")),
        sa.ForeignKeyConstraint(["village_id"], ["area.id"], name=op.f("fk_grid_unit_village_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_grid_unit")),
    )
    op.create_geospatial_index(
        "ix_grid_unit_geom", "grid_unit", ["geom"], unique=False, postgresql_using="gist", postgresql_ops={}
    )
    op.create_geospatial_index(
        "ix_grid_unit_geom_3857", "grid_unit", ["geom_3857"], unique=False, postgresql_using="gist", postgresql_ops={}
    )
    op.create_index(op.f("ix_grid_unit_town_id"), "grid_unit", ["town_id"], unique=False)
    op.create_index(
        "uq_grid_unit_code",
        "grid_unit",
        ["district_id", "code"],
        unique=True,
        postgresql_where=sa.text("valid_to IS NULL"),
    )
    op.create_table(
        "import_batch",
        sa.Column("id", sa.Uuid(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("by_person", sa.Uuid(), nullable=True),
        sa.Column("district_id", sa.Integer(), nullable=True),
        sa.Column("town_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("dry_run", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("state", sa.Text(), server_default="done", nullable=False),
        sa.Column("report", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("refused_csv", sa.Text(), nullable=True),
        sa.CheckConstraint("kind IN ('divisions', 'grids', 'enterprises')", name=op.f("ck_import_batch_kind_known")),
        sa.ForeignKeyConstraint(["by_person"], ["person.id"], name=op.f("fk_import_batch_by_person")),
        sa.ForeignKeyConstraint(["district_id"], ["area.id"], name=op.f("fk_import_batch_district_id")),
        sa.ForeignKeyConstraint(["town_id"], ["area.id"], name=op.f("fk_import_batch_town_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_batch")),
    )
    op.create_table(
        "inbox_message",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("event", sa.Text(), nullable=False),
        sa.Column("facts", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("ref_kind", sa.Text(), nullable=False),
        sa.Column("ref_id", sa.Text(), nullable=False),
        sa.Column("dedupe", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_inbox_message_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inbox_message")),
        sa.UniqueConstraint("person_id", "dedupe", name=op.f("uq_inbox_message_person_id_dedupe")),
    )
    op.create_index("ix_inbox_message_person_id_id", "inbox_message", ["person_id", "id"], unique=False)
    op.create_table(
        "ledger",
        sa.Column("chain", sa.Integer(), nullable=False),
        sa.Column("n", sa.BigInteger(), nullable=False),
        sa.Column("act_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("entry", sa.Text(), nullable=False),
        sa.Column("prev_hash", sa.Text(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["chain"], ["area.id"], name=op.f("fk_ledger_chain")),
        sa.PrimaryKeyConstraint("chain", "n", name=op.f("pk_ledger")),
        sa.UniqueConstraint("act_id", name=op.f("uq_ledger_act_id")),
    )
    op.create_table(
        "ledger_head",
        sa.Column("chain", sa.Integer(), nullable=False),
        sa.Column("n", sa.BigInteger(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["chain"], ["area.id"], name=op.f("fk_ledger_head_chain")),
        sa.PrimaryKeyConstraint("chain", name=op.f("pk_ledger_head")),
    )
    op.create_table(
        "photo",
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("bytes", sa.Integer(), nullable=False),
        sa.Column("mime", sa.Text(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("received_by", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["received_by"], ["person.id"], name=op.f("fk_photo_received_by")),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_photo")),
    )
    op.create_table(
        "serial",
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("area_id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["area_id"], ["area.id"], name=op.f("fk_serial_area_id")),
        sa.PrimaryKeyConstraint("kind", "area_id", "year", name=op.f("pk_serial")),
    )
    op.create_table(
        "sign_in_session",
        sa.Column("token_sha256", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("device_id", sa.Uuid(), nullable=True),
        sa.Column("user_agent", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_sign_in_session_person_id")),
        sa.PrimaryKeyConstraint("token_sha256", name=op.f("pk_sign_in_session")),
    )
    op.create_index(op.f("ix_sign_in_session_person_id"), "sign_in_session", ["person_id"], unique=False)
    op.create_geospatial_table(
        "enterprise",
        sa.Column("id", sa.Uuid(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("uscc", sa.Text(), nullable=True),
        sa.Column("old_reg_no", sa.Text(), nullable=True),
        sa.Column("own_code", sa.Text(), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_en", sa.Text(), nullable=True),
        sa.Column("address", sa.Text(), server_default="", nullable=False),
        sa.Column("business_scope", sa.Text(), server_default="", nullable=False),
        sa.Column("industry_code", sa.Text(), nullable=True),
        sa.Column("industry", sa.Text(), server_default="", nullable=False),
        sa.Column("scale", sa.Text(), nullable=True),
        sa.Column("employees", sa.Integer(), nullable=True),
        sa.Column("principal", sa.Text(), nullable=True),
        sa.Column("principal_phone", sa.Text(), nullable=True),
        sa.Column("contact", sa.Text(), nullable=True),
        sa.Column("contact_phone", sa.Text(), nullable=True),
        sa.Column("safety_manager", sa.Text(), nullable=True),
        sa.Column("safety_manager_phone", sa.Text(), nullable=True),
        sa.Column("tags", postgresql.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("grade", sa.Text(), nullable=True),
        sa.Column("graded_on", sa.Date(), nullable=True),
        sa.Column("risk_colour", sa.Text(), nullable=True),
        sa.Column("key_list", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("status", sa.Text(), server_default="active", nullable=False),
        sa.Column("status_since", sa.Date(), server_default=sa.text("CURRENT_DATE"), nullable=False),
        sa.Column(
            "point",
            Geometry(
                geometry_type="POINT",
                srid=4326,
                dimension=2,
                spatial_index=False,
                from_text="ST_GeomFromEWKT",
                name="geometry",
            ),
            nullable=True,
        ),
        sa.Column(
            "point_3857",
            Geometry(
                geometry_type="POINT",
                srid=3857,
                dimension=2,
                spatial_index=False,
                from_text="ST_GeomFromEWKT",
                name="geometry",
            ),
            sa.Computed("ST_Transform(point, 3857)", persisted=True),
            nullable=True,
        ),
        sa.Column(
            "site",
            Geometry(
                geometry_type="MULTIPOLYGON",
                srid=4326,
                dimension=2,
                spatial_index=False,
                from_text="ST_GeomFromEWKT",
                name="geometry",
            ),
            nullable=True,
        ),
        sa.Column("position_quality", sa.Text(), server_default="none", nullable=False),
        sa.Column("position_accuracy_m", sa.Double(), nullable=True),
        sa.Column("crs_source", sa.Text(), nullable=True),
        sa.Column("verified_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("verified_by", sa.Uuid(), nullable=True),
        sa.Column("unit_source", sa.Text(), server_default="none", nullable=False),
        sa.Column("unit_reason", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), server_default="", nullable=False),
        sa.Column("flags", postgresql.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("import_batch_id", sa.Uuid(), nullable=True),
        sa.Column("is_demo", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("listed_on", sa.Date(), server_default=sa.text("CURRENT_DATE"), nullable=False),
        sa.Column("last_visit_on", sa.Date(), nullable=True),
        sa.Column("revisit_on", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("village_id", sa.Integer(), nullable=True),
        sa.Column("town_id", sa.Integer(), nullable=True),
        sa.Column("district_id", sa.Integer(), nullable=False),
        sa.Column("city_id", sa.Integer(), nullable=False),
        sa.Column("supervision_class", sa.Text(), nullable=False),
        sa.CheckConstraint("grade IS NULL OR grade IN ('A', 'B', 'C', 'D')", name=op.f("ck_enterprise_grade_known")),
        sa.CheckConstraint(
            "position_quality IN ('site', 'address', 'village', 'town', 'district', 'none')",
            name=op.f("ck_enterprise_position_quality_known"),
        ),
        sa.CheckConstraint(
            "risk_colour IS NULL OR risk_colour IN ('red', 'orange', 'yellow', 'blue')",
            name=op.f("ck_enterprise_risk_colour_known"),
        ),
        sa.CheckConstraint(
            "status IN ('candidate', 'active', 'suspended', 'moved_out', 'not_found', 'deregistered', 'shut_down', 'merged')",
            name=op.f("ck_enterprise_status_known"),
        ),
        sa.CheckConstraint(
            "unit_source IN ('point', 'manual', 'area', 'none')", name=op.f("ck_enterprise_unit_source_known")
        ),
        sa.ForeignKeyConstraint(["city_id"], ["area.id"], name=op.f("fk_enterprise_city_id")),
        sa.ForeignKeyConstraint(["district_id"], ["area.id"], name=op.f("fk_enterprise_district_id")),
        sa.ForeignKeyConstraint(["import_batch_id"], ["import_batch.id"], name=op.f("fk_enterprise_import_batch_id")),
        sa.ForeignKeyConstraint(["town_id"], ["area.id"], name=op.f("fk_enterprise_town_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["grid_unit.id"], name=op.f("fk_enterprise_unit_id")),
        sa.ForeignKeyConstraint(["verified_by"], ["person.id"], name=op.f("fk_enterprise_verified_by")),
        sa.ForeignKeyConstraint(["village_id"], ["area.id"], name=op.f("fk_enterprise_village_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enterprise")),
    )
    op.create_index("ix_enterprise_district_id", "enterprise", ["district_id"], unique=False)
    op.create_index(
        "ix_enterprise_name",
        "enterprise",
        ["name"],
        unique=False,
        postgresql_using="gin",
        postgresql_ops={"name": "gin_trgm_ops"},
    )
    op.create_index(
        "ix_enterprise_old_reg_no",
        "enterprise",
        ["old_reg_no"],
        unique=False,
        postgresql_where=sa.text("old_reg_no IS NOT NULL"),
    )
    op.create_geospatial_index(
        "ix_enterprise_point", "enterprise", ["point"], unique=False, postgresql_using="gist", postgresql_ops={}
    )
    op.create_geospatial_index(
        "ix_enterprise_point_3857",
        "enterprise",
        ["point_3857"],
        unique=False,
        postgresql_using="gist",
        postgresql_ops={},
    )
    op.create_index("ix_enterprise_town_id", "enterprise", ["town_id"], unique=False)
    op.create_index("ix_enterprise_unit_id", "enterprise", ["unit_id"], unique=False)
    op.create_index("uq_enterprise_own_code", "enterprise", ["district_id", "own_code"], unique=True)
    op.create_index(
        "uq_enterprise_uscc", "enterprise", ["uscc"], unique=True, postgresql_where=sa.text("status <> 'merged'")
    )
    op.create_table(
        "change_request",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("enterprise_id", sa.Uuid(), nullable=False),
        sa.Column("town_id", sa.Integer(), nullable=True),
        sa.Column("district_id", sa.Integer(), nullable=False),
        sa.Column("visit_id", sa.Uuid(), nullable=True),
        sa.Column("proposed", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("present", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), server_default="proposed", nullable=False),
        sa.Column("by_person", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decision_reason", sa.Text(), nullable=True),
        sa.CheckConstraint("state IN ('proposed', 'accepted', 'declined')", name=op.f("ck_change_request_state_known")),
        sa.ForeignKeyConstraint(["by_person"], ["person.id"], name=op.f("fk_change_request_by_person")),
        sa.ForeignKeyConstraint(["decided_by"], ["person.id"], name=op.f("fk_change_request_decided_by")),
        sa.ForeignKeyConstraint(["district_id"], ["area.id"], name=op.f("fk_change_request_district_id")),
        sa.ForeignKeyConstraint(["enterprise_id"], ["enterprise.id"], name=op.f("fk_change_request_enterprise_id")),
        sa.ForeignKeyConstraint(["town_id"], ["area.id"], name=op.f("fk_change_request_town_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_change_request")),
    )
    op.create_index(op.f("ix_change_request_enterprise_id"), "change_request", ["enterprise_id"], unique=False)
    op.create_index("ix_change_request_town_id_state", "change_request", ["town_id", "state"], unique=False)
    op.create_table(
        "enterprise_unit",
        sa.Column("id", sa.Integer(), sa.Identity(always=False), nullable=False),
        sa.Column("enterprise_id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("by_person", sa.Uuid(), nullable=True),
        sa.Column("valid_from", sa.DateTime(timezone=True), nullable=False),
        sa.Column("valid_to", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["by_person"], ["person.id"], name=op.f("fk_enterprise_unit_by_person")),
        sa.ForeignKeyConstraint(["enterprise_id"], ["enterprise.id"], name=op.f("fk_enterprise_unit_enterprise_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["grid_unit.id"], name=op.f("fk_enterprise_unit_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enterprise_unit")),
    )
    op.create_index(
        "ix_enterprise_unit_enterprise_id", "enterprise_unit", ["enterprise_id", "valid_from"], unique=False
    )
    op.create_table(
        "notice",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("enterprise_id", sa.Uuid(), nullable=False),
        sa.Column("issued_by", sa.Uuid(), nullable=False),
        sa.Column("second_id", sa.Uuid(), nullable=True),
        sa.Column("issuer", sa.Text(), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("link_expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("link_revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("acknowledged_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("acknowledged_by", sa.Text(), nullable=True),
        sa.Column("acknowledged_phone", sa.Text(), nullable=True),
        sa.Column("intention", sa.Text(), nullable=True),
        sa.Column("funds_planned", sa.BIGINT(), nullable=True),
        sa.Column("is_demo", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("village_id", sa.Integer(), nullable=True),
        sa.Column("town_id", sa.Integer(), nullable=True),
        sa.Column("district_id", sa.Integer(), nullable=False),
        sa.Column("city_id", sa.Integer(), nullable=False),
        sa.Column("supervision_class", sa.Text(), nullable=False),
        sa.CheckConstraint("kind IN ('reminder', 'rectification_order')", name=op.f("ck_notice_kind_known")),
        sa.ForeignKeyConstraint(["city_id"], ["area.id"], name=op.f("fk_notice_city_id")),
        sa.ForeignKeyConstraint(["district_id"], ["area.id"], name=op.f("fk_notice_district_id")),
        sa.ForeignKeyConstraint(["enterprise_id"], ["enterprise.id"], name=op.f("fk_notice_enterprise_id")),
        sa.ForeignKeyConstraint(["issued_by"], ["person.id"], name=op.f("fk_notice_issued_by")),
        sa.ForeignKeyConstraint(["second_id"], ["person.id"], name=op.f("fk_notice_second_id")),
        sa.ForeignKeyConstraint(["town_id"], ["area.id"], name=op.f("fk_notice_town_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["grid_unit.id"], name=op.f("fk_notice_unit_id")),
        sa.ForeignKeyConstraint(["village_id"], ["area.id"], name=op.f("fk_notice_village_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice")),
        sa.UniqueConstraint("number", name=op.f("uq_notice_number")),
    )
    op.create_index("ix_notice_enterprise_id_issued_at", "notice", ["enterprise_id", "issued_at"], unique=False)
    op.create_index("ix_notice_town_id_issued_at", "notice", ["town_id", "issued_at"], unique=False)
    op.create_table(
        "person_grant",
        sa.Column("id", sa.Integer(), sa.Identity(always=False), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("level", sa.Text(), nullable=True),
        sa.Column("area_id", sa.Integer(), nullable=True),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("enterprise_id", sa.Uuid(), nullable=True),
        sa.Column("classes", postgresql.ARRAY(sa.Text()), nullable=True),
        sa.Column("part", sa.Text(), nullable=True),
        sa.Column("valid_from", sa.DateTime(timezone=True), nullable=False),
        sa.Column("valid_to", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "level IS NULL OR level IN ('city', 'district', 'town', 'village')",
            name=op.f("ck_person_grant_level_known"),
        ),
        sa.CheckConstraint("part IS NULL OR part IN ('A', 'B', 'head')", name=op.f("ck_person_grant_part_known")),
        sa.CheckConstraint(
            "role IN ('admin', 'city', 'department', 'district', 'enterprise', 'inspector', 'officer', 'planner', 'town_head', 'town_officer')",
            name=op.f("ck_person_grant_role_known"),
        ),
        sa.ForeignKeyConstraint(["area_id"], ["area.id"], name=op.f("fk_person_grant_area_id")),
        sa.ForeignKeyConstraint(["enterprise_id"], ["enterprise.id"], name=op.f("fk_person_grant_enterprise_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_person_grant_person_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["grid_unit.id"], name=op.f("fk_person_grant_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person_grant")),
    )
    op.create_index(op.f("ix_person_grant_area_id"), "person_grant", ["area_id"], unique=False)
    op.create_index(op.f("ix_person_grant_enterprise_id"), "person_grant", ["enterprise_id"], unique=False)
    op.create_index(op.f("ix_person_grant_person_id"), "person_grant", ["person_id"], unique=False)
    op.create_index("ix_person_grant_unit_id", "person_grant", ["unit_id"], unique=False)
    op.create_geospatial_table(
        "visit",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("enterprise_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("officer_id", sa.Uuid(), nullable=False),
        sa.Column("second_id", sa.Uuid(), nullable=True),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "fix",
            Geometry(
                geometry_type="POINT",
                srid=4326,
                dimension=2,
                spatial_index=False,
                from_text="ST_GeomFromEWKT",
                name="geometry",
            ),
            nullable=True,
        ),
        sa.Column("fix_radius_m", sa.Double(), nullable=True),
        sa.Column("fix_age_s", sa.Double(), nullable=True),
        sa.Column("distance_m", sa.Double(), nullable=True),
        sa.Column("presence", sa.Text(), nullable=False),
        sa.Column("away_reason", sa.Text(), server_default="", nullable=False),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("checklist_version_id", sa.Integer(), nullable=True),
        sa.Column("answers", postgresql.JSONB(astext_type=sa.Text()), server_default=sa.text("'[]'"), nullable=False),
        sa.Column("person_met", sa.Text(), server_default="", nullable=False),
        sa.Column("signature", sa.Text(), nullable=True),
        sa.Column("remark", sa.Text(), server_default="", nullable=False),
        sa.Column("is_demo", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("village_id", sa.Integer(), nullable=True),
        sa.Column("town_id", sa.Integer(), nullable=True),
        sa.Column("district_id", sa.Integer(), nullable=False),
        sa.Column("city_id", sa.Integer(), nullable=False),
        sa.Column("supervision_class", sa.Text(), nullable=False),
        sa.CheckConstraint("kind IN ('patrol', 'inspection', 'reinspection')", name=op.f("ck_visit_kind_known")),
        sa.CheckConstraint(
            "outcome IS NULL OR outcome IN ('inspected', 'closed_door', 'suspended', 'moved', 'not_found', 'refused', 'new_owner', 'several_units')",
            name=op.f("ck_visit_outcome_known"),
        ),
        sa.CheckConstraint("presence IN ('at_site', 'near', 'away', 'unknown')", name=op.f("ck_visit_presence_known")),
        sa.ForeignKeyConstraint(
            ["checklist_version_id"], ["checklist_version.id"], name=op.f("fk_visit_checklist_version_id")
        ),
        sa.ForeignKeyConstraint(["city_id"], ["area.id"], name=op.f("fk_visit_city_id")),
        sa.ForeignKeyConstraint(["district_id"], ["area.id"], name=op.f("fk_visit_district_id")),
        sa.ForeignKeyConstraint(["enterprise_id"], ["enterprise.id"], name=op.f("fk_visit_enterprise_id")),
        sa.ForeignKeyConstraint(["officer_id"], ["person.id"], name=op.f("fk_visit_officer_id")),
        sa.ForeignKeyConstraint(["second_id"], ["person.id"], name=op.f("fk_visit_second_id")),
        sa.ForeignKeyConstraint(["town_id"], ["area.id"], name=op.f("fk_visit_town_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["grid_unit.id"], name=op.f("fk_visit_unit_id")),
        sa.ForeignKeyConstraint(["village_id"], ["area.id"], name=op.f("fk_visit_village_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visit")),
    )
    op.create_index("ix_visit_enterprise_id_started_at", "visit", ["enterprise_id", "started_at"], unique=False)
    op.create_index("ix_visit_officer_id_started_at", "visit", ["officer_id", "started_at"], unique=False)
    op.create_index("ix_visit_town_id_started_at", "visit", ["town_id", "started_at"], unique=False)
    op.create_index("ix_visit_unit_id_started_at", "visit", ["unit_id", "started_at"], unique=False)
    op.create_geospatial_table(
        "hazard",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("ledger_no", sa.Text(), nullable=False),
        sa.Column("enterprise_id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("level", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("category", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("suggestion", sa.Text(), server_default="", nullable=False),
        sa.Column("interim_measures", sa.Text(), server_default="", nullable=False),
        sa.Column("responsible", sa.Text(), server_default="", nullable=False),
        sa.Column("check_item", sa.Text(), nullable=True),
        sa.Column(
            "point",
            Geometry(
                geometry_type="POINT",
                srid=4326,
                dimension=2,
                spatial_index=False,
                from_text="ST_GeomFromEWKT",
                name="geometry",
            ),
            nullable=True,
        ),
        sa.Column(
            "point_3857",
            Geometry(
                geometry_type="POINT",
                srid=3857,
                dimension=2,
                spatial_index=False,
                from_text="ST_GeomFromEWKT",
                name="geometry",
            ),
            sa.Computed("ST_Transform(point, 3857)", persisted=True),
            nullable=True,
        ),
        sa.Column("point_radius_m", sa.Double(), nullable=True),
        sa.Column("point_from", sa.Text(), server_default="none", nullable=False),
        sa.Column("visit_id", sa.Uuid(), nullable=True),
        sa.Column("found_by", sa.Uuid(), nullable=False),
        sa.Column("found_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("late", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("original_due_on", sa.Date(), nullable=True),
        sa.Column("photos_before", sa.Integer(), server_default="0", nullable=False),
        sa.Column("first_photo_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("competent_area", sa.Integer(), nullable=True),
        sa.Column("transfer", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("returns", sa.Integer(), server_default="0", nullable=False),
        sa.Column("plan", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("plan_approved", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("extension_to", sa.Date(), nullable=True),
        sa.Column("extensions", sa.Integer(), server_default="0", nullable=False),
        sa.Column("fixed_by", sa.Uuid(), nullable=True),
        sa.Column("fixed_by_name", sa.Text(), nullable=True),
        sa.Column("done", sa.Text(), nullable=True),
        sa.Column("funds_actual", sa.BigInteger(), nullable=True),
        sa.Column("submitted_on", sa.Date(), nullable=True),
        sa.Column("failed_reinspections", sa.Integer(), server_default="0", nullable=False),
        sa.Column("on_the_spot", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("merged_into", sa.Uuid(), nullable=True),
        sa.Column("repeat_of", sa.Uuid(), nullable=True),
        sa.Column("closed_by", sa.Uuid(), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("notice_id", sa.Uuid(), nullable=True),
        sa.Column("reopened", sa.Integer(), server_default="0", nullable=False),
        sa.Column("is_demo", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("village_id", sa.Integer(), nullable=True),
        sa.Column("town_id", sa.Integer(), nullable=True),
        sa.Column("district_id", sa.Integer(), nullable=False),
        sa.Column("city_id", sa.Integer(), nullable=False),
        sa.Column("supervision_class", sa.Text(), nullable=False),
        sa.CheckConstraint("level IN ('general', 'major')", name=op.f("ck_hazard_level_known")),
        sa.CheckConstraint(
            "source IN ('grid', 'inspection', 'self_check', 'town', 'department')", name=op.f("ck_hazard_source_known")
        ),
        sa.CheckConstraint(
            "state IN ('reported', 'open', 'rectifying', 'submitted', 'closed', 'transfer_pending', 'plan_review', 'invalid', 'merged', 'void')",
            name=op.f("ck_hazard_state_known"),
        ),
        sa.ForeignKeyConstraint(["city_id"], ["area.id"], name=op.f("fk_hazard_city_id")),
        sa.ForeignKeyConstraint(["competent_area"], ["area.id"], name=op.f("fk_hazard_competent_area")),
        sa.ForeignKeyConstraint(["district_id"], ["area.id"], name=op.f("fk_hazard_district_id")),
        sa.ForeignKeyConstraint(["enterprise_id"], ["enterprise.id"], name=op.f("fk_hazard_enterprise_id")),
        sa.ForeignKeyConstraint(["found_by"], ["person.id"], name=op.f("fk_hazard_found_by")),
        sa.ForeignKeyConstraint(["notice_id"], ["notice.id"], name=op.f("fk_hazard_notice_id")),
        sa.ForeignKeyConstraint(["town_id"], ["area.id"], name=op.f("fk_hazard_town_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["grid_unit.id"], name=op.f("fk_hazard_unit_id")),
        sa.ForeignKeyConstraint(["village_id"], ["area.id"], name=op.f("fk_hazard_village_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hazard")),
        sa.UniqueConstraint("ledger_no", name=op.f("uq_hazard_ledger_no")),
    )
    op.create_index("ix_hazard_district_id_state", "hazard", ["district_id", "state"], unique=False)
    op.create_index("ix_hazard_enterprise_id", "hazard", ["enterprise_id"], unique=False)
    op.create_geospatial_index(
        "ix_hazard_point_3857", "hazard", ["point_3857"], unique=False, postgresql_using="gist", postgresql_ops={}
    )
    op.create_index("ix_hazard_town_id_found_at", "hazard", ["town_id", "found_at"], unique=False)
    op.create_index("ix_hazard_town_id_state", "hazard", ["town_id", "state"], unique=False)
    op.create_index("ix_hazard_unit_id_state", "hazard", ["unit_id", "state"], unique=False)
    op.create_geospatial_table(
        "evidence",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("act_id", sa.Uuid(), nullable=False),
        sa.Column("device_id", sa.Uuid(), nullable=True),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("enterprise_id", sa.Uuid(), nullable=False),
        sa.Column("hazard_id", sa.Uuid(), nullable=True),
        sa.Column("visit_id", sa.Uuid(), nullable=True),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "fix",
            Geometry(
                geometry_type="POINT",
                srid=4326,
                dimension=2,
                spatial_index=False,
                from_text="ST_GeomFromEWKT",
                name="geometry",
            ),
            nullable=True,
        ),
        sa.Column("fix_radius_m", sa.Double(), nullable=True),
        sa.CheckConstraint(
            "role IN ('before', 'after', 'reinspection', 'reopening', 'visit', 'signature', 'position')",
            name=op.f("ck_evidence_role_known"),
        ),
        sa.ForeignKeyConstraint(["enterprise_id"], ["enterprise.id"], name=op.f("fk_evidence_enterprise_id")),
        sa.ForeignKeyConstraint(["hazard_id"], ["hazard.id"], name=op.f("fk_evidence_hazard_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_evidence_person_id")),
        sa.ForeignKeyConstraint(["visit_id"], ["visit.id"], name=op.f("fk_evidence_visit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence")),
        sa.UniqueConstraint("act_id", "sha256", "role", name=op.f("uq_evidence_act_id_sha256_role")),
    )
    op.create_index("ix_evidence_hazard_id", "evidence", ["hazard_id"], unique=False)
    op.create_index("ix_evidence_sha256", "evidence", ["sha256"], unique=False)
    op.create_index("ix_evidence_visit_id", "evidence", ["visit_id"], unique=False)
    op.create_table(
        "hazard_event",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("hazard_id", sa.Uuid(), nullable=False),
        sa.Column("event", sa.Text(), nullable=False),
        sa.Column("act_id", sa.Uuid(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("act_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("person_name", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("state_before", sa.Text(), nullable=True),
        sa.Column("state_after", sa.Text(), nullable=False),
        sa.Column("body", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.CheckConstraint(
            "event IN ('hazard-reported', 'hazard-opened', 'hazard-rectified-on-the-spot', 'hazard-rejected', 'hazard-merged', 'transfer-offered', 'transfer-accepted', 'transfer-returned', 'level-changed', 'hazard-voided', 'hazard-reopened', 'notice-issued', 'notice-acknowledged', 'plan-submitted', 'plan-approved', 'plan-returned', 'extension-requested', 'extension-granted', 'extension-refused', 'rectification-submitted', 'reinspection-passed', 'reinspection-failed')",
            name=op.f("ck_hazard_event_event_known"),
        ),
        sa.ForeignKeyConstraint(["hazard_id"], ["hazard.id"], name=op.f("fk_hazard_event_hazard_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_hazard_event_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hazard_event")),
    )
    op.create_index("ix_hazard_event_hazard_id", "hazard_event", ["hazard_id", "id"], unique=False)
    op.create_table(
        "notice_item",
        sa.Column("notice_id", sa.Uuid(), nullable=False),
        sa.Column("hazard_id", sa.Uuid(), nullable=False),
        sa.Column("item_no", sa.Integer(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("demand", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["hazard_id"], ["hazard.id"], name=op.f("fk_notice_item_hazard_id")),
        sa.ForeignKeyConstraint(["notice_id"], ["notice.id"], name=op.f("fk_notice_item_notice_id")),
        sa.PrimaryKeyConstraint("notice_id", "hazard_id", name=op.f("pk_notice_item")),
    )


def downgrade() -> None:
    """Take back."""
    op.drop_table("notice_item")
    op.drop_index("ix_hazard_event_hazard_id", table_name="hazard_event")
    op.drop_table("hazard_event")
    op.drop_index("ix_evidence_visit_id", table_name="evidence")
    op.drop_index("ix_evidence_sha256", table_name="evidence")
    op.drop_index("ix_evidence_hazard_id", table_name="evidence")
    op.drop_geospatial_table("evidence")
    op.drop_index("ix_hazard_unit_id_state", table_name="hazard")
    op.drop_index("ix_hazard_town_id_state", table_name="hazard")
    op.drop_index("ix_hazard_town_id_found_at", table_name="hazard")
    op.drop_geospatial_index(
        "ix_hazard_point_3857", table_name="hazard", postgresql_using="gist", column_name="point_3857"
    )
    op.drop_index("ix_hazard_enterprise_id", table_name="hazard")
    op.drop_index("ix_hazard_district_id_state", table_name="hazard")
    op.drop_geospatial_table("hazard")
    op.drop_index("ix_visit_unit_id_started_at", table_name="visit")
    op.drop_index("ix_visit_town_id_started_at", table_name="visit")
    op.drop_index("ix_visit_officer_id_started_at", table_name="visit")
    op.drop_index("ix_visit_enterprise_id_started_at", table_name="visit")
    op.drop_geospatial_table("visit")
    op.drop_index("ix_person_grant_unit_id", table_name="person_grant")
    op.drop_index(op.f("ix_person_grant_person_id"), table_name="person_grant")
    op.drop_index(op.f("ix_person_grant_enterprise_id"), table_name="person_grant")
    op.drop_index(op.f("ix_person_grant_area_id"), table_name="person_grant")
    op.drop_table("person_grant")
    op.drop_index("ix_notice_town_id_issued_at", table_name="notice")
    op.drop_index("ix_notice_enterprise_id_issued_at", table_name="notice")
    op.drop_table("notice")
    op.drop_index("ix_enterprise_unit_enterprise_id", table_name="enterprise_unit")
    op.drop_table("enterprise_unit")
    op.drop_index("ix_change_request_town_id_state", table_name="change_request")
    op.drop_index(op.f("ix_change_request_enterprise_id"), table_name="change_request")
    op.drop_table("change_request")
    op.drop_index("uq_enterprise_uscc", table_name="enterprise", postgresql_where=sa.text("status <> 'merged'"))
    op.drop_index("uq_enterprise_own_code", table_name="enterprise")
    op.drop_index("ix_enterprise_unit_id", table_name="enterprise")
    op.drop_index("ix_enterprise_town_id", table_name="enterprise")
    op.drop_geospatial_index(
        "ix_enterprise_point_3857", table_name="enterprise", postgresql_using="gist", column_name="point_3857"
    )
    op.drop_geospatial_index(
        "ix_enterprise_point", table_name="enterprise", postgresql_using="gist", column_name="point"
    )
    op.drop_index(
        "ix_enterprise_old_reg_no", table_name="enterprise", postgresql_where=sa.text("old_reg_no IS NOT NULL")
    )
    op.drop_index(
        "ix_enterprise_name", table_name="enterprise", postgresql_using="gin", postgresql_ops={"name": "gin_trgm_ops"}
    )
    op.drop_index("ix_enterprise_district_id", table_name="enterprise")
    op.drop_geospatial_table("enterprise")
    op.drop_index(op.f("ix_sign_in_session_person_id"), table_name="sign_in_session")
    op.drop_table("sign_in_session")
    op.drop_table("serial")
    op.drop_table("photo")
    op.drop_table("ledger_head")
    op.drop_table("ledger")
    op.drop_index("ix_inbox_message_person_id_id", table_name="inbox_message")
    op.drop_table("inbox_message")
    op.drop_table("import_batch")
    op.drop_index("uq_grid_unit_code", table_name="grid_unit", postgresql_where=sa.text("valid_to IS NULL"))
    op.drop_index(op.f("ix_grid_unit_town_id"), table_name="grid_unit")
    op.drop_geospatial_index(
        "ix_grid_unit_geom_3857", table_name="grid_unit", postgresql_using="gist", column_name="geom_3857"
    )
    op.drop_geospatial_index("ix_grid_unit_geom", table_name="grid_unit", postgresql_using="gist", column_name="geom")
    op.drop_geospatial_table("grid_unit")
    op.drop_table("checklist_version")
    op.drop_table("area_code")
    op.drop_index("ix_act_received_parent_id", table_name="act_received", postgresql_where=sa.text("status = 'held'"))
    op.drop_index("ix_act_received_device_id", table_name="act_received")
    op.drop_table("act_received")
    op.drop_index("ix_sign_in_failure_key_at", table_name="sign_in_failure")
    op.drop_table("sign_in_failure")
    op.drop_table("person")
    op.drop_table("outbound_message")
    op.drop_table("installation")
    op.drop_table("checklist")
    op.drop_index("ix_change_log_xid", table_name="change_log")
    op.drop_index("ix_change_log_unit_id", table_name="change_log")
    op.drop_index("ix_change_log_town_id", table_name="change_log")
    op.drop_index("ix_change_log_enterprise_id", table_name="change_log")
    op.drop_index("ix_change_log_district_id", table_name="change_log")
    op.drop_table("change_log")
    op.drop_geospatial_index(
        "ix_basemap_feature_geom", table_name="basemap_feature", postgresql_using="gist", column_name="geom"
    )
    op.drop_geospatial_table("basemap_feature")
    op.drop_geospatial_index("ix_area_geom", table_name="area", postgresql_using="gist", column_name="geom")
    op.drop_geospatial_table("area")
