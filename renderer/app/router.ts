import { createRouter, createWebHashHistory, type RouteRecordRaw } from 'vue-router'
import { screens } from './screens'

const lastKey = 'minidesk.lastScreen'

const routes: RouteRecordRaw[] = [
  ...screens.map(({ path, name, component, title, permission }) => ({
    path,
    name,
    component,
    meta: { title, ...(permission ? { permission } : {}) },
  })),
  { path: '/:rest(.*)*', redirect: '/today' },
]

export const router = createRouter({
  history: createWebHashHistory(),
  routes: [{ path: '/', redirect: () => sessionStorage.getItem(lastKey) ?? '/today' }, ...routes],
})

router.afterEach((to) => sessionStorage.setItem(lastKey, to.fullPath))
