// Every text of the catalogues is said somewhere: under its own name, behind a prefix that `tOf` is given, or by a template.
import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { zh as desk } from '../../src/text/desk/zh'
import { zh as phone } from '../../src/text/phone/zh'
import { zh as shared } from '../../src/text/zh'

const SOURCES = new URL('../../src/', import.meta.url)
const KEYS = Object.keys({ ...shared, ...phone, ...desk })

const isCatalogue = (name: string) => /^text\/.*\b(zh|en)\.ts$/.test(name)
const source = readdirSync(SOURCES, { recursive: true, encoding: 'utf8' })
  .filter((name) => /\.(ts|vue)$/.test(name) && !isCatalogue(name))
  .map((name) => readFileSync(new URL(name, SOURCES), 'utf8'))
  .join('\n')

/** The keys that nothing in a source can name. Reads too many as used rather than one too few. */
function unsaid(keys: readonly string[], code: string): string[] {
  const named = new Set([...code.matchAll(/['"]([a-z][\w-]*(?:\.[\w-]+)*)['"]/gi)].map(([, word = '']) => word))
  const known = new Set(keys)
  const given = [...code.matchAll(/\btOf\(\s*'([\w.-]+)'/g)].map(([, word = '']) => word)
  // A word of several parts that is no key itself begins one: it was given to `tOf` by a constant or by a choice.
  const begun = [...named].filter((word) => word.includes('.') && !known.has(word))
  const prefixes = [...new Set([...given, ...begun])].map((word) => `${word}.`)
  const shapes = templatesOf(code).map((shape) => new RegExp(`^${shape.replaceAll('.', '\\.').replaceAll('*', '.+')}(\\..+)?$`))
  return keys.filter((key) => !named.has(key) && !prefixes.some((word) => key.startsWith(word)) && !shapes.some((shape) => shape.test(key)))
}

/** Templates that can be keys, with `*` for what is put in: `desk.report.act.*`. */
function templatesOf(code: string): string[] {
  const found = [...code.matchAll(/`([a-z][\w-]*\.[^`\n]*)`/g)].map(([, inner = '']) => inner.replaceAll(/\$\{(?:[^{}]|\{[^{}]*\})*\}/g, '*'))
  return [...new Set(found)].filter((shape) => /^[\w.*-]+$/.test(shape) && shape.includes('*'))
}

test('no text is left that nothing says', () => {
  expect(KEYS.length).toBeGreaterThan(4000)
  expect(unsaid(KEYS, source)).toEqual([])
})

test('a text nothing says is found; a name, a prefix and a template each say theirs', () => {
  const code = "t('a.one'); tOf('a.kind', kind); t(`a.tab.${tab}.say`); tOf(isMine ? 'a.mine' : 'a.theirs', state)"
  expect(unsaid(['a.one', 'a.two', 'a.kind.x', 'a.tab.list.say', 'a.tab.list', 'a.mine.open', 'a.theirs.open'], code)).toEqual(['a.two', 'a.tab.list'])
})
