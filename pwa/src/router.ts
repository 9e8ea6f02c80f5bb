// The phone's screens: path, who may open it, and its place in the tab bar. A screen is one line here and one
// lazy file in screens/; only the sign-in is loaded with the shell.
import { createRouter, createWebHistory, type RouteRecordRaw } from 'vue-router'
import { usePerson } from './components/usePerson'
import { hasRole, startsAtDesk } from './domain/roles'
import SignIn from './screens/SignIn.vue'
import type { TextKey } from './text/text'
import type { Role } from './wire/person'

export interface Tab {
  readonly text: TextKey
  readonly icon: string
  /** Left to right. */
  readonly place: number
}

declare module 'vue-router' {
  interface RouteMeta {
    /** Who may open it: everybody signed in when null, nobody needs to be when 'open'. */
    readonly roles?: readonly Role[] | null | 'open'
    readonly title?: TextKey
    readonly tab?: Tab
  }
}

export const SCREENS: RouteRecordRaw[] = [
  { path: '/signin', name: 'signin', component: SignIn, meta: { roles: 'open', title: 'signin.title' } },
  {
    path: '/me',
    name: 'me',
    component: () => import('./screens/Me.vue'),
    meta: { roles: null, title: 'me.title', tab: { text: 'tab.me', icon: 'contact-o', place: 90 } },
  },
]

const person = usePerson()

/** The tabs this person has, left to right. */
export function tabsFor(roles: readonly Role[]): readonly { readonly name: string; readonly tab: Tab }[] {
  return SCREENS.flatMap(({ name, meta }) =>
    meta?.tab !== undefined && isAllowed(meta.roles, roles) ? [{ name: String(name), tab: meta.tab }] : [],
  ).sort((a, b) => a.tab.place - b.tab.place)
}

/** Where this person starts on the phone; null when their work is at the desk. */
export function homeFor(roles: readonly Role[]): string | null {
  const first = tabsFor(roles)[0]?.name ?? 'me'
  return first === 'me' && startsAtDesk(roles) ? null : first
}

function isAllowed(allowed: readonly Role[] | null | 'open' | undefined, held: readonly Role[]): boolean {
  return allowed !== 'open' && hasRole(held, allowed ?? null)
}

export const router = createRouter({
  history: createWebHistory('/'),
  routes: [...SCREENS, { path: '/:path(.*)*', name: 'home', redirect: () => ({ name: homeName() }) }],
  scrollBehavior: (_to, _from, kept) => kept ?? { top: 0 },
})

function homeName(): string {
  return person.value === null ? 'signin' : (homeFor(person.value.roles) ?? 'me')
}

router.beforeEach((to) => {
  if (to.meta.roles === 'open') return true
  if (person.value === null) return { name: 'signin', query: to.fullPath === '/' ? {} : { next: to.fullPath } }
  return isAllowed(to.meta.roles, person.value.roles) ? true : { name: homeName() }
})
