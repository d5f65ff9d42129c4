import type { Screen } from '@renderer/app/screen'
import { defineAsyncComponent } from 'vue'

export const shortAddressesScreens: Screen[] = [
  {
    path: '/links/sms',
    name: 'links.sms',
    title: 'shortScreens.sms.title',
    component: () => import('./sms/SmsScreen.vue'),
    permission: 'links.view',
    keywords: 'shortScreens.sms.keywords',
  },
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
