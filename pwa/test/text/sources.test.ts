// What a person reads stands in the catalogues: no word and no sign of Chinese in the code itself.
import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

const SOURCES = new URL('../../src/', import.meta.url)
/** Words of the data and signs that people type, which the code looks for; nobody is shown them from there. */
const LOOKED_FOR = ['domain/categories.ts', 'domain/fileTables.ts', 'domain/majorHints.ts', 'desk/redraw/position.ts']
/** Ideographs, their punctuation, and the full-width signs. */
const CHINESE = /[\u2e80-\u9fff\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef]/u

const files = readdirSync(SOURCES, { recursive: true, encoding: 'utf8' }).filter((name) => /\.(ts|vue|css)$/.test(name) && !name.startsWith('text/'))

function withoutComments(source: string): string {
  return source.replaceAll(/\/\*[\s\S]*?\*\/|<!--[\s\S]*?-->/g, (comment) => comment.replaceAll(/[^\n]/g, '')).replaceAll(/(^|\s)\/\/.*$/gm, '')
}

function chineseIn(source: string): string[] {
  return withoutComments(source).split('\n').flatMap((line, n) => (CHINESE.test(line) ? [`${n + 1}: ${line.trim().slice(0, 120)}`] : []))
}

test('no Chinese stands in the code outside the catalogues', () => {
  expect(files.length).toBeGreaterThan(400)
  const found = files.filter((name) => !LOOKED_FOR.includes(name)).flatMap((name) => chineseIn(readFileSync(new URL(name, SOURCES), 'utf8')).map((line) => `${name}:${line}`))
  expect(found).toEqual([])
})

test('a sign in a page is found, a comment about one is not', () => {
  expect(chineseIn('<p>{{ place }}：{{ what }}</p>')).toHaveLength(1)
  expect(chineseIn('// 一\n/** 二\n三 */\nconst a = 1 // 四\n<!-- 五 -->')).toEqual([])
})

test('every file with words of the data still has some', () => {
  expect(LOOKED_FOR.filter((name) => chineseIn(readFileSync(new URL(name, SOURCES), 'utf8')).length === 0)).toEqual([])
})
