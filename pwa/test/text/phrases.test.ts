// @vitest-environment happy-dom
// What a page puts together from the words of the data is punctuated in the language of the reader.
import { mount } from '@vue/test-utils'
import { afterEach, beforeEach, expect, test } from 'vitest'
import OtherHazards from '../../src/desk/hazards/OtherHazards.vue'
import { linesOf } from '../../src/desk/hazards/eventLines'
import { en } from '../../src/text/desk/en'
import { zh } from '../../src/text/desk/zh'
import { en as shared } from '../../src/text/en'
import { aside, listOf, says, statementsOf } from '../../src/text/phrases'
import { i18n, setLocale, startText } from '../../src/text/text'
import { hazardOf } from '../../src/wire/hazard'

beforeEach(() => startText({ zh, en: () => Promise.resolve({ ...shared, ...en }) }))
afterEach(() => setLocale('zh'))

const spoken = () => [says('Workshop 2', 'bare wire'), aside('Checked', 'Zhao'), listOf(['dust', 'gas']), linesOf({ evaluation: { evaluator: 'Institute', conclusion: 'safe' } })[0]?.[1]]

test('sentences of two parts, remarks and lists follow the language', async () => {
  expect(spoken()).toEqual(['Workshop 2：bare wire', 'Checked（Zhao）', 'dust、gas', 'Institute：safe'])
  await setLocale('en')
  expect(spoken()).toEqual(['Workshop 2: bare wire', 'Checked (Zhao)', 'dust, gas', 'Institute: safe'])
})

test('where one of two parts is lacking no sign stands alone; statements follow the language', async () => {
  expect([says('', 'no sign'), says('Gate', ''), statementsOf(['one', 'two'])]).toEqual(['no sign', 'Gate', 'one；two'])
  await setLocale('en')
  expect(statementsOf(['one', 'two'])).toBe('one; two')
})

test('a hazard is named by its place and what was found, in English without a Chinese sign', async () => {
  await setLocale('en')
  const hazard = hazardOf({ id: 'h1', place: 'Gate', description: 'no sign', state: 'open' })
  const list = mount(OtherHazards, { props: { hazard, others: [hazard], mayMerge: false }, global: { plugins: [i18n], stubs: { RouterLink: { template: '<a><slot /></a>' } } } })
  expect(list.get('a').text()).toBe('Gate: no sign')
})
