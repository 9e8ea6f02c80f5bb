// How a version of a department's list is called.
import { t } from '../../text/text'
import type { Version } from '../../wire/published'

export function versionName({ number }: Pick<Version, 'number'>): string {
  return number === null ? t('desk.lists.draft') : t('desk.lists.nth', { n: number })
}
