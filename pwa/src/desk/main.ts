// Starts the desk: language, the signed-in person, then the first page of their role.
import { createApp } from 'vue'
import { resume } from '../components/start'
import '../style/tokens.css'
import './desk.css'
import { zh } from '../text/desk/zh'
import { i18n, startText } from '../text/text'
import DeskApp from './DeskApp.vue'
import { router } from './router'

async function english(): Promise<Record<string, string>> {
  const [{ en: shared }, { en: own }] = await Promise.all([import('../text/en'), import('../text/desk/en')])
  return { ...shared, ...own }
}

async function start(): Promise<void> {
  await startText({ zh, en: english })
  await resume()
  createApp(DeskApp).use(i18n).use(router).mount('#app')
}

void start()
