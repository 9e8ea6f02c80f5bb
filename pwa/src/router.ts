// The phone's screens: path, who may open it, and its place in the tab bar. A screen is one line here and one
// lazy file in screens/; only the sign-in is loaded with the shell.
import { createRouter, createWebHistory, type LocationQuery, type RouteLocation, type RouteRecordRaw } from 'vue-router'
import { enterLink } from './components/linkPerson'
import { linkToken } from './components/useLink'
import { usePerson } from './components/usePerson'
import { hasRole, startsAtDesk } from './domain/roles'
import { INSPECTION_SCREENS } from './inspectionScreens'
import SignIn from './screens/SignIn.vue'
import { t, type TextKey } from './text/text'
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
    readonly isLink?: boolean
  }
}

/** Whoever holds a notice's link: open to all, and shut off from everything else. */
const LINK = { roles: 'open', title: 'notice.title', isLink: true } as const

function openLink({ params }: RouteLocation): void {
  enterLink(String(params['token']), t('link.holder'))
}

const FIELD: readonly Role[] = ['officer', 'inspector', 'town_officer']
const TOWN: readonly Role[] = ['town_officer', 'town_head']
const HAZARDS: readonly Role[] = [...FIELD, 'town_head', 'enterprise']
const RECEIVES: readonly Role[] = [...TOWN, 'enterprise']
const LEARNS: readonly Role[] = [...HAZARDS, 'department', 'district', 'city', 'planner']

const EnterpriseFile = () => import('./screens/EnterpriseFile.vue')
const Hazard = () => import('./screens/Hazard.vue')
const Notice = () => import('./screens/Notice.vue')
const Outbox = () => import('./screens/Outbox.vue')
const RecordForm = () => import('./screens/RecordForm.vue')
const Rectify = () => import('./screens/Rectify.vue')
const Extension = () => import('./screens/Extension.vue')

const asked = (query: LocationQuery, name: string) => (typeof query[name] === 'string' ? query[name] : null)

export const SCREENS: RouteRecordRaw[] = [
  { path: '/signin', name: 'signin', component: SignIn, meta: { roles: 'open', title: 'signin.title' } },
  { path: '/register', name: 'register', component: () => import('./screens/Register.vue'), meta: { roles: 'open', title: 'register.title' } },
  { path: '/register/state', name: 'register-state', component: () => import('./screens/RegisterState.vue'), meta: { roles: 'open', title: 'register.state.title' } },
  { path: '/report', name: 'report', component: () => import('./screens/Report.vue'), meta: { roles: 'open', title: 'report.title' } },
  { path: '/report/answer', name: 'report-answer', component: () => import('./screens/ReportAnswer.vue'), meta: { roles: 'open', title: 'report.answer' } },
  {
    path: '/today',
    name: 'today',
    component: () => import('./screens/Today.vue'),
    meta: { roles: FIELD, title: 'today.title', tab: { text: 'tab.today', icon: 'todo-list-o', place: 10 } },
  },
  {
    path: '/notices',
    name: 'notices',
    component: () => import('./screens/Notices.vue'),
    meta: { roles: ['enterprise'], title: 'notices.title', tab: { text: 'tab.notices', icon: 'description-o', place: 11 } },
  },
  {
    path: '/self-checks',
    name: 'self-checks',
    component: () => import('./screens/SelfChecks.vue'),
    meta: { roles: ['enterprise'], title: 'self.title', tab: { text: 'tab.self', icon: 'todo-list-o', place: 13 } },
  },
  { path: '/self-checks/now', name: 'self-check', component: () => import('./screens/SelfCheck.vue'), meta: { roles: ['enterprise'], title: 'self.check' } },
  { path: '/self-reports/:period', name: 'self-report', component: () => import('./screens/SelfReport.vue'), props: true, meta: { roles: ['enterprise'], title: 'self.report' } },
  {
    path: '/overdue',
    name: 'overdue',
    component: () => import('./screens/Overdue.vue'),
    meta: { roles: TOWN, title: 'overdue.title', tab: { text: 'tab.overdue', icon: 'clock-o', place: 12 } },
  },
  {
    path: '/map',
    name: 'map',
    component: () => import('./screens/TownMap.vue'),
    meta: { roles: ['town_head'], title: 'map.title', tab: { text: 'tab.map', icon: 'location-o', place: 15 } },
  },
  {
    path: '/hazards',
    name: 'hazards',
    component: () => import('./screens/Hazards.vue'),
    props: ({ query }) => ({ enterprise: asked(query, 'enterprise') }),
    meta: { roles: HAZARDS, title: 'hazards.title', tab: { text: 'tab.hazards', icon: 'warning-o', place: 20 } },
  },
  ...INSPECTION_SCREENS,
  {
    path: '/find',
    name: 'find',
    component: () => import('./screens/Find.vue'),
    meta: { roles: ['inspector'], title: 'find.title', tab: { text: 'tab.find', icon: 'search', place: 30 } },
  },
  {
    path: '/outbox',
    name: 'outbox',
    component: Outbox,
    meta: { roles: [...FIELD, 'enterprise'], title: 'outbox.title', tab: { text: 'tab.outbox', icon: 'upgrade', place: 80 } },
  },
  {
    path: '/me',
    name: 'me',
    component: () => import('./screens/Me.vue'),
    meta: { roles: null, title: 'me.title', tab: { text: 'tab.me', icon: 'contact-o', place: 90 } },
  },
  { path: '/today/order', name: 'own-day', component: () => import('./screens/OwnDay.vue'), meta: { roles: FIELD, title: 'own.title' } },
  { path: '/inbox', name: 'inbox', component: () => import('./screens/Inbox.vue'), meta: { roles: null, title: 'inbox.title' } },
  { path: '/ready', name: 'ready', component: () => import('./screens/Ready.vue'), meta: { roles: FIELD, title: 'ready.title' } },
  { path: '/enterprises/:id', name: 'enterprise', component: () => import('./screens/Enterprise.vue'), props: true, meta: { roles: HAZARDS, title: 'enterprise.title' } },
  { path: '/enterprises/:enterprise/visit', name: 'visit', component: () => import('./screens/Visit.vue'), props: true, meta: { roles: FIELD, title: 'visit.title' } },
  {
    path: '/enterprises/:enterprise/propose',
    name: 'propose',
    component: () => import('./screens/Propose.vue'),
    props: true,
    meta: { roles: [...FIELD, 'enterprise'], title: 'propose.title' },
  },
  {
    path: '/file',
    name: 'own-file',
    component: EnterpriseFile,
    props: () => ({ enterprise: person.value?.enterprise_id ?? '' }),
    meta: { roles: ['enterprise'], title: 'file.title', tab: { text: 'tab.file', icon: 'records-o', place: 25 } },
  },
  { path: '/enterprises/:enterprise/file', name: 'enterprise-file', component: EnterpriseFile, props: true, meta: { roles: HAZARDS, title: 'file.title' } },
  { path: '/enterprises/:enterprise/file/new/:topic', name: 'record-new', component: RecordForm, props: true, meta: { roles: [...FIELD, 'enterprise'], title: 'file.title' } },
  { path: '/enterprises/:enterprise/file/:record', name: 'record', component: RecordForm, props: true, meta: { roles: [...FIELD, 'enterprise'], title: 'file.title' } },
  {
    path: '/enterprises/:enterprise/notice',
    name: 'issue-notice',
    component: () => import('./screens/IssueNotice.vue'),
    props: ({ params, query }) => ({ enterprise: params['enterprise'], inspection: asked(query, 'inspection'), second: asked(query, 'second') }),
    meta: { roles: FIELD, title: 'issue.title' },
  },
  {
    path: '/hazards/new',
    name: 'hazard-new',
    component: () => import('./screens/HazardNew.vue'),
    props: ({ query }) => ({ enterprise: asked(query, 'enterprise'), item: asked(query, 'item') }),
    meta: { roles: [...FIELD, 'enterprise'], title: 'hazard.new' },
  },
  {
    path: '/hazards/draft/:hazard',
    name: 'hazard-form',
    component: () => import('./screens/HazardForm.vue'),
    props: true,
    meta: { roles: [...FIELD, 'enterprise'], title: 'hazard.new' },
  },
  { path: '/hazards/:id', name: 'hazard', component: Hazard, props: true, meta: { roles: HAZARDS, title: 'hazard.title' } },
  {
    path: '/hazards/:hazard/rectify',
    name: 'rectify',
    component: Rectify,
    props: ({ params }) => ({ hazard: params['hazard'], way: 'rectify' }),
    meta: { roles: ['enterprise'], title: 'rectify.title' },
  },
  {
    path: '/hazards/:hazard/spot',
    name: 'spot',
    component: Rectify,
    props: ({ params }) => ({ hazard: params['hazard'], way: 'spot' }),
    meta: { roles: ['officer', 'inspector', 'enterprise'], title: 'spot.title' },
  },
  {
    path: '/hazards/:hazard/treat/:step',
    name: 'treat',
    component: () => import('./screens/Treat.vue'),
    props: ({ params, query }) => ({ hazard: params['hazard'], step: params['step'], listing: asked(query, 'listing') ?? '' }),
    meta: { roles: [...FIELD, 'enterprise'], title: 'treat.title' },
  },
  { path: '/hazards/:hazard/extension', name: 'extension', component: Extension, props: true, meta: { roles: ['enterprise'], title: 'extension.title' } },
  { path: '/circulars', name: 'circulars', component: () => import('./screens/Circulars.vue'), meta: { roles: RECEIVES, title: 'circulars.title' } },
  { path: '/circulars/:id', name: 'circular', component: () => import('./screens/Circular.vue'), props: true, meta: { roles: RECEIVES, title: 'circulars.one' } },
  { path: '/models', name: 'models', component: () => import('./screens/Models.vue'), meta: { roles: null, title: 'models.title' } },
  { path: '/models/:id', name: 'model', component: () => import('./screens/Model.vue'), props: true, meta: { roles: null, title: 'models.one' } },
  { path: '/trainings', name: 'trainings', component: () => import('./screens/Trainings.vue'), meta: { roles: LEARNS, title: 'trainings.title' } },
  { path: '/trainings/:id', name: 'training', component: () => import('./screens/Training.vue'), props: ({ params, query }) => ({ id: params['id'], code: asked(query, 'code') }), meta: { roles: LEARNS, title: 'trainings.one' } },
  { path: '/notices/:id', name: 'notice', component: Notice, props: true, meta: { roles: HAZARDS, title: 'notice.title' } },
  { path: '/n/:token', name: 'link-notice', component: () => import('./screens/PublicNotice.vue'), meta: LINK, beforeEnter: openLink },
  {
    path: '/n/:token/rectify/:hazard',
    name: 'link-rectify',
    component: Rectify,
    props: ({ params }) => ({ hazard: params['hazard'], way: 'rectify' }),
    meta: LINK,
    beforeEnter: openLink,
  },
  { path: '/n/:token/extension/:hazard', name: 'link-extension', component: Extension, props: true, meta: LINK, beforeEnter: openLink },
  { path: '/n/:token/outbox', name: 'link-outbox', component: Outbox, meta: LINK, beforeEnter: openLink },
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
  if (linkToken() !== null && to.meta.isLink !== true) {
    location.assign(to.fullPath) // a fresh page takes on whoever is signed in
    return false
  }
  if (to.meta.roles === 'open') return true
  if (person.value === null) return { name: 'signin', query: to.fullPath === '/' ? {} : { next: to.fullPath } }
  return isAllowed(to.meta.roles, person.value.roles) ? true : { name: homeName() }
})
