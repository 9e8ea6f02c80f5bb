// Writes .br and .gz beside every text asset, so that a server without compression of its own can still
// answer a phone on a slow line with the small file.
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'
import type { Plugin } from 'vite'

const TEXT = /\.(html|js|mjs|css|svg|json|webmanifest)$/
const TOO_SMALL_BYTES = 1024

export function compress(): Plugin {
  let folder = ''
  return {
    name: 'wangge-compress',
    apply: 'build',
    enforce: 'post',
    configResolved(config) {
      folder = config.build.outDir
    },
    // After the service worker has been written, which itself happens in closeBundle.
    closeBundle: { order: 'post', sequential: true, handler: () => compressFolder(folder) },
  }
}

function compressFolder(folder: string): void {
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    const path = join(folder, name)
    if (!TEXT.test(name) || statSync(path).size < TOO_SMALL_BYTES) continue
    const bytes = readFileSync(path)
    writeFileSync(`${path}.gz`, gzipSync(bytes, { level: 9 }))
    const options = {
      params: {
        [constants.BROTLI_PARAM_QUALITY]: 11,
        [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
      },
    }
    writeFileSync(`${path}.br`, brotliCompressSync(bytes, options))
  }
}
