// The import law and the house style of the front end. A breach fails `npm run check`.
import vue from 'eslint-plugin-vue'
import tseslint from 'typescript-eslint'
import parser from 'vue-eslint-parser'

const REALMS = ['wire', 'domain', 'store', 'sync', 'device', 'map', 'components', 'screens', 'desk', 'text', 'sw']
const KITS = ['vue', 'vue-router', 'vue-i18n', 'vant', 'element-plus', 'echarts', 'maplibre-gl', 'dexie']

/** Forbids every realm and kit that is not named, by relative path. */
function law(files, { realms, kits = [], types = [] }) {
  const closed = REALMS.filter((realm) => !realms.includes(realm) && !types.includes(realm))
  const closedKits = KITS.filter((kit) => !kits.includes(kit))
  const patterns = [
    { regex: `^(\\.\\./)+(${closed.join('|')})/`, message: 'The import law forbids this realm here (pwa/README.md).' },
    { regex: `^(${closedKits.join('|')})(/|$)`, message: 'The import law forbids this library here (pwa/README.md).' },
    { regex: '(^|/)index$', message: 'No barrels: import from the file that has it.' },
  ]
  if (types.length > 0) {
    const message = 'Only types may be imported from here.'
    patterns.push({ regex: `^(\\.\\./)+(${types.join('|')})/`, allowTypeImports: true, message })
  }
  return { files, rules: { '@typescript-eslint/no-restricted-imports': ['error', { patterns }] } }
}

const BELOW = ['wire', 'domain', 'store', 'sync', 'device']

export default tseslint.config(
  { ignores: ['dist/', 'node_modules/', 'src/wire/commands.ts', 'src/wire/schema.ts'] },
  ...tseslint.configs.strict,
  ...vue.configs['flat/recommended'],
  {
    files: ['**/*.vue'],
    languageOptions: { parser, parserOptions: { parser: tseslint.parser } },
    rules: {
      'vue/block-lang': ['error', { script: { lang: 'ts' } }],
      'vue/component-api-style': ['error', ['script-setup']],
      'vue/block-order': ['error', { order: ['script', 'template', 'style'] }],
      'vue/multi-word-component-names': 'off',
      'vue/no-v-html': 'error',
    },
  },
  {
    // Layout is the formatter's and the author's business, not a gate.
    files: ['**/*.vue'],
    rules: {
      'vue/max-attributes-per-line': 'off',
      'vue/singleline-html-element-content-newline': 'off',
      'vue/html-self-closing': 'off',
      'vue/html-indent': 'off',
      'vue/html-closing-bracket-newline': 'off',
      'vue/first-attribute-linebreak': 'off',
      'vue/multiline-html-element-content-newline': 'off',
      'vue/attributes-order': 'off',
      'vue/require-default-prop': 'off',
    },
  },
  {
    files: ['src/**/*.{ts,vue}', 'test/**/*.ts'],
    rules: {
      'max-lines': ['error', { max: 250 }],
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/consistent-type-assertions': ['error', { assertionStyle: 'never' }],
      'no-warning-comments': ['error', { terms: ['todo', 'fixme', 'xxx'] }],
      '@typescript-eslint/no-unused-vars': [
        'error',
        { ignoreRestSiblings: true, varsIgnorePattern: '^_', argsIgnorePattern: '^_' },
      ],
      'no-console': 'error',
      eqeqeq: 'error',
    },
  },
  { files: ['src/wire/**', 'test/**'], rules: { '@typescript-eslint/consistent-type-assertions': 'off' } },
  {
    files: BELOW.map((realm) => `src/${realm}/**/*.ts`),
    languageOptions: { parserOptions: { project: './tsconfig.app.json', tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
    },
  },
  law(['src/wire/**/*.ts'], { realms: [] }),
  law(['src/domain/**/*.ts'], { realms: [], types: ['wire'] }),
  law(['src/store/**/*.ts'], { realms: ['domain', 'wire'], kits: ['dexie'] }),
  law(['src/sync/**/*.ts'], { realms: ['store', 'wire'] }),
  law(['src/device/**/*.ts'], { realms: ['domain', 'wire'] }),
  law(['src/text/**/*.ts'], { realms: [], kits: ['vue-i18n'] }),
  law(['src/map/**/*.{ts,vue}'], { realms: ['store', 'domain', 'wire', 'text'], kits: ['vue', 'maplibre-gl'] }),
  law(['src/components/**/*.{ts,vue}'], {
    realms: ['map', 'sync', 'store', 'device', 'domain', 'wire', 'text'],
    kits: ['vue', 'vue-router'],
  }),
  law(['src/screens/**/*.{ts,vue}', 'src/App.vue', 'src/main.ts', 'src/router.ts'], {
    realms: ['screens', 'components', 'map', 'sync', 'store', 'device', 'domain', 'wire', 'text'],
    kits: ['vue', 'vant', 'vue-router'],
  }),
  law(['src/desk/**/*.{ts,vue}'], {
    realms: ['desk', 'components', 'map', 'sync', 'store', 'device', 'domain', 'wire', 'text'],
    kits: ['vue', 'element-plus', 'echarts', 'vue-router'],
  }),
  law(['src/sw/sw.ts'], { realms: ['wire'] }),
)
