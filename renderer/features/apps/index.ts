import type { Screen } from '@renderer/app/screen'
import { Iphone } from '@element-plus/icons-vue'
import { defineAsyncComponent } from 'vue'

export const appsScreens: Screen[] = [
  {
    path: '/apps',
    name: 'apps',
    title: 'appScreens.title',
    component: () => import('./AppsScreen.vue'),
    nav: { order: 50, icon: Iphone },
    permission: 'apps.view',
    keywords: 'appScreens.keywords',
  },
  {
    path: '/apps/new',
    name: 'apps.new',
    title: 'appScreens.form.newTitle',
    component: () => import('./form/AppFormScreen.vue'),
    permission: 'apps.edit',
    keywords: 'appScreens.keywords',
  },
  {
    path: '/apps/import',
    name: 'apps.import',
    title: 'appScreens.import.title',
    component: () => import('./import/AppImportScreen.vue'),
    permission: 'apps.edit',
    keywords: 'appScreens.keywords',
  },
  {
    path: '/apps/:id/edit',
    name: 'apps.edit',
    title: 'appScreens.form.editTitle',
    component: () => import('./form/AppFormScreen.vue'),
    permission: 'apps.edit',
  },
]

// What master data of any kind is edited and imported with; places use it too.
export { type RecordForm, useRecordForm } from './records/useRecordForm'
export { useReveal } from './records/useReveal'
/** A form of one record with its conflict and its leave guard. */
export const RecordMaker = defineAsyncComponent(() => import('./records/RecordMaker.vue'))
/** The import of a table of records, from the file to the result. */
export const ImportRun = defineAsyncComponent(() => import('./import/ImportRun.vue'))
/** A button that says why it cannot be used. */
export const GuardedButton = defineAsyncComponent(() => import('./records/GuardedButton.vue'))
/** A choice among named values. */
export const ChoiceSelect = defineAsyncComponent(() => import('./records/ChoiceSelect.vue'))
/** Takes an AppSecret in, for a mini program or an official account. */
export const SecretDialog = defineAsyncComponent(() => import('./detail/SecretDialog.vue'))
/** What a connection test said. */
export const ConnectionTest = defineAsyncComponent(() => import('./detail/ConnectionTest.vue'))
/** Which column of a file holds which field. */
export const ColumnMap = defineAsyncComponent(() => import('./import/ColumnMap.vue'))
