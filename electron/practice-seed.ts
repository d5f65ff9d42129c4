import { randomUUID } from 'node:crypto'
import { textFor } from './platform/texts/texts'
import { practiceAccounts, practiceApps, practiceLinks, practicePlaces } from './practice-data'
import { seedLedger } from './practice-data-ledger'
import type { OpenWorkspace } from './workspace'

/** Fills a new practice workspace with the example. */
export async function seedPractice(workspace: OpenWorkspace): Promise<void> {
  const ids = new Map<string, string>()
  for (const { fields, sandbox } of practiceApps) {
    const app = await workspace.apps.create(fields)
    await workspace.apps.setSecret(app.id, sandbox.secret)
    ids.set(fields.appId, app.id)
  }
  for (const { fields, secret } of practiceAccounts) {
    const account = await workspace.officialAccounts.create(fields)
    ids.set(fields.appId, account.id)
    await workspace.officialAccounts.setSecret(account.id, secret)
  }
  const places = new Map<string, string>()
  for (const { appIds, ...place } of practicePlaces) {
    const made = await workspace.places.create({ ...place, appIds: appIds.flatMap((appId) => ids.get(appId) ?? []) })
    places.set(place.code, made.id)
  }
  await seedLedger(workspace, {
    hotel: ids.get('wx00a1b2c3d4e5f601'),
    seine: ids.get('wx00a1b2c3d4e5f602'),
    service: ids.get('wx00a1b2c3d4e5f6a1'),
  })
  const operator = await workspace.accounts.ensurePracticeOperator(textFor('zh-CN', 'practice.operator'))
  for (const { appId, placeCode, ...link } of practiceLinks) {
    const id = ids.get(appId)
    if (id)
      await workspace.links.create(
        { ...link, appId: id, placeId: places.get(placeCode), envVersion: 'release', withDefaultTag: true },
        { operatorName: operator.name, correlationId: randomUUID(), signal: new AbortController().signal },
      )
  }
}
