import type { App } from '@shared/contract/apps'
import { Fault } from '../../platform/errors/fault'
import type { AppsService } from '../apps'

/** A mini program in use. @throws Fault `apps.notFound`, also for one that was put away */
export async function requireApp(apps: AppsService, id: string): Promise<App> {
  const app = await apps.byId(id)
  if (!app || app.archived) throw new Fault('apps.notFound', { fields: [{ path: 'appId', code: 'notFound' }] })
  return app
}
