// Vant's icon sheet carries its font as a data: URI and falls back to a public CDN. Both break a strict
// content policy and a closed network, so the font becomes a file of ours.
import type { Plugin } from 'vite'

const EMBEDDED = /url\(["']?data:font\/woff2;[^,]*base64,([^"')]+)["']?\)/
const FACE = /@font-face\s*\{[^}]*\}/

export function vantIconFont(): Plugin {
  let serving = false
  return {
    name: 'wangge-vant-icon-font',
    enforce: 'pre',
    configResolved(config) {
      serving = config.command === 'serve'
    },
    transform(code, id) {
      if (serving || !/vant\/(es|lib)\/icon\/index\.css/.test(id)) return null
      const font = EMBEDDED.exec(code)?.[1]
      if (font === undefined) throw new Error('Vant changed its icon sheet: the embedded font was not found')
      const file = this.emitFile({
        type: 'asset',
        name: 'vant-icon.woff2',
        source: Buffer.from(font, 'base64'),
      })
      const face = `@font-face{font-family:vant-icon;font-style:normal;font-weight:400;font-display:swap;src:url(__VITE_ASSET__${file}__) format("woff2")}`
      return { code: code.replace(FACE, face), map: null }
    },
  }
}
