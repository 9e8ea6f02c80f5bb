import { expect, it } from 'vitest'
import { notesOf } from '../../src/desk/assessments/assessing'
import { t } from '../../src/text/text'

const ROW = { rank: null, percent: '100.00', waiting: 0, open_appeals: 0, not_assessable: 1 }
const thin = t('desk.assess.thin')

it('says that too little could be assessed where nothing waits and ranks are told', () => {
  expect(notesOf(ROW, true)).toContain(thin)
})

it('does not say so while points only wait, of who is ranked, or to whom no rank is told', () => {
  expect(notesOf({ ...ROW, waiting: 2 }, true)).not.toContain(thin)
  expect(notesOf({ ...ROW, rank: 1 }, true)).not.toContain(thin)
  expect(notesOf(ROW, false)).not.toContain(thin)
})
