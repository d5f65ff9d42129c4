import { randomUUID } from 'node:crypto'
import { textFor } from './platform/texts/texts'
import {
  practiceAccounts,
  practiceApps,
  practiceCampaign,
  practiceChannels,
  practiceLinks,
  practicePlaces,
  practiceShortService,
  practiceSmsText,
  practiceTags,
} from './practice-data'
import { seedLedger } from './practice-data-ledger'
import { seedGeocoding } from './practice-seed-geocoding'
import { makePracticeKey, seedPayments } from './practice-seed-payments'
import { seedSettlement } from './practice-seed-settlement'
import type { OpenWorkspace } from './workspace'

const plainly = { options: {}, channel: '', audience: '', reuse: false }

/** Fills a new practice workspace with the example. */
export async function seedPractice(workspace: OpenWorkspace): Promise<void> {
  const privateKey = makePracticeKey()
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
  await seedCampaigns(workspace, ids, places)
  await seedLedger(workspace, {
    hotel: ids.get('wx00a1b2c3d4e5f601'),
    seine: ids.get('wx00a1b2c3d4e5f602'),
    service: ids.get('wx00a1b2c3d4e5f6a1'),
  })
  const operator = await workspace.accounts.ensurePracticeOperator(textFor('zh-CN', 'practice.operator'))
  const [finance] = await Promise.all([seedPayments(workspace, { places, operator, privateKey }), seedGeocoding(workspace, places, operator)])
  await seedSettlement(workspace, { operator, finance })
  await workspace.identity.fillExample({ appId: ids.get('wx00a1b2c3d4e5f601') ?? '', operator: operator.name })
  for (const { appId, placeCode, ...link } of practiceLinks) {
    const id = ids.get(appId)
    if (id)
      await workspace.links.create(
        { ...link, ...plainly, appId: id, placeId: places.get(placeCode), envVersion: 'release', withDefaultTag: true },
        { operatorName: operator.name, correlationId: randomUUID(), signal: new AbortController().signal },
      )
  }
}

async function seedCampaigns(
  { campaigns, shortServices, sms }: OpenWorkspace,
  apps: ReadonlyMap<string, string>,
  places: ReadonlyMap<string, string>,
): Promise<void> {
  const { fields, token, secretName } = practiceShortService
  const service = await shortServices.save({ fields })
  await shortServices.setSecret(service.id, secretName, `Bearer ${token}`)
  await shortServices.setDefault(service.id)
  await sms.save(practiceSmsText)
  for (const tag of practiceTags) await campaigns.createTag(tag)
  for (const channel of practiceChannels) await campaigns.createChannel(channel)
  const { appId, placeCode, fields: campaign } = practiceCampaign
  const [app, place] = [apps.get(appId), places.get(placeCode)]
  const template = { ...campaign.template, ...(app ? { appId: app } : {}), ...(place ? { placeId: place } : {}) }
  await campaigns.create({ ...campaign, template })
}
