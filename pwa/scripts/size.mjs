// Prints what a phone must load before its first screen, and before the map: raw, gzip -9 and brotli 11, in kB.
import { readFileSync } from 'node:fs'
import { brotliCompressSync, gzipSync } from 'node:zlib'

const DIST = new URL('../dist/', import.meta.url)
const BUDGET_KB = 180

const seen = new Set()
function reach(file, eager) {
  if (seen.has(file)) return
  seen.add(file)
  const source = readFileSync(new URL(file, DIST), 'utf8')
  const pattern = eager ? /(?:from|import)\s*["']\.\/([^"']+\.js)["']/g : /import\(\s*["']\.\/([^"']+\.js)["']/g
  for (const [, next] of source.matchAll(pattern)) reach(`assets/${next}`, eager)
}

const html = readFileSync(new URL('index.html', DIST), 'utf8')
for (const [, file] of html.matchAll(/(?:src|href)="\/(assets\/[^"]+\.js)"/g)) reach(file, true)
const lazy = readFileSync(new URL('index.html', DIST), 'utf8').includes('maplibre')
const rows = [...seen].map((file) => {
  const bytes = readFileSync(new URL(file, DIST))
  return { file, raw: bytes.length, gz: gzipSync(bytes, { level: 9 }).length, br: brotliCompressSync(bytes).length }
})
const total = (key) => rows.reduce((sum, row) => sum + row[key], 0) / 1000
for (const row of rows) {
  process.stdout.write(
    `${row.file.padEnd(48)} ${[row.raw, row.gz, row.br].map((n) => (n / 1000).toFixed(1).padStart(8)).join('')}\n`,
  )
}
const sums = ['raw', 'gz', 'br'].map((key) => total(key).toFixed(1).padStart(8)).join('')
process.stdout.write(`${'app shell before any lazy screen or map'.padEnd(48)} ${sums}  (budget ${BUDGET_KB} gz)\n`)
process.exit(total('gz') > BUDGET_KB || lazy ? 1 : 0)
