import { expect, test } from 'vitest'
import { BLANK, formOf, lacksOf, placesIn, SHORTEST_PASSWORD, type Registration } from '../../src/domain/registration'
import { trimUscc, usccFault } from '../../src/domain/uscc'

const RIGHT: Registration = {
  ...BLANK, uscc: '91320412ma1mx1x00w', name: '示范机械有限公司', address: '东路 1 号', town: '7', principal: '李', phone: '138 0000 0001', username: ' Huafeng01 ',
  password: '十个字符的长口令够了',
}

/** The registering body appends this digit: the sum by weights, against 31. */
function withDigit(body: string): string {
  const found = [...'0123456789ABCDEFGHJKLMNPQRTUWXY'].find((digit) => usccFault(body + digit) === null)
  return body + String(found)
}

test.each([
  ['91110000600037341L', null], // as python-stdnum has it
  ['91110000600037341M', 'check'],
  ['91110000600037341', 'length'],
  ['9111000060003734OL', 'letters'],
] as const)('the code %s is %s', (code, fault) => {
  expect(usccFault(code)).toBe(fault)
})

test('every body of a code has exactly one digit that fits, and a wrong letter anywhere is found', () => {
  const code = withDigit('91320412M00000001')
  for (let at = 0; at < 17; at += 1) {
    const other = code[at] === '2' ? '3' : '2'
    expect(usccFault(code.slice(0, at) + other + code.slice(at + 1))).toBe('check')
  }
  expect(trimUscc(` ${code.toLowerCase()} `)).toBe(code)
})

test('what is lacking is said from top to bottom, and nothing of a form that is right', () => {
  const right = { ...RIGHT, uscc: withDigit('91320412M00000001') }
  expect(lacksOf(right)).toEqual([])
  expect(lacksOf(BLANK)).toEqual(['uscc.length', 'name', 'address', 'town', 'principal', 'phone', 'username', 'password'])
  expect(lacksOf({ ...right, username: '华丰机械', password: 'short' })).toEqual(['username', 'password'])
})

test('a form travels trimmed, its user name in small letters, a place only where one was marked', () => {
  const sent = formOf(RIGHT)
  expect([sent.uscc, sent.username, sent.town, sent.village, sent.lon]).toEqual(['91320412MA1MX1X00W', 'huafeng01', 7, null, null])
  expect(formOf({ ...RIGHT, fix: { lon: 119.9, lat: 31.7, radius_m: 12 } }).radius_m).toBe(12)
})

test('towns are those of the chosen district, in the language of the screen where they have a name in it', () => {
  const places = [
    { id: '1', level: 'district', name: '示范区', name_en: '', parent_id: '' },
    { id: '2', level: 'town', name: '湖东镇', name_en: 'Hudong', parent_id: '1' },
    { id: '3', level: 'town', name: '邻镇', name_en: '', parent_id: '9' },
  ]
  expect(placesIn(places, 'town', '1', false)).toEqual([{ value: '2', text: '湖东镇' }])
  expect(placesIn(places, 'town', '1', true)).toEqual([{ value: '2', text: 'Hudong' }])
  expect(placesIn(places, 'district', '', true)).toEqual([{ value: '1', text: '示范区' }])
})

test('a password is as long as the server asks', async () => {
  const { readFileSync } = await import('node:fs')
  const rules = readFileSync(new URL('../../../grids/applications.py', import.meta.url), 'utf8')
  expect(SHORTEST_PASSWORD).toBe(Number(/^SHORTEST_PASSWORD: Final = (\d+)/m.exec(rules)?.[1]))
})
