// Each component imported by name from Vant or Element Plus brings its own style sheet, so that a screen
// writes one import and the build carries only the styles in use. No component is registered globally.
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Plugin } from 'vite'

const MODULES = fileURLToPath(new URL('../node_modules/', import.meta.url))
const NAMED = /import\s*\{([^}]*)\}\s*from\s*['"](vant|element-plus)['"]/g

// showConfirmDialog() and its like are functions of a component; the sheet carries the component's name.
const CALLED = /^(show|close)-(confirm-|loading-|success-|fail-)?/

export function kitStyles(): Plugin {
  return {
    name: 'wangge-kit-styles',
    transform(code, id) {
      // Tests look at no style, and without this the kit need not be bundled for them.
      if (process.env['VITEST'] !== undefined) return null
      if (id.includes('/node_modules/') || !/\.(vue|ts)(\?|$)/.test(id)) return null
      const styles = [...code.matchAll(NAMED)].flatMap(([, names = '', kit = '']) =>
        names.split(',').map((name) => styleOf(kit, name)),
      )
      const found = [...new Set(styles)].filter((style) => existsSync(MODULES + style))
      if (found.length === 0) return null
      return { code: `${code}\n${found.map((style) => `import '${style}'`).join('\n')}\n`, map: null }
    },
  }
}

function styleOf(kit: string, imported: string): string {
  const name = imported.trim().split(/\s+as\s+/)[0] ?? ''
  const kebab = name.replace(/([a-z0-9])([A-Z])/g, '$1-$2').toLowerCase()
  return kit === 'vant'
    ? `vant/es/${kebab.replace(CALLED, '')}/style/index.mjs`
    : `element-plus/es/components/${kebab.replace(/^el-/, '')}/style/css.mjs`
}
