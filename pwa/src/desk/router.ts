// The desk's pages: path, who may open it, and its place in the side menu. A page is one line here and one lazy
// file in desk/. Filters live in the address, so that a view can be sent to a colleague.
import { createRouter, createWebHistory, type RouteRecordRaw } from 'vue-router'
import { usePerson } from '../components/usePerson'
import { hasRole } from '../domain/roles'
import type { TextKey } from '../text/text'
import type { Role } from '../wire/person'
import { ISSUES } from './circulars/offices'
import DeskSignIn from './DeskSignIn.vue'

export interface MenuItem {
  readonly text: TextKey
  /** Top to bottom. */
  readonly place: number
}

declare module 'vue-router' {
  interface RouteMeta {
    readonly menu?: MenuItem
    /** The page fills the window to its edges: maps. */
    readonly isWide?: boolean
    /** The menu item that is lit while this page is open, when it has none of its own. */
    readonly within?: string
  }
}

/** The parts of the side menu, top to bottom; each holds the items whose place lies below its end. */
export const MENU_PARTS: readonly { readonly text: TextKey; readonly below: number }[] = [
  { text: 'desk.menu.overview', below: 20 },
  { text: 'desk.menu.work', below: 30 },
  { text: 'desk.menu.hazards', below: 50 },
  { text: 'desk.menu.enterprises', below: 60 },
  { text: 'desk.menu.grid', below: 67 },
  { text: 'desk.menu.offices', below: 70 },
  { text: 'desk.menu.data', below: 100 },
]

const OVERSIGHT: readonly Role[] = ['town_head', 'town_officer', 'department', 'district', 'city']
const LOOP: readonly Role[] = [...OVERSIGHT, 'inspector', 'officer']
const CHECKS: readonly Role[] = [...OVERSIGHT, 'inspector']
const DECIDES: readonly Role[] = ['town_officer', 'department', 'district', 'inspector']
/** The offices that keep the register. */
const OFFICES: readonly Role[] = ['town_officer', 'district']
const ACCIDENTS: readonly Role[] = [...OVERSIGHT, 'inspector']
const REPORTS: readonly Role[] = ['town_officer', 'town_head', 'district']
const GRADES: readonly Role[] = ['department', 'district']
const INSPECTS: readonly Role[] = ['inspector', 'department', 'district']
const DRAWS: readonly Role[] = ['planner', 'town_officer', 'town_head', 'district', 'city']

export const PAGES: RouteRecordRaw[] = [
  { path: '/signin', name: 'signin', component: DeskSignIn, meta: { roles: 'open', title: 'signin.title' } },
  { path: '/', name: 'start', component: () => import('./NoPage.vue'), meta: { roles: null, title: 'app.desk' } },
  page('/map', 'map', OVERSIGHT, 'desk.page.map', 10, () => import('./town/TownMap.vue'), true),
  page('/heat', 'heat', OVERSIGHT, 'desk.page.heat', 15, () => import('./heat/HeatPage.vue'), true),
  page('/figures', 'figures', LOOP, 'desk.page.figures', 18, () => import('./figures/Figures.vue')),
  page('/work', 'work', DECIDES, 'desk.page.work', 20, () => import('./work/Work.vue')),
  page('/tasks', 'tasks', LOOP, 'desk.page.tasks', 24, () => import('./tasks/Tasks.vue')),
  page('/hazards', 'hazards', LOOP, 'desk.page.hazards', 30, () => import('./hazards/Ledger.vue')),
  inner('/hazards/:id', 'hazard', LOOP, 'desk.page.hazards', 'hazards', () => import('./hazards/HazardPage.vue')),
  page('/balance', 'balance', LOOP, 'desk.page.balance', 33, () => import('./balance/BalancePage.vue')),
  page('/listings', 'listings', LOOP, 'desk.page.listings', 36, () => import('./listings/Listings.vue')),
  inner('/listings/:id', 'listing', LOOP, 'desk.page.listings', 'listings', () => import('./listings/ListingPage.vue')),
  page('/inspections', 'inspections', INSPECTS, 'desk.page.inspections', 38, () => import('./inspections/Inspections.vue')),
  inner('/inspections/new', 'inspection-new', ['inspector'], 'desk.page.inspections', 'inspections', () => import('./inspections/NewInspection.vue')),
  inner('/inspections/numbers', 'inspection-numbers', INSPECTS, 'desk.case.numbers', 'inspections', () => import('./inspections/Numbers.vue')),
  inner('/inspections/:id', 'inspection', INSPECTS, 'desk.page.inspections', 'inspections', () => import('./inspections/InspectionPage.vue')),
  inner('/inspections/:id/:form', 'inspection-form', ['inspector'], 'desk.page.inspections', 'inspections', () => import('./inspections/FormPage.vue')),
  page('/accidents', 'accidents', ACCIDENTS, 'desk.page.accidents', 39, () => import('./accidents/Accidents.vue')),
  inner('/accidents/:id', 'accident', ACCIDENTS, 'desk.page.accidents', 'accidents', () => import('./accidents/AccidentPage.vue')),
  page('/reports', 'reports', REPORTS, 'desk.page.reports', 38, () => import('./reports/Reports.vue')),
  inner('/reports/:id', 'report', REPORTS, 'desk.page.reports', 'reports', () => import('./reports/ReportPage.vue')),
  page('/notices', 'notices', LOOP, 'desk.page.notices', 40, () => import('./notices/Notices.vue')),
  inner('/notices/new', 'notice-new', ['town_officer', 'inspector', 'officer'], 'desk.page.notices', 'notices', () => import('./notices/NewNotice.vue')),
  inner('/notices/:id', 'notice', LOOP, 'desk.page.notices', 'notices', () => import('./notices/NoticePage.vue')),
  page('/enterprises', 'enterprises', LOOP, 'desk.page.enterprises', 50, () => import('./enterprises/Enterprises.vue')),
  inner('/enterprises/:id', 'enterprise', LOOP, 'desk.page.enterprises', 'enterprises', () => import('./enterprises/EnterprisePage.vue')),
  page('/lists', 'lists', CHECKS, 'desk.page.lists', 58, () => import('./lists/Published.vue')),
  inner('/lists/key', 'key-list', CHECKS, 'desk.lists.tab.key-list', 'lists', () => import('./lists/KeyList.vue')),
  inner('/lists/key/:id', 'key-entry', CHECKS, 'desk.lists.tab.key-list', 'lists', () => import('./lists/KeyEntryPage.vue')),
  inner('/lists/supervisors', 'supervisors', CHECKS, 'desk.lists.tab.supervisors', 'lists', () => import('./lists/Supervisors.vue')),
  inner('/lists/industries', 'industries', CHECKS, 'desk.lists.tab.industries', 'lists', () => import('./lists/Industries.vue')),
  inner('/lists/cohorts', 'cohorts', CHECKS, 'desk.lists.tab.cohorts', 'lists', () => import('./lists/Cohorts.vue')),
  inner('/lists/:id', 'list', CHECKS, 'desk.page.lists', 'lists', () => import('./lists/ListVersion.vue')),
  page('/models', 'models', null, 'desk.page.models', 58, () => import('./models/Models.vue')),
  inner('/models/:id', 'model', null, 'desk.page.models', 'models', () => import('./models/ModelPage.vue')),
  page('/quality', 'quality', LOOP, 'desk.page.quality', 57, () => import('./quality/Quality.vue')),
  page('/coverage', 'coverage', OVERSIGHT, 'desk.page.coverage', 58, () => import('./coverage/Coverage.vue')),
  page('/files', 'files', LOOP, 'desk.page.files', 51, () => import('./enterprises/Files.vue')),
  page('/grading', 'grading', GRADES, 'desk.page.grading', 54, () => import('./grading/Queue.vue')),
  inner('/grading/due', 'grading-due', GRADES, 'desk.page.grading', 'grading', () => import('./grading/DueList.vue')),
  page('/grading/visits', 'grading-visits', OVERSIGHT, 'desk.page.grading.visits', 55, () => import('./grading/Visits.vue')),
  inner('/grading/methods', 'grading-methods', LOOP, 'desk.page.grading', 'grading', () => import('./grading/Methods.vue')),
  inner('/grading/methods/:id', 'grading-method', LOOP, 'desk.page.grading', 'grading', () => import('./grading/MethodPage.vue')),
  inner('/grading/trial', 'grading-trial', GRADES, 'desk.page.grading', 'grading', () => import('./grading/Trial.vue')),
  page('/onboarding', 'onboarding', LOOP, 'desk.page.onboarding', 56, () => import('./onboarding/Onboarding.vue')),
  page('/applications', 'applications', OFFICES, 'desk.page.applications', 58, () => import('./applications/Applications.vue')),
  inner('/applications/:id', 'application', OFFICES, 'desk.page.applications', 'applications', () => import('./applications/ApplicationPage.vue')),
  page('/rosters', 'rosters', OFFICES, 'desk.page.rosters', 59, () => import('./rosters/Rosters.vue')),
  inner('/rosters/:id', 'roster', OFFICES, 'desk.page.rosters', 'rosters', () => import('./rosters/RosterPage.vue')),
  page('/plans', 'plans', LOOP, 'desk.page.plans', 23, () => import('./plans/Plans.vue')),
  inner('/plans/frequency', 'plan-frequency', LOOP, 'desk.page.plans', 'plans', () => import('./plans/FrequencyPage.vue')),
  inner('/plans/campaigns', 'campaigns', LOOP, 'desk.page.plans', 'plans', () => import('./plans/Campaigns.vue')),
  inner('/plans/conflicts', 'plan-conflicts', ['department', 'district', 'city', 'inspector'], 'desk.page.plans', 'plans', () => import('./plans/Conflicts.vue')),
  inner('/plans/:id', 'plan', LOOP, 'desk.page.plans', 'plans', () => import('./plans/PlanPage.vue')),
  page('/selfchecks', 'selfchecks', LOOP, 'desk.page.selfchecks', 52, () => import('./selfchecks/SelfChecks.vue')),
  inner('/selfchecks/:enterprise/:period', 'self-report', LOOP, 'desk.page.selfchecks', 'selfchecks', () => import('./selfchecks/SelfReportPage.vue')),
  page('/spot-checks', 'spot-checks', CHECKS, 'desk.page.spotchecks', 56, () => import('./spotchecks/SpotChecks.vue')),
  inner('/spot-checks/:id', 'spot-check', CHECKS, 'desk.page.spotchecks', 'spot-checks', () => import('./spotchecks/SpotCheckPage.vue')),
  inner('/spot-targets/:target', 'spot-target', CHECKS, 'desk.page.spotchecks', 'spot-checks', () => import('./spotchecks/SpotTargetPage.vue')),
  page('/standards', 'standards', LOOP, 'desk.page.standards', 53, () => import('./standards/Standards.vue')),
  inner('/standards/:id', 'standard', LOOP, 'desk.page.standards', 'standards', () => import('./standards/StandardPage.vue')),
  page('/grid', 'grid', DRAWS, 'desk.page.grid', 60, () => import('./grid/GridMap.vue'), true),
  page('/blocks', 'blocks', OVERSIGHT, 'desk.page.blocks', 67, () => import('./blocks/FourBlocks.vue')),
  page('/circulars', 'circulars', OVERSIGHT, 'desk.page.circulars', 68, () => import('./circulars/Circulars.vue')),
  inner('/circulars/new', 'circular-new', ISSUES, 'desk.circular.new', 'circulars', () => import('./circulars/NewCircular.vue')),
  inner('/circulars/duties', 'report-duties', OVERSIGHT, 'desk.page.duties', 'circulars', () => import('./circulars/Duties.vue')),
  inner('/circulars/:id', 'circular', OVERSIGHT, 'desk.page.circulars', 'circulars', () => import('./circulars/CircularPage.vue')),
  page('/contacts', 'contacts', [...LOOP, 'planner'], 'desk.page.contacts', 69, () => import('./offices/Contacts.vue')),
  inner('/contacts/:office', 'contact-table', [...LOOP, 'planner'], 'desk.page.contacts', 'contacts', () => import('./offices/ContactTablePage.vue')),
  page('/trainings', 'trainings', [...LOOP, 'planner'], 'desk.page.trainings', 69, () => import('./trainings/Trainings.vue')),
  inner('/trainings/new', 'training-new', ISSUES, 'desk.training.new', 'trainings', () => import('./trainings/NewTraining.vue')),
  inner('/trainings/:id', 'training', [...LOOP, 'planner'], 'desk.page.trainings', 'trainings', () => import('./trainings/TrainingPage.vue')),
  page('/assessments', 'assessments', OVERSIGHT, 'desk.page.assessments', 69, () => import('./assessments/Assessments.vue')),
  inner('/assessments/new', 'assessment-new', ['district'], 'desk.assess.new', 'assessments', () => import('./assessments/NewAssessment.vue')),
  inner('/assessments/sheets/:id', 'assessment-sheet', OVERSIGHT, 'desk.page.assessments', 'assessments', () => import('./assessments/SheetPage.vue')),
  inner('/assessments/:id', 'assessment', OVERSIGHT, 'desk.page.assessments', 'assessments', () => import('./assessments/AssessmentPage.vue')),
  page('/redraws', 'redraws', DRAWS, 'desk.page.redraws', 65, () => import('./redraw/Plans.vue')),
  inner('/redraws/:id', 'redraw', DRAWS, 'desk.page.redraws', 'redraws', () => import('./redraw/Workbench.vue'), true),
  page('/surveys', 'surveys', DRAWS, 'desk.page.surveys', 66, () => import('./survey/Surveys.vue')),
  inner('/surveys/:id', 'survey', DRAWS, 'desk.page.surveys', 'surveys', () => import('./survey/SurveyBench.vue'), true),
  page('/imports', 'imports', ['town_officer', 'district'], 'desk.page.imports', 70, () => import('./imports/Imports.vue')),
  inner('/rescues', 'rescues', ['town_officer', 'district'], 'desk.page.rescues', 'imports', () => import('./rescues/Rescues.vue')),
  page('/exports', 'exports', [...LOOP, 'planner'], 'desk.page.exports', 75, () => import('./exports/Exports.vue')),
  page('/inbox', 'inbox', null, 'desk.page.inbox', 80, () => import('./Inbox.vue')),
  inner('/me', 'me', null, 'desk.me', 'me', () => import('./Me.vue')),
]

function page(path: string, name: string, roles: readonly Role[] | null, text: TextKey, place: number, component: () => Promise<unknown>, isWide = false): RouteRecordRaw {
  return { path, name, component, meta: { roles, title: text, menu: { text, place }, isWide } }
}

function inner(path: string, name: string, roles: readonly Role[] | null, title: TextKey, within: string, component: () => Promise<unknown>, isWide = false): RouteRecordRaw {
  return { path, name, component, props: true, meta: { roles, title, within, isWide } }
}

const person = usePerson()

/** The side menu of this person, top to bottom. */
export function menuFor(roles: readonly Role[]): readonly { readonly name: string; readonly menu: MenuItem }[] {
  return PAGES.flatMap(({ name, meta }) =>
    meta?.menu !== undefined && isAllowed(meta.roles, roles) ? [{ name: String(name), menu: meta.menu }] : [],
  ).sort((a, b) => a.menu.place - b.menu.place)
}

/** The first page of a role: who decides starts with what waits for a decision, who oversees with the map; the models, which everybody may read, are nobody's first. */
function homeOf(roles: readonly Role[]): string | null {
  const names = menuFor(roles).flatMap(({ name }) => (name === 'models' ? [] : [name]))
  return ['map', 'work', 'grid'].find((name) => names.includes(name)) ?? names[0] ?? null
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
  const home = homeOf(person.value.roles)
  if (to.name === 'start' && home !== null) return { name: home }
  return isAllowed(to.meta.roles, person.value.roles) ? true : { name: 'start' }
})
