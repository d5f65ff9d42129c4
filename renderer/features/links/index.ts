import { Link } from '@element-plus/icons-vue'
import type { Screen } from '@renderer/app/screen'
import { registerTodos } from '@renderer/features/today'
import { defineAsyncComponent } from 'vue'
import { batchScreens } from './batch'
import { linkTodos } from './todos'

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

registerTodos(linkTodos)

/** A QR code on the screen; rules for ordinary links show their addresses with it. */
export const QrPicture = defineAsyncComponent(() => import('./parts/QrPicture.vue'))
