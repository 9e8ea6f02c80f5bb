// @vitest-environment happy-dom
// Parts that many pages share: one choice among acts is a group of radios, and pages by rows say which rows they are.
import { enableAutoUnmount, mount } from '@vue/test-utils'
import { afterEach, beforeEach, expect, test } from 'vitest'
import ActChoices from '../../src/desk/parts/ActChoices.vue'
import ShareFigure from '../../src/desk/parts/ShareFigure.vue'
import StepPager from '../../src/desk/parts/StepPager.vue'
import Tile from '../../src/desk/parts/Tile.vue'
import { zh } from '../../src/text/desk/zh'
import { i18n, startText } from '../../src/text/text'

enableAutoUnmount(afterEach)
beforeEach(() => startText({ zh, en: () => Promise.resolve({}) }))

const choices = [{ value: 'accept', label: '受理', testid: 'accept' }, { value: 'transfer', label: '移交', testid: 'transfer' }]

test('acts are radios of one group, named, with the chosen one checked, and a press chooses another', async () => {
  const group = mount(ActChoices, { props: { modelValue: 'accept', label: '处理', choices } })
  expect(group.get('[role=radiogroup]').attributes('aria-label')).toBe('处理')
  const radios = group.findAll<HTMLInputElement>('input[type=radio]')
  expect(radios.map(({ element }) => element.checked)).toEqual([true, false])
  expect(new Set(radios.map(({ element }) => element.name)).size).toBe(1)
  await group.get('[data-testid=transfer] input').setValue(true)
  expect(group.emitted('update:modelValue')).toEqual([['transfer']])
})

function paged(offset: number, total: number) {
  return mount(StepPager, { props: { offset, step: 30, total, testid: 'rows' }, global: { plugins: [i18n] } })
}

test('a page says its rows and leads to its neighbours, not beyond the ends', async () => {
  const middle = paged(30, 70)
  expect(middle.get('[data-testid=rows]').text()).toBe('31–60，共 70')
  await middle.get('[data-testid=step-before]').trigger('click')
  await middle.get('[data-testid=step-next]').trigger('click')
  expect(middle.emitted('turn')).toEqual([[0], [60]])
  const isOff = (pager: ReturnType<typeof paged>) => ['before', 'next'].map((side) => pager.get(`[data-testid=step-${side}]`).attributes('disabled') !== undefined)
  expect([isOff(paged(0, 70)), isOff(paged(60, 70)), isOff(paged(0, 30))]).toEqual([[true, false], [false, true], [true, true]])
})

test('an empty list has no pages', () => {
  expect(paged(0, 0).find('footer').exists()).toBe(false)
})

test('a figure that opens a list is a button and says whether it is open; another is no button', async () => {
  const shown = mount(ShareFigure, { props: { name: '按期', n: 3, d: 4, note: '基数小', chosen: true } })
  expect([shown.get('button').attributes('aria-pressed'), shown.text()]).toEqual(['true', '按期75.00 %3 / 4 · 基数小'])
  await shown.trigger('click')
  expect(shown.emitted('open')).toHaveLength(1)
  expect(mount(ShareFigure, { props: { name: '按期', n: 0, d: 0 } }).get('b').text()).toBe('—')
  const told = mount(Tile, { props: { name: '死亡', value: '0', sub: '目标 0', tone: 'good' } })
  expect([told.element.tagName, told.attributes('type'), told.attributes('aria-pressed')]).toEqual(['DIV', undefined, undefined])
})
