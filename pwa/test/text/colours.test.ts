// Colours said twice are said the same, and every text reaches AA on its ground.
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { GRADE_COLOURS, STATE_SIGNS } from '../../src/map/palette'

test('the map and the style sheet use the same colours', () => {
  const css = readFileSync(new URL('../../src/style/tokens.css', import.meta.url), 'utf8')
  const token = (name: string) => new RegExp(`--${name}: (#[0-9a-f]{6})`).exec(css)?.[1]
  for (const [grade, colour] of Object.entries(GRADE_COLOURS)) expect(token(`risk-${grade}`)).toBe(colour)
  const names = { transfer_pending: 'transfer', plan_review: 'plan', invalid: 'ended', merged: 'ended', void: 'ended' }
  for (const [state, { colour }] of Object.entries(STATE_SIGNS)) {
    expect(token(`state-${{ ...names }[state as keyof typeof names] ?? state}`)).toBe(colour)
  }
})

test('every text colour reaches AA on its ground', () => {
  const css = readFileSync(new URL('../../src/style/tokens.css', import.meta.url), 'utf8')
  const token = (name: string) => new RegExp(`--${name}: (#[0-9a-f]{6})`).exec(css)?.[1] ?? ''
  const pairs: [string, string][] = [
    ...['red', 'orange', 'yellow', 'blue'].map((grade): [string, string] => [
      token(`on-risk-${grade}`),
      token(`risk-${grade}`),
    ]),
    ...['reported', 'open', 'rectifying', 'submitted', 'closed', 'transfer', 'plan', 'ended'].flatMap(
      (state): [string, string][] => [
        [token(`state-${state}`), token('paper')],
        [token(`state-${state}`), token('ground')],
      ],
    ),
    ...['ink', 'ink-soft', 'good', 'warn', 'bad', 'brand'].flatMap((ink): [string, string][] => [
      [token(ink), token('paper')],
      [token(ink), token('ground')],
    ]),
    [token('on-brand'), token('brand')],
  ]
  expect(pairs.filter(([ink, ground]) => contrast(ink, ground) < 4.5)).toEqual([])
})

/** Source: WCAG 2.2, relative luminance and contrast ratio. */
function contrast(one: string, other: string): number {
  const light = (hex: string) => {
    const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
      const value = parseInt(hex.slice(at, at + 2), 16) / 255
      return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4
    })
    return 0.2126 * r + 0.7152 * g + 0.0722 * b
  }
  const [dark = 0, bright = 0] = [light(one), light(other)].sort((a, b) => a - b)
  return (bright + 0.05) / (dark + 0.05)
}
