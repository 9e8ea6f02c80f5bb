// What outlines from a file look like: units as stated, what is wrong with them, who would get the ground.
import type { ExpressionSpecification, LayerSpecification } from 'maplibre-gl'
import { halo } from './lettering'
import { BASE_COLOURS, FAULT_COLOURS, PLAN_COLOURS } from './palette'

export const SURVEY_SOURCES = ['survey-units', 'survey-labels', 'survey-faults', 'survey-marks'] as const
export type SurveySource = (typeof SURVEY_SOURCES)[number]

const COLOUR: ExpressionSpecification = [
  'case', ['==', ['get', 'settled'], true], FAULT_COLOURS.settled,
  ['match', ['get', 'kind'], 'overlap', FAULT_COLOURS.overlap, 'gap', FAULT_COLOURS.gap, 'inlet', FAULT_COLOURS.inlet, 'ring', FAULT_COLOURS.ring, 'beyond', FAULT_COLOURS.beyond, 'piece', FAULT_COLOURS.piece, FAULT_COLOURS.settled],
]

/** Under the names. */
export function surveyAreas(): LayerSpecification[] {
  return [
    { id: 'survey-taker', type: 'fill', source: 'survey-units', filter: ['==', ['get', 'taker'], true], paint: { 'fill-color': PLAN_COLOURS.changed, 'fill-opacity': 0.55 } },
    {
      id: 'survey-line', type: 'line', source: 'survey-units', layout: { 'line-join': 'round' },
      paint: { 'line-color': ['case', ['==', ['get', 'taker'], true], PLAN_COLOURS.changedLine, BASE_COLOURS.border], 'line-width': ['case', ['==', ['get', 'taker'], true], 2.4, 1] },
    },
    { id: 'survey-fault', type: 'fill', source: 'survey-faults', paint: { 'fill-color': COLOUR, 'fill-opacity': ['case', ['==', ['get', 'settled'], true], 0.15, 0.5] } },
    { id: 'survey-fault-line', type: 'line', source: 'survey-faults', paint: { 'line-color': COLOUR, 'line-width': ['case', ['==', ['get', 'picked'], true], 3, 1.2] } },
  ]
}

/** Over everything: names, and a mark with a letter at each place, however small the place is. */
export function surveyMarks(): LayerSpecification[] {
  return [
    { id: 'survey-names', type: 'symbol', source: 'survey-labels', minzoom: 9, layout: { 'text-field': ['get', 'name'], 'text-size': 12, 'text-padding': 4 }, paint: halo },
    {
      id: 'survey-mark', type: 'circle', source: 'survey-marks', layout: { 'circle-sort-key': ['get', 'order'] },
      paint: {
        'circle-radius': ['case', ['==', ['get', 'picked'], true], 13, ['==', ['get', 'settled'], true], 4, 9],
        'circle-color': ['case', ['==', ['get', 'settled'], true], BASE_COLOURS.halo, COLOUR],
        'circle-stroke-color': ['case', ['==', ['get', 'settled'], true], FAULT_COLOURS.settled, BASE_COLOURS.halo],
        'circle-stroke-width': 1.6,
      },
    },
    {
      id: 'survey-letter', type: 'symbol', source: 'survey-marks', filter: ['==', ['get', 'settled'], false],
      layout: { 'text-field': ['get', 'letter'], 'text-size': 11, 'text-allow-overlap': true, 'text-ignore-placement': true, 'symbol-sort-key': ['get', 'order'] },
      paint: { 'text-color': BASE_COLOURS.halo },
    },
  ]
}
