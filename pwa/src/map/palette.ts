// The map's colours: the same values as style/tokens.css (a test compares them), because WebGL reads no CSS.

export const GRADE_COLOURS = {
  red: '#c8102e',
  orange: '#c2410c',
  yellow: '#f2c200',
  blue: '#1558c0',
  none: '#5f6368',
} as const

export type GradeColour = keyof typeof GRADE_COLOURS

/** Hazard state -> hue and shape; both differ, so that colour is never the only sign. */
export const STATE_SIGNS = {
  reported: { colour: '#0f766e', shape: 'ring' },
  open: { colour: '#9d174d', shape: 'diamond' },
  rectifying: { colour: '#6d4c0b', shape: 'square' },
  submitted: { colour: '#5b21b6', shape: 'triangle' },
  closed: { colour: '#14662f', shape: 'tick' },
  transfer_pending: { colour: '#334e68', shape: 'arrow' },
  plan_review: { colour: '#7a2e8e', shape: 'pentagon' },
  invalid: { colour: '#5f6368', shape: 'cross' },
  merged: { colour: '#5f6368', shape: 'cross' },
  void: { colour: '#5f6368', shape: 'cross' },
} as const

export type HazardSign = keyof typeof STATE_SIGNS
export type Shape = (typeof STATE_SIGNS)[HazardSign]['shape']

/** Grid units on the phone: what is to be done there. Not risk colours. */
export const UNIT_COLOURS = {
  overdue: '#9d174d',
  due: '#5b21b6',
  done: '#0f766e',
  none: '#5f6368',
} as const

export type UnitStatus = keyof typeof UNIT_COLOURS

/** One perceptually even ramp, light to dark, readable with any colour vision. Source: cividis (Nuñez et al. 2018), reversed. */
export const RAMP = ['#fee838', '#cbba69', '#a59c74', '#7d7c78', '#5c5f6e', '#38476b', '#00224e'] as const

/** Few to many in a grid unit: one hue that neither a risk grade nor a sign uses for its fill, even steps of OKLab lightness. */
export const UNIT_RAMP = ['#ddf4f2', '#a9d9d5', '#79beb9', '#4fa19b', '#2e827e', '#1a6460', '#054744'] as const

/** What a plan of boundaries does to a unit: one hue for what it changes, one for what it makes; the edit in hand is ink. */
export const PLAN_COLOURS = {
  same: '#ffffff',
  changed: '#a9d9d5',
  changedLine: '#1a6460',
  new: '#d9c8ee',
  newLine: '#5b21b6',
  hand: '#14181f',
} as const

/** What is wrong with outlines that come in; none is a risk colour, and each has its letter beside it. */
export const FAULT_COLOURS = {
  overlap: '#5b21b6',
  gap: '#0f766e',
  inlet: '#0f766e',
  ring: '#6d4c0b',
  beyond: '#334e68',
  piece: '#9d174d',
  settled: '#5f6368',
} as const

/** How much of the ground shows through a painted grid unit; legends use the same. */
export const UNIT_OPACITY = 0.85

/** Streets of a stored vector map: greys and one pale green, under everything that is the work's. */
export const STREET_COLOURS = {
  main: '#fdfdfb',
  road: '#ffffff',
  case: '#c9ccd2',
  building: '#e4e3df',
  green: '#dde8d6',
  used: '#ecebe6',
} as const

export const BASE_COLOURS = {
  land: '#f6f5f1',
  outside: '#d9dde1',
  water: '#b5d3e5',
  shore: '#8ab3cc',
  waterName: '#2c6285',
  district: '#5b6472',
  town: '#858d99',
  village: '#a9afb8',
  districtName: '#3b4350',
  townName: '#3f4753',
  villageName: '#5a626e',
  border: '#3d4753',
  ink: '#14181f',
  halo: '#ffffff',
  me: '#0b62c4',
} as const
