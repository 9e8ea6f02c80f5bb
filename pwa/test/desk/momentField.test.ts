// @vitest-environment happy-dom
// A moment at the desk is a day and a time as clocks of the deployment show them, wherever the browser is.
import { enableAutoUnmount, mount } from '@vue/test-utils'
import { afterEach, beforeEach, expect, test } from 'vitest'
import MomentField from '../../src/desk/parts/MomentField.vue'
import { setZone } from '../../src/domain/days'
import { zh } from '../../src/text/desk/zh'
import { i18n, startText } from '../../src/text/text'

enableAutoUnmount(afterEach)
beforeEach(async () => {
  await startText({ zh, en: () => Promise.resolve({}) })
  setZone('America/New_York')
})
afterEach(() => { setZone('Asia/Shanghai') })

function open(modelValue: string) {
  const props = { modelValue, earliest: '2026-01-01', testid: 'at' }
  return mount(MomentField, { props, global: { plugins: [i18n] } })
}

test('it begins with the moment it is given and says another in the same zone', async () => {
  const field = open('2026-11-30T05:30:00Z')
  const time = field.get<HTMLInputElement>('[data-testid=at]')
  expect(time.element.value).toBe('00:30')
  await time.setValue('09:15')
  expect(field.emitted('update:modelValue')).toEqual([['2026-11-30T14:15:00.000Z']])
})

test('a time without a day is no moment', async () => {
  const field = open('')
  await field.get('[data-testid=at]').setValue('09:15')
  expect(field.emitted('update:modelValue') ?? []).toEqual([])
})
