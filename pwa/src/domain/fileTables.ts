// Written by `./wangge schema` from grids/tables/file_topics.toml and base_fields.toml; do not edit.

export type FieldType = 'text' | 'integer' | 'number' | 'flag' | 'date' | 'choice'
export interface FileField {
  readonly name: string
  readonly type: FieldType
  readonly options: readonly string[]
  readonly needed: boolean
}
export interface FileTopic {
  readonly id: string
  readonly kind: 'special' | 'base' | 'told'
  readonly tag: string | null
  readonly expires: boolean
  readonly fields: readonly FileField[]
}

/** The ledgers of an enterprise's file. */
export const FILE_TOPICS: readonly FileTopic[] = [
  { id: 'dust', kind: 'special', tag: '涉爆粉尘', expires: false, fields: [{ name: 'dust_kind', type: 'choice', options: ['aluminium', 'magnesium', 'other_metal', 'wood', 'grain', 'textile', 'plastic', 'coal', 'other'], needed: true }, { name: 'place', type: 'text', options: [], needed: true }, { name: 'people', type: 'integer', options: [], needed: true }, { name: 'people_per_shift', type: 'integer', options: [], needed: false }, { name: 'dedusting', type: 'choice', options: ['dry', 'wet', 'none'], needed: true }, { name: 'cleaning', type: 'choice', options: ['each_shift', 'daily', 'weekly', 'none'], needed: false }] },
  { id: 'ammonia', kind: 'special', tag: '涉氨制冷', expires: false, fields: [{ name: 'use', type: 'choice', options: ['cold_store', 'quick_freezing', 'air_conditioning', 'other'], needed: true }, { name: 'place', type: 'text', options: [], needed: true }, { name: 'tonnes', type: 'number', options: [], needed: true }, { name: 'people', type: 'integer', options: [], needed: false }] },
  { id: 'confined_space', kind: 'special', tag: '有限空间', expires: false, fields: [{ name: 'name', type: 'text', options: [], needed: true }, { name: 'place', type: 'text', options: [], needed: true }, { name: 'count', type: 'integer', options: [], needed: true }, { name: 'toxic', type: 'flag', options: [], needed: true }, { name: 'substances', type: 'text', options: [], needed: false }] },
  { id: 'smelting', kind: 'special', tag: '冶金铸造', expires: false, fields: [{ name: 'metal', type: 'choice', options: ['steel', 'iron', 'aluminium', 'copper', 'zinc', 'other'], needed: true }, { name: 'furnace', type: 'text', options: [], needed: true }, { name: 'capacity_t', type: 'number', options: [], needed: false }, { name: 'deep_well_casting', type: 'flag', options: [], needed: false }, { name: 'people', type: 'integer', options: [], needed: true }] },
  { id: 'solvent', kind: 'special', tag: '喷涂', expires: false, fields: [{ name: 'material', type: 'text', options: [], needed: true }, { name: 'spraying', type: 'flag', options: [], needed: true }, { name: 'annual_t', type: 'number', options: [], needed: false }, { name: 'place', type: 'text', options: [], needed: true }] },
  { id: 'chemicals', kind: 'special', tag: '危险化学品', expires: false, fields: [{ name: 'chemical', type: 'text', options: [], needed: true }, { name: 'cas', type: 'text', options: [], needed: false }, { name: 'activity', type: 'choice', options: ['production', 'storage', 'use', 'trade'], needed: true }, { name: 'above_limit', type: 'flag', options: [], needed: true }, { name: 'max_stored_t', type: 'number', options: [], needed: false }, { name: 'annual_t', type: 'number', options: [], needed: false }] },
  { id: 'gas', kind: 'special', tag: '燃气使用', expires: false, fields: [{ name: 'gas', type: 'choice', options: ['natural_gas', 'lpg', 'coal_gas', 'hydrogen', 'other'], needed: true }, { name: 'use', type: 'text', options: [], needed: true }, { name: 'alarm', type: 'flag', options: [], needed: true }] },
  { id: 'crowded', kind: 'special', tag: '人员密集场所', expires: false, fields: [{ name: 'place_type', type: 'choice', options: ['gathering', 'hospital', 'school', 'care_home', 'nursery', 'library', 'exhibition', 'labour_intensive', 'dormitory', 'tourism', 'religious'], needed: true }, { name: 'capacity', type: 'integer', options: [], needed: true }] },
  { id: 'lithium', kind: 'special', tag: '锂电池', expires: false, fields: [{ name: 'activity', type: 'choice', options: ['production', 'storage', 'use', 'charging'], needed: true }, { name: 'max_stored', type: 'text', options: [], needed: false }, { name: 'isolation', type: 'flag', options: [], needed: true }] },
  { id: 'special_equipment', kind: 'special', tag: '特种设备', expires: true, fields: [{ name: 'equipment', type: 'choice', options: ['boiler', 'pressure_vessel', 'pressure_pipe', 'lift', 'crane', 'ropeway', 'amusement', 'vehicle'], needed: true }, { name: 'registration_no', type: 'text', options: [], needed: true }, { name: 'tested_on', type: 'date', options: [], needed: false }] },
  { id: 'installation', kind: 'special', tag: '重大危险源', expires: false, fields: [{ name: 'name', type: 'text', options: [], needed: true }, { name: 'level', type: 'integer', options: [], needed: true }, { name: 'r', type: 'number', options: [], needed: false }, { name: 'people_within_500_m', type: 'integer', options: [], needed: false }, { name: 'filed_on', type: 'date', options: [], needed: false }] },
  { id: 'contractor', kind: 'special', tag: '承租承包', expires: false, fields: [{ name: 'name', type: 'text', options: [], needed: true }, { name: 'relation', type: 'choice', options: ['contractor', 'lessee', 'lessor'], needed: true }, { name: 'work', type: 'text', options: [], needed: false }, { name: 'agreement', type: 'flag', options: [], needed: true }] },
  { id: 'process', kind: 'special', tag: null, expires: false, fields: [{ name: 'name', type: 'text', options: [], needed: true }, { name: 'obsolete', type: 'flag', options: [], needed: true }, { name: 'manual_high_risk', type: 'flag', options: [], needed: true }] },
  { id: 'area', kind: 'base', tag: null, expires: false, fields: [{ name: 'name', type: 'text', options: [], needed: true }, { name: 'person', type: 'text', options: [], needed: true }, { name: 'post', type: 'text', options: [], needed: false }] },
  { id: 'staff', kind: 'base', tag: null, expires: true, fields: [{ name: 'name', type: 'text', options: [], needed: true }, { name: 'post', type: 'choice', options: ['principal', 'safety_full_time', 'safety_part_time', 'registered_engineer', 'special_operator'], needed: true }, { name: 'operation', type: 'text', options: [], needed: false }, { name: 'certificate', type: 'text', options: [], needed: false }, { name: 'trained_on', type: 'date', options: [], needed: false }] },
  { id: 'management', kind: 'base', tag: null, expires: false, fields: [{ name: 'risk_list', type: 'flag', options: [], needed: true }, { name: 'emergency_plan', type: 'flag', options: [], needed: true }, { name: 'drilled_on', type: 'date', options: [], needed: false }] },
  { id: 'permit', kind: 'base', tag: null, expires: true, fields: [{ name: 'permit', type: 'text', options: [], needed: true }, { name: 'number', type: 'text', options: [], needed: true }, { name: 'authority', type: 'text', options: [], needed: false }] },
  { id: 'standardization', kind: 'base', tag: null, expires: true, fields: [{ name: 'level', type: 'integer', options: [], needed: true }, { name: 'certificate', type: 'text', options: [], needed: false }] },
  { id: 'evaluation', kind: 'base', tag: null, expires: true, fields: [{ name: 'evaluation', type: 'text', options: [], needed: true }, { name: 'agency', type: 'text', options: [], needed: true }, { name: 'conclusion', type: 'text', options: [], needed: false }] },
  { id: 'accident', kind: 'told', tag: null, expires: false, fields: [{ name: 'happened_on', type: 'date', options: [], needed: true }, { name: 'accident_type', type: 'text', options: [], needed: true }, { name: 'deaths', type: 'integer', options: [], needed: true }, { name: 'serious_injuries', type: 'integer', options: [], needed: true }, { name: 'loss_yuan', type: 'integer', options: [], needed: false }] },
  { id: 'enforcement', kind: 'told', tag: null, expires: false, fields: [{ name: 'document', type: 'text', options: [], needed: true }, { name: 'number', type: 'text', options: [], needed: true }, { name: 'decided_on', type: 'date', options: [], needed: true }, { name: 'penalty_yuan', type: 'integer', options: [], needed: false }, { name: 'authority', type: 'text', options: [], needed: false }] },
  { id: 'credit', kind: 'told', tag: null, expires: false, fields: [{ name: 'level', type: 'choice', options: ['A', 'B', 'C', 'D'], needed: true }, { name: 'reason', type: 'text', options: [], needed: false }] },
]

/** The basic facts that may be proposed. */
export const BASE_FIELDS = [
  { name: 'name', type: 'text', group: 'identity', options: [] },
  { name: 'short_name', type: 'text', group: 'identity', options: [] },
  { name: 'uscc', type: 'uscc', group: 'identity', options: [] },
  { name: 'unlicensed', type: 'flag', group: 'identity', options: [] },
  { name: 'status', type: 'choice', group: 'identity', options: ['candidate', 'active', 'suspended', 'moved_out', 'not_found', 'deregistered', 'shut_down'] },
  { name: 'reg_type', type: 'text', group: 'identity', options: [] },
  { name: 'licence_type', type: 'text', group: 'identity', options: [] },
  { name: 'affiliation', type: 'choice', group: 'identity', options: ['central', 'province', 'city', 'county', 'town', 'other'] },
  { name: 'legal_rep', type: 'text', group: 'identity', options: [] },
  { name: 'founded_on', type: 'date', group: 'identity', options: [] },
  { name: 'production_on', type: 'date', group: 'identity', options: [] },
  { name: 'business_scope', type: 'text', group: 'business', options: [] },
  { name: 'supervision_class', type: 'choice', group: 'business', options: ['industry', 'hazardous_chemicals', 'fireworks', 'construction', 'transport', 'commerce', 'crowded_place', 'other'] },
  { name: 'industry', type: 'text', group: 'business', options: [] },
  { name: 'industry_code', type: 'code', group: 'business', options: [] },
  { name: 'scale', type: 'choice', group: 'business', options: ['大型', '中型', '小型', '微型'] },
  { name: 'employees', type: 'integer', group: 'business', options: [] },
  { name: 'annual_output_yuan', type: 'money', group: 'business', options: [] },
  { name: 'revenue_yuan', type: 'money', group: 'business', options: [] },
  { name: 'assets_yuan', type: 'money', group: 'business', options: [] },
  { name: 'principal', type: 'text', group: 'people', options: [] },
  { name: 'principal_phone', type: 'phone', group: 'people', options: [] },
  { name: 'safety_manager', type: 'text', group: 'people', options: [] },
  { name: 'safety_manager_phone', type: 'phone', group: 'people', options: [] },
  { name: 'contact', type: 'text', group: 'people', options: [] },
  { name: 'contact_phone', type: 'phone', group: 'people', options: [] },
  { name: 'full_time_safety', type: 'integer', group: 'people', options: [] },
  { name: 'part_time_safety', type: 'integer', group: 'people', options: [] },
  { name: 'special_operators', type: 'integer', group: 'people', options: [] },
  { name: 'registered_engineers', type: 'integer', group: 'people', options: [] },
  { name: 'reg_address', type: 'text', group: 'place', options: [] },
  { name: 'address', type: 'text', group: 'place', options: [] },
  { name: 'floor_area_m2', type: 'number', group: 'place', options: [] },
  { name: 'dormitory', type: 'flag', group: 'place', options: [] },
  { name: 'lessor_id', type: 'enterprise', group: 'place', options: [] },
  { name: 'note', type: 'text', group: 'identity', options: [] },
] as const
