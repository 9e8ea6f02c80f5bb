import { expect, test } from 'vitest'
import { browserName } from '../../src/domain/browser'

const CHROME = 'Mozilla/5.0 (Linux; Android 14; PCHM10) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Mobile Safari/537.36'
const SAFARI = 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1'

test('a device is named by its browser and its system', () => {
  expect(browserName(CHROME)).toBe('Chrome 156 · Android')
  expect(browserName(SAFARI)).toBe('Safari 18 · iPhone')
})

test('what says neither is named by its first words', () => {
  expect(browserName('Python-urllib/3.11')).toBe('Python-urllib/3.11')
})
