// Which grounds there are, which one is shown, and how a stored map of vectors is drawn.
import { afterEach, describe, expect, it, vi } from 'vitest'
import { creditOf, groundsOf } from '../../src/map/ground'
import { chooseGround, groundAmong } from '../../src/map/groundChoice'
import { namesPlaces, streetLayers } from '../../src/map/streetLayers'
import type { Offered, StoredMap } from '../../src/wire/ground'

vi.mock('maplibre-gl', () => ({ addProtocol: () => undefined }))

const CREDIT = { zh: '© 某', en: '© X' }
const ONLINE = { sheets: [['https://a/{z}/{x}/{y}']], crs: 'wgs84' as const, deepest: 18, credit: CREDIT }
const stored = (layers: readonly string[], kind: StoredMap['kind'] = 'vector'): StoredMap => ({ kind, tiles: '/t/{z}/{x}/{y}', shallowest: 8, deepest: 15, layers, credit: CREDIT })
const offered = (change: Partial<Offered>): Offered => ({ streets: null, imagery: null, stored: null, ...change })

const kept = new Map<string, string>()
vi.stubGlobal('localStorage', { getItem: (key: string) => kept.get(key) ?? null, setItem: (key: string, value: string) => kept.set(key, value) })

afterEach(() => {
  kept.clear()
})

describe('the grounds to choose from', () => {
  it('are the shipped map alone where nothing else is offered or nobody answers', () => {
    expect(groundsOf(null, null)).toEqual(['offline'])
    expect(groundsOf(offered({}), null)).toEqual(['offline'])
  })

  it('have streets from elsewhere, from the server, or from the pack of this phone', () => {
    const pack = { about: { ...stored([]), sha256: 'a', bytes: 1, dropped: [], as_of: '' }, read: () => Promise.resolve(new ArrayBuffer(0)) }
    expect(groundsOf(offered({ streets: ONLINE }), null)).toEqual(['offline', 'streets'])
    expect(groundsOf(offered({ stored: stored([]) }), null)).toEqual(['offline', 'streets'])
    expect(groundsOf(null, pack)).toEqual(['offline', 'streets'])
    expect(groundsOf(offered({ streets: ONLINE, imagery: ONLINE }), null)).toEqual(['offline', 'streets', 'imagery'])
  })

  it('show streets until somebody chooses, and remember the choice while it is there', () => {
    expect(groundAmong(['offline', 'streets', 'imagery'])).toBe('streets')
    chooseGround('imagery')
    expect(groundAmong(['offline', 'streets', 'imagery'])).toBe('imagery')
    expect(groundAmong(['offline', 'streets'])).toBe('streets')
    expect(groundAmong(['offline'])).toBe('offline')
    chooseGround('offline')
    expect(groundAmong(['offline', 'streets', 'imagery'])).toBe('offline')
  })

  it('name their owner in words that no browser takes for a page', () => {
    expect(creditOf({ zh: '<img src=x> & 某', en: '' }, 'zh')).toBe('&lt;img src=x&gt; &amp; 某')
  })
})

describe('a stored map', () => {
  it('of pictures is drawn as it is', () => {
    expect(streetLayers(stored([], 'raster'), 'zh').map(({ type }) => type)).toEqual(['raster'])
    expect(namesPlaces(stored([], 'raster'))).toBe(true)
  })

  it.each([
    ['Protomaps', ['places', 'roads', 'buildings', 'water', 'landuse', 'earth']],
    ['OpenMapTiles', ['place', 'transportation', 'building', 'water', 'landcover']],
    ['Shortbread', ['place_labels', 'streets', 'buildings', 'water_polygons', 'land']],
  ])('of the scheme of %s lies in the order ground, water, buildings, roads, names', (_, layers) => {
    const drawn = streetLayers(stored(layers), 'zh')
    const order = drawn.map((layer) => ('source-layer' in layer ? layer['source-layer'] : ''))
    const wanted = [...layers].reverse()
    const firsts = [...new Set(order)].filter((name) => name !== 'landuse' && name !== 'landcover' && name !== 'land')
    expect(firsts).toEqual(wanted.filter((name) => firsts.includes(name ?? '')).sort((a, b) => firsts.indexOf(a) - firsts.indexOf(b)))
    expect(firsts[firsts.length - 1]).toBe(layers[0])
    expect(firsts.indexOf(layers[1] ?? '')).toBeGreaterThan(firsts.indexOf(layers[3] ?? ''))
    expect(namesPlaces(stored(layers))).toBe(true)
    expect(new Set(drawn.map(({ id }) => id)).size).toBe(drawn.length)
  })

  it('of a scheme nobody knows is drawn as plain areas and lines, and keeps our names', () => {
    const drawn = streetLayers(stored(['strassen', 'flaechen']), 'zh')
    expect(drawn.map(({ type }) => type)).toEqual(['fill', 'line', 'fill', 'line'])
    expect(namesPlaces(stored(['strassen']))).toBe(false)
  })

  it('speaks the language of the screen where it can', () => {
    const text = (locale: 'zh' | 'en') => JSON.stringify(streetLayers(stored(['places']), locale)[0]?.layout)
    expect(text('en')).toContain('["get","name:en"]')
    expect(text('zh')).toContain('["get","name:zh"]')
  })
})
