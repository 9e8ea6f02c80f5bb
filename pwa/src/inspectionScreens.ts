// The phone's screens of enforcement inspection: the inspector's cases and forms, the enterprise's own papers.
import type { LocationQuery, RouteRecordRaw } from 'vue-router'

const asked = (query: LocationQuery, name: string) => (typeof query[name] === 'string' ? query[name] : null)

export const INSPECTION_SCREENS: RouteRecordRaw[] = [
  {
    path: '/inspections',
    name: 'inspections',
    component: () => import('./screens/Inspections.vue'),
    meta: { roles: ['inspector'], title: 'cases.title', tab: { text: 'tab.cases', icon: 'completed', place: 15 } },
  },
  {
    path: '/inspections/new',
    name: 'inspection-new',
    component: () => import('./screens/InspectionNew.vue'),
    props: ({ query }) => ({ enterprise: asked(query, 'enterprise'), follows: asked(query, 'follows') }),
    meta: { roles: ['inspector'], title: 'case.ask' },
  },
  { path: '/inspections/:id', name: 'inspection', component: () => import('./screens/Inspection.vue'), props: true, meta: { roles: ['inspector'], title: 'case.title' } },
  { path: '/inspections/:id/:form', name: 'inspection-paper', component: () => import('./screens/InspectionPaper.vue'), props: true, meta: { roles: ['inspector'], title: 'case.title' } },
  { path: '/papers', name: 'papers', component: () => import('./screens/Papers.vue'), meta: { roles: ['enterprise'], title: 'papers.title' } },
]
