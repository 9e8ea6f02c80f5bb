import { afterEach, describe, expect, it } from 'vitest'
import { momentAt, setZone, shownAt } from '../../src/domain/days'

afterEach(() => { setZone('Asia/Shanghai') })

describe('a day and a time', () => {
  it('are those of the deployment, wherever the browser is', () => {
    expect(momentAt('2026-11-30', '00:30')).toBe('2026-11-29T16:30:00.000Z')
    expect(shownAt('2026-11-29T16:30:00.000Z')).toEqual({ day: '2026-11-30', time: '00:30' })
    setZone('America/New_York')
    expect(momentAt('2026-11-30', '00:30')).toBe('2026-11-30T05:30:00.000Z')
    expect(shownAt('2026-11-30T05:30:00+00:00')).toEqual({ day: '2026-11-30', time: '00:30' })
  })

  it('are no moment when one of them is missing', () => {
    expect(momentAt('2026-11-30', '')).toBe(null)
    expect(momentAt('', '09:30')).toBe(null)
    expect(shownAt('')).toBe(null)
  })
})
