// The desk's pages: path, who may open it, and its place in the side menu. A page is one line here and one lazy
// file in desk/. Filters live in the address, so that a view can be sent to a colleague.
import { createRouter, createWebHistory, type RouteRecordRaw } from 'vue-router'
import { usePerson } from '../components/usePerson'
import { hasRole } from '../domain/roles'
import type { TextKey } from '../text/text'
import type { Role } from '../wire/person'
import DeskSignIn from './DeskSignIn.vue'

export interface MenuItem {
  readonly text: TextKey
  /** Top to bottom. */
  readonly place: number
}

declare module 'vue-router' {
  interface RouteMeta {
    readonly menu?: MenuItem
  }
}

export const PAGES: RouteRecordRaw[] = [
  { path: '/signin', name: 'signin', component: DeskSignIn, meta: { roles: 'open', title: 'signin.title' } },
  { path: '/', name: 'start', component: () => import('./NoPage.vue'), meta: { roles: null, title: 'app.desk' } },
]

const person = usePerson()

/** The side menu of this person, top to bottom. */
export function menuFor(roles: readonly Role[]): readonly { readonly name: string; readonly menu: MenuItem }[] {
  return PAGES.flatMap(({ name, meta }) =>
    meta?.menu !== undefined && isAllowed(meta.roles, roles) ? [{ name: String(name), menu: meta.menu }] : [],
  ).sort((a, b) => a.menu.place - b.menu.place)
}

function isAllowed(allowed: readonly Role[] | null | 'open' | undefined, held: readonly Role[]): boolean {
  return allowed !== 'open' && hasRole(held, allowed ?? null)
}

export const router = createRouter({
  history: createWebHistory('/desk/'),
  routes: [...PAGES, { path: '/:path(.*)*', name: 'unknown', redirect: { name: 'start' } }],
})

router.beforeEach((to) => {
  if (to.meta.roles === 'open') return true
  if (person.value === null) return { name: 'signin', query: to.fullPath === '/' ? {} : { next: to.fullPath } }
  const first = menuFor(person.value.roles)[0]?.name ?? null
  if (to.name === 'start' && first !== null) return { name: first }
  return isAllowed(to.meta.roles, person.value.roles) ? true : { name: 'start' }
})
