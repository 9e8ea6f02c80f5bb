// The base map stays under the data and speaks the person's language; its colours leave its letters readable.
import { describe, expect, it } from 'vitest'
import { placeLayers } from '../../src/map/baseLayers'
import { BASE_COLOURS } from '../../src/map/palette'
import { mapStyle } from '../../src/map/style'

function lightness(colour: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(colour.slice(at, at + 2), 16) / 255
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}

function contrast(a: string, b: string): number {
  const [light = 0, dark = 0] = [lightness(a), lightness(b)].sort((x, y) => y - x)
  return (light + 0.05) / (dark + 0.05)
}

describe('the base map', () => {
  it('lies in the order ground, units, lower borders, outlines, upper borders, names, signs', () => {
    const ids = mapStyle({}, 'zh').layers.map(({ id }) => id)
    const order = ['land', 'base-water', 'unit-fill', 'base-town', 'unit-line', 'base-district', 'heat', 'base-name-town', 'hazards', 'unit-names', 'me']
    expect(order.map((id) => ids.indexOf(id))).toEqual(order.map((id) => ids.indexOf(id)).sort((a, b) => a - b))
    expect(order.every((id) => ids.includes(id))).toBe(true)
  })

  it('needs no glyphs and no address of anybody', () => {
    const style = mapStyle({}, 'zh')
    expect(style.glyphs).toBeUndefined()
    expect(JSON.stringify(style)).not.toContain('http')
  })

  it('names places in English where there is an English name', () => {
    const field = (locale: 'zh' | 'en') => placeLayers(locale).map(({ layout }) => JSON.stringify((layout as Record<string, unknown>)['text-field']))
    expect(new Set(field('zh'))).toEqual(new Set(['["get","name"]']))
    expect(new Set(field('en'))).toEqual(new Set(['["coalesce",["get","name_en"],["get","name"]]']))
  })

  it.each(['districtName', 'townName', 'villageName'] as const)('%s is read in sunlight on the ground and outside', (name) => {
    expect(contrast(BASE_COLOURS[name], BASE_COLOURS.land)).toBeGreaterThan(4.5)
    expect(contrast(BASE_COLOURS[name], BASE_COLOURS.outside)).toBeGreaterThan(4.4)
  })

  it('writes the names of lakes so that they are read on water', () => {
    expect(contrast(BASE_COLOURS.waterName, BASE_COLOURS.water)).toBeGreaterThan(4)
  })
})
