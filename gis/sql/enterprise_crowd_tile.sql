-- Many enterprises of one tile as groups that look the same: what they say in one text (crowds.py), of a place known
-- roughly its quality alone; ids and spots as bytes in a row (point_tile.py). It stops after :most, and the caller
-- draws cells. Made of: {here} and {scope} on e, {spot} of f.p. Binds: :z :x :y :size :most. Index: ix_enterprise_point_3857.
SELECT f.said, string_agg(uuid_send(f.id), '') AS ids, string_agg(int4send({spot}), '') AS spots
FROM (
  SELECT e.point_3857 AS p, e.id, CASE WHEN e.position_quality IN ('site', 'address')
    THEN coalesce(e.grade, '') || E'\x1f' || coalesce(e.risk_colour, '') || E'\x1f' || e.status || E'\x1f\x1f' || e.position_quality
    ELSE e.position_quality END AS said
  FROM enterprise e
  WHERE {here} AND e.status IN ('active', 'suspended', 'candidate') AND {scope}
  LIMIT CAST(:most AS int) + 1
) f GROUP BY f.said
