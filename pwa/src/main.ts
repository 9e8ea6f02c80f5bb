// Starts the phone: language, the person this device remembers, then the first screen. Needs no network.
import { Locale } from 'vant'
import { createApp } from 'vue'
import App from './App.vue'
import { resume } from './components/start'
import { router } from './router'
import './style/tokens.css'
import './style/phone.css'
import { zh } from './text/phone/zh'
import { i18n, startText, type Locale as Language } from './text/text'

async function english(): Promise<Record<string, string>> {
  const [{ en: shared }, { en: own }] = await Promise.all([import('./text/en'), import('./text/phone/en')])
  return { ...shared, ...own }
}

async function speakVant(language: Language): Promise<void> {
  if (language === 'zh') Locale.use('zh-CN')
  else Locale.use('en-US', (await import('vant/es/locale/lang/en-US')).default)
}

async function start(): Promise<void> {
  await startText({ zh, en: english, onLocale: (language) => void speakVant(language) })
  await resume()
  createApp(App).use(i18n).use(router).mount('#app')
}

void start()
