// How words of the data are put together in either language: their punctuation is text too.
import { t } from './text'

/** What somebody or something says, or is: "2号车间：配电箱无盖板"; the one of them that there is, where the other is empty. */
export const says = (what: string, said: string): string => (what === '' || said === '' ? what + said : t('phrase.says', { what, said }))

/** With a remark behind it, in brackets. */
export const aside = (said: string, remark: string | number): string => t('phrase.aside', { said, remark })

export const listOf = (names: readonly string[]): string => names.join(t('phrase.comma'))

/** Whole statements, one behind the other. */
export const statementsOf = (said: readonly string[]): string => said.join(t('phrase.semicolon'))
