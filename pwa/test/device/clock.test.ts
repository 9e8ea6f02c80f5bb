// @vitest-environment happy-dom
// The stamp of an act: all clocks of the phone, and how far the server's is off.
import { expect, test, vi } from 'vitest'
import { clockState, learnServerTime, stampNow, wallTime } from '../../src/device/clock'

test('a stamp carries wall clock with offset, monotonic time, boot and no server offset before the first answer', () => {
  localStorage.clear()
  const first = stampNow()
  const second = stampNow()
  expect(first.act_wall).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}[+-]\d\d:\d\d$/)
  expect(Math.abs(Date.parse(first.act_wall) - Date.now())).toBeLessThan(1000)
  expect(second.act_mono_ms).toBeGreaterThanOrEqual(first.act_mono_ms)
  expect(second.boot_id).toBe(first.boot_id)
  expect(first.server_offset_ms).toBeNull()
})

test('the server offset is taken against the middle of the round trip', () => {
  const asked = new Date('2026-11-22T01:00:00Z')
  const answered = new Date('2026-11-22T01:00:04Z')
  learnServerTime('2026-11-22T01:10:02Z', asked, answered)
  expect(stampNow().server_offset_ms).toBe(600_000)
  learnServerTime('nonsense', asked, answered)
  expect(clockState().offsetMs).toBe(600_000)
})

test('a wall clock that somebody sets shows as a jump, the monotonic one does not move', () => {
  const real = Date.now()
  vi.spyOn(Date, 'now').mockReturnValue(real + 86_400_000)
  expect(Math.abs(clockState().jumpedMs - 86_400_000)).toBeLessThan(2000)
  vi.restoreAllMocks()
})

test('wall time is the same instant written with the phone offset', () => {
  const at = new Date('2026-03-29T00:30:00.123Z')
  vi.spyOn(at, 'getTimezoneOffset').mockReturnValue(-480)
  expect(wallTime(at)).toBe('2026-03-29T08:30:00.123+08:00')
  vi.spyOn(at, 'getTimezoneOffset').mockReturnValue(210)
  expect(wallTime(at)).toBe('2026-03-28T21:00:00.123-03:30')
})
