import type { Screen } from '@renderer/app/screen'
import { defineAsyncComponent } from 'vue'

export const shortAddressesScreens: Screen[] = [
  {
    path: '/settings/short-addresses',
    name: 'settings.shortAddresses',
    title: 'shortScreens.services.title',
    component: () => import('./services/ServicesScreen.vue'),
    settings: { order: 65 },
    permission: 'links.view',
    keywords: 'shortScreens.services.keywords',
  },
  {
    path: '/settings/short-addresses/new',
    name: 'settings.shortAddresses.new',
    title: 'shortScreens.form.newTitle',
    component: () => import('./services/ServiceFormScreen.vue'),
    permission: 'shortAddresses.manage',
    keywords: 'shortScreens.services.keywords',
  },
  {
    path: '/settings/short-addresses/:id/edit',
    name: 'settings.shortAddresses.edit',
    title: 'shortScreens.form.editTitle',
    component: () => import('./services/ServiceFormScreen.vue'),
    permission: 'shortAddresses.manage',
  },
]

/** The short addresses of one link: prop `linkId`. */
export const ShortAddressPanel = defineAsyncComponent(() => import('./panel/ShortAddressPanel.vue'))
/** An SMS before it goes out; one of the screens of links, under their row. */
export const SmsScreen = defineAsyncComponent(() => import('./sms/SmsScreen.vue'))
