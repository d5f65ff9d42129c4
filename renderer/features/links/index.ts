import { Link } from '@element-plus/icons-vue'
import type { Screen } from '@renderer/app/screen'
import { batchScreens } from './batch'

/** The screens of links: the history, the maker, and the batches. */
export const linksScreens: Screen[] = [
  {
    path: '/links',
    name: 'links',
    title: 'links.nav',
    component: () => import('./history/HistoryScreen.vue'),
    nav: { order: 20, icon: Link },
    permission: 'links.view',
    keywords: 'links.history.keywords',
  },
  {
    path: '/links/new',
    name: 'links.new',
    title: 'links.maker.title',
    component: () => import('./maker/MakerScreen.vue'),
    permission: 'links.make',
    keywords: 'links.maker.keywords',
  },
  ...batchScreens,
]
