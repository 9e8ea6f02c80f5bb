// @vitest-environment happy-dom
// The pill says that all was sent only when that was counted, never while the phone still reads.
import { enableAutoUnmount, mount } from '@vue/test-utils'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { nextTick, ref } from 'vue'
import SyncPill from '../../src/screens/parts/SyncPill.vue'
import { zh } from '../../src/text/phone/zh'
import { i18n, startText } from '../../src/text/text'

const unsent = ref<number | null>(null)
vi.mock('../../src/components/useUnsent', () => ({ useUnsent: () => unsent }))
vi.mock('../../src/components/useSync', () => ({ useSync: () => ({ isRunning: ref(false), trouble: ref(null) }) }))
vi.mock('../../src/components/useLink', () => ({ useLink: () => ref(null) }))

enableAutoUnmount(afterEach)
beforeEach(() => startText({ zh, en: () => Promise.resolve({}) }))

test('what is not counted yet is neither sent nor a number', async () => {
  const pill = mount(SyncPill, { global: { plugins: [i18n], stubs: { RouterLink: { template: '<a><slot /></a>' } } } })
  const said = () => [pill.get('span').text(), pill.find('[data-testid=outbox-count]').exists() ? pill.get('[data-testid=outbox-count]').text() : null]
  expect(said()).toEqual(['读取中', null])
  unsent.value = 2
  await nextTick()
  expect(said()).toEqual(['未上报', '2'])
  unsent.value = 0
  await nextTick()
  expect(said()).toEqual(['已全部上报', '0'])
})
