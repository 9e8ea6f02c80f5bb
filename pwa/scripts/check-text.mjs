// Proves that both languages say the same things: same keys, same {params}, nothing empty, no exclamation.
import { fileURLToPath } from 'node:url'
import { runnerImport } from 'vite'

const ROOT = new URL('../src/text/', import.meta.url)
const FOLDERS = ['', 'phone/', 'desk/']

async function load(path) {
  const { module } = await runnerImport(fileURLToPath(new URL(path, ROOT)), { configFile: false, logLevel: 'error' })
  return Object.values(module)[0]
}

const params = (text) => [...new Set([...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name))].sort().join()

function complaints(folder, zh, en) {
  const found = []
  for (const key of new Set([...Object.keys(zh), ...Object.keys(en)])) {
    if (!(key in zh)) found.push(`${folder}zh.ts lacks ${key}`)
    else if (!(key in en)) found.push(`${folder}en.ts lacks ${key}`)
    else if (params(zh[key]) !== params(en[key])) found.push(`${folder}${key}: the languages name other {params}`)
  }
  for (const [key, text] of [...Object.entries(zh), ...Object.entries(en)]) {
    if (text.trim() === '') found.push(`${folder}${key} is empty`)
    if (/[!！]/.test(text)) found.push(`${folder}${key} shouts`)
  }
  return found
}

const all = []
const seen = new Map()
for (const folder of FOLDERS) {
  const [zh, en] = [await load(`${folder}zh.ts`), await load(`${folder}en.ts`)]
  all.push(...complaints(folder, zh, en))
  for (const key of Object.keys(zh)) {
    if (seen.has(key)) all.push(`${folder}zh.ts repeats ${key} of ${seen.get(key)}zh.ts`)
    seen.set(key, folder)
  }
}
if (all.length > 0) {
  process.stderr.write(`${all.join('\n')}\n`)
  process.exit(1)
}
process.stdout.write(`${seen.size} texts, both languages in step\n`)
