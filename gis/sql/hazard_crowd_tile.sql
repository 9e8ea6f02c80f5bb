-- Many hazards of one tile as groups that look the same: what they say in one text (crowds.py), ids and spots as bytes
-- in a row (point_tile.py). It stops after :most, and the caller draws cells.
-- Made of: {here}, {scope} and {figures} on h, {spot} of f.p. Binds: :z :x :y :size :today :most. Index: ix_hazard_point_3857.
SELECT f.said, string_agg(uuid_send(f.id), '') AS ids, string_agg(int4send({spot}), '') AS spots
FROM (
  SELECT h.point_3857 AS p, h.id,
    h.state || E'\x1f' || h.level || E'\x1f' || h.category || E'\x1f' || coalesce(nullif(h.stop, 'none'), '') || E'\x1f'
    || CASE WHEN h.state IN ('open', 'rectifying', 'plan_review') AND h.due_on < :today THEN 'late' ELSE '' END AS said
  FROM hazard h
  WHERE {here} AND h.state NOT IN ('invalid', 'merged', 'void') AND {scope} {figures}
  LIMIT CAST(:most AS int) + 1
) f GROUP BY f.said
