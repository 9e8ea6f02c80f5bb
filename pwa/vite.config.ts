// One code base, two entries: index.html is the phone, desk.html the desk. Neither loads the other's kit.
import vue from '@vitejs/plugin-vue'
import { VitePWA } from 'vite-plugin-pwa'
import { defineConfig } from 'vitest/config'
import { compress } from './vite/compress.ts'
import { kitStyles } from './vite/kitStyles.ts'
import { phoneShell } from './vite/phoneShell.ts'
import { reportLibrary } from './vite/reportLibrary.ts'
import { vantIconFont } from './vite/vantIconFont.ts'

const shell = phoneShell()
const SERVER = process.env['WANGGE_DEV_SERVER'] ?? 'http://127.0.0.1:8460'
const proxy = Object.fromEntries(
  ['/api', '/tiles', '/ogc', '/healthz', '/events'].map((path) => [path, { target: SERVER }]),
)

export default defineConfig({
  plugins: [
    vue(),
    kitStyles(),
    vantIconFont(),
    reportLibrary(),
    shell.plugin,
    VitePWA({
      strategies: 'injectManifest',
      srcDir: 'src/sw',
      filename: 'sw.ts',
      injectRegister: false,
      manifest: false,
      injectManifest: {
        globPatterns: ['**/*.{js,mjs,css,html,svg,woff2,png,webmanifest}'],
        globIgnores: ['desk.html'],
        maximumFileSizeToCacheInBytes: 4 * 1024 * 1024,
        manifestTransforms: [
          (entries) => ({ manifest: entries.filter((entry) => shell.isOnPhone(entry.url)), warnings: [] }),
        ],
      },
    }),
    compress(),
  ],
  define: {
    // The message compiler may not use eval under our content policy.
    __INTLIFY_JIT_COMPILATION__: true,
    __INTLIFY_PROD_DEVTOOLS__: false,
    __VUE_I18N_FULL_INSTALL__: false,
    __VUE_I18N_LEGACY_API__: false,
    __VUE_OPTIONS_API__: true,
    __VUE_PROD_DEVTOOLS__: false,
    __VUE_PROD_HYDRATION_MISMATCH_DETAILS__: false,
  },
  server: { port: 8471, proxy },
  preview: { port: 8471, proxy },
  build: {
    target: ['es2022', 'chrome107', 'safari16'],
    // Inlined assets would become data: URIs, which the content policy allows only for images.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 1200,
    rolldownOptions: {
      input: { phone: 'index.html', desk: 'desk.html' },
      output: {
        // Libraries change rarely: apart from our code they stay in the cache over many releases.
        codeSplitting: {
          groups: [
            { name: 'vue', test: /node_modules\/(@vue|vue|vue-router|vue-i18n|@intlify)\// },
            { name: 'dexie', test: /node_modules\/dexie\// },
          ],
        },
      },
    },
  },
  worker: { format: 'es' },
  test: {
    include: ['test/**/*.test.ts'],
    environment: 'node',
    setupFiles: ['test/setup.ts'],
    server: { deps: { inline: ['vant'] } },
    testTimeout: 30_000,
  },
})
