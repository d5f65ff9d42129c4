import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { migrations } from '../../migrations'
import { ManualClock } from '../../platform/clock/clock'
import { newId } from '../../platform/ids/id'
import { StoreEngine } from '../../platform/store/engine'
import { inlineStore } from '../../platform/store/store'
import { campaignsRepository, CampaignsService } from './index'

/** Campaigns over a real database file. `known`: ids that count as mini programs, places and services. */
export async function campaignsDesk(known: readonly string[] = []) {
  const folder = await mkdtemp(join(tmpdir(), 'minidesk-campaigns-'))
  const clock = new ManualClock('2026-11-22T06:00:00.000Z')
  const file = join(folder, 'minidesk.db')
  const engine = new StoreEngine({ file, role: 'writer', create: true, repositories: [campaignsRepository], migrations, clock })
  const store = inlineStore(engine)
  onTestFinished(async () => {
    await store.close()
    await rm(folder, { recursive: true, force: true })
  })
  let told = 0
  const exists = (id: string) => Promise.resolve(known.includes(id))
  const service = () =>
    new CampaignsService({
      repository: store.client(campaignsRepository),
      newId: () => newId(clock),
      appExists: exists,
      placeExists: exists,
      shortServiceExists: exists,
      changed: () => (told += 1),
    })
  return { clock, file, campaigns: service(), other: service, told: () => told }
}

export const tag = (key: string, ...values: string[]) => ({ key, name: key, values: values.map((value) => ({ value, name: value })) })
