-- Notices as documents with their items. Binds: {scope} (server/reads/scope.notices), {filter}, {order}, :limit.
-- Index: ix_notice_town_id_issued_at or ix_notice_enterprise_id_issued_at.
SELECT row_to_json(doc)::text AS doc, n.id, n.issued_at
FROM notice n
JOIN enterprise e ON e.id = n.enterprise_id
JOIN person p ON p.id = n.issued_by
LEFT JOIN person s ON s.id = n.second_id
CROSS JOIN LATERAL (
  SELECT n.id, n.number, n.kind, n.enterprise_id, e.name AS enterprise_name, n.issuer, p.name AS issued_by_name,
    s.name AS second_name, n.issued_at, n.due_on, n.acknowledged_at, n.acknowledged_by, n.intention,
    n.link_expires_at, n.link_revoked_at, n.voided_at,
    (SELECT coalesce(json_agg(json_build_object('hazard_id', i.hazard_id, 'item_no', i.item_no, 'due_on', i.due_on,
        'demand', i.demand) ORDER BY i.item_no), '[]') FROM notice_item i WHERE i.notice_id = n.id) AS items,
    EXISTS (SELECT 1 FROM authority a WHERE a.area_id IN (n.town_id, n.district_id) AND a.name = n.issuer) AS issuer_named,
    n.is_demo
) doc
WHERE {scope} {filter}
ORDER BY {order}
LIMIT :limit
