-- Enterprises whose point lies in ground that came to a unit, with the unit that has it; manual ones are marked.
-- On a shared edge an enterprise stays where it is, else the lowest rank has it; a dedicated unit keeps its own.
-- Binds: :keys, :units, :ranks, :shapes, :gained (arrays of one length: outlines and boxes of the ground that came, as
-- WKB of WGS-84), :district. Index: ix_enterprise_point.
WITH made AS MATERIALIZED (
  SELECT m.key, m.unit_id, m.rank, ST_GeomFromWKB(m.shape, 4326) AS geom, ST_GeomFromWKB(m.gained, 4326) AS gained
  FROM unnest(CAST(:keys AS text[]), CAST(:units AS integer[]), CAST(:ranks AS integer[]), CAST(:shapes AS bytea[]),
    CAST(:gained AS bytea[])) AS m(key, unit_id, rank, shape, gained)
), near AS MATERIALIZED (
  SELECT e.id, e.unit_id, e.unit_source, e.point, m.key, m.rank
  FROM made m
  JOIN enterprise e ON e.point && m.gained AND ST_Intersects(m.geom, e.point)
  WHERE m.gained IS NOT NULL AND (m.unit_id IS NULL OR e.unit_id IS DISTINCT FROM m.unit_id) AND e.district_id = :district
    AND e.position_quality IN ('site', 'address') AND e.status <> 'merged'
)
SELECT DISTINCT ON (n.id) n.id, n.unit_id, n.key, n.unit_source = 'manual' AS manual
FROM near n
LEFT JOIN made own ON own.unit_id = n.unit_id
LEFT JOIN grid_unit held ON held.id = n.unit_id
WHERE (own.geom IS NULL OR NOT ST_Intersects(own.geom, n.point)) AND held.kind IS DISTINCT FROM 'dedicated'
ORDER BY n.id, n.rank
