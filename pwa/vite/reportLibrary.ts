// The reports' map library, for the server to put into a page that opens without network. No page of the PWA loads
// it. Under assets/, so that the service worker keeps it off the phones.
import { readFileSync } from 'node:fs'
import type { Plugin } from 'vite'

const FILES = ['dist/leaflet.js', 'dist/leaflet.css', 'LICENSE']

export function reportLibrary(): Plugin {
  return {
    name: 'wangge-report-library',
    apply: 'build',
    generateBundle() {
      for (const file of FILES) {
        const source = readFileSync(new URL(`../node_modules/leaflet/${file}`, import.meta.url))
        this.emitFile({ type: 'asset', fileName: `assets/report/${file.replace('dist/', '')}`, source })
      }
    },
  }
}
