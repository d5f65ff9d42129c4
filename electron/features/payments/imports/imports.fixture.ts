import { join } from 'node:path'
import { Readable } from 'node:stream'
import type { ColumnMapping } from '@shared/contract/apps'
import type { OrderImportDefaults } from '@shared/contract/payment-orders'
import type { ProviderTraits } from '@shared/contract/payment-providers'
import { IncomingFiles } from '../../../platform/files/workspace-files'
import { orderJobs } from '../orders/jobs'
import { ordersWorkspace } from '../orders/orders.fixture'
import { openRefundsRoom, refundsRepository } from '../refunds'
import { openImportsRoom, orderImportsRepository } from './index'
import { orderImportJobs } from './jobs'

/** Imports over a real database, with the rooms of orders and refunds. */
export function importsWorkspace(traits: Partial<ProviderTraits> = {}) {
  const space = ordersWorkspace(traits, {}, [...orderJobs, ...orderImportJobs])
  const incoming = new IncomingFiles(join(space.folder, 'incoming'), space.clock)
  const remembered = new Map<string, ColumnMapping>()
  const apps = {
    recallMapping: (purpose: string, signature: string) => Promise.resolve(remembered.get(`${purpose} ${signature}`)),
    rememberMapping: (purpose: string, signature: string, mapping: ColumnMapping) => {
      remembered.set(`${purpose} ${signature}`, mapping)
      return Promise.resolve()
    },
  }
  const open = () => {
    const { store, orders, places, jobs, jobRows } = space.now
    const parts = { accounts: space.accounts, orders, clock: space.clock, newId: space.nextId, changed: () => undefined, jobs, jobRows }
    const refunds = openRefundsRoom({
      ...parts,
      repository: store.client(refundsRepository),
      zone: () => 'Asia/Shanghai',
      restoredAt: undefined,
      reportError: (where) => space.errors.push(where),
      // Nobody asks for a refund here.
      operators: { confirmPresence: () => Promise.reject(new Error('nobody is asked')), recognise: () => Promise.reject(new Error('nobody is asked')) },
      settings: { value: () => undefined, setValue: () => Promise.resolve() } as never,
      filesDir: space.folder,
      isPractice: true,
      addFile: () => Promise.reject(new Error('no file is made')),
    })
    const room = openImportsRoom({ ...parts, repository: store.client(orderImportsRepository), refunds: () => refunds.port, places, apps, incoming })
    return { ...room, refunds }
  }
  let room = open()
  const defaults = (changes: Partial<OrderImportDefaults> = {}): OrderImportDefaults => ({
    ...{ currency: 'CNY', unit: 'major', zone: 'Asia/Shanghai', state: 'paid', scene: 'unset', method: '' },
    ...changes,
  })
  const handIn = async (name: string, content: string | Uint8Array) => (await incoming.receive(Readable.from([Buffer.from(content)]), name, 1e8)).id
  return {
    space,
    defaults,
    get room() {
      return room
    },
    handIn,
    /** Reads and checks a file. */
    read: async (name: string, content: string | Uint8Array, changes: Partial<OrderImportDefaults> = {}, mapping?: ColumnMapping) => {
      const fileId = await handIn(name, content)
      const { id, jobId = '' } = await room.imports.create({ fileId, accountId: space.accountId, defaults: defaults(changes), mapping }, '王芳', 'zh-CN')
      await space.now.over(jobId)
      return room.imports.get(id)
    },
    run: async (id: string) => {
      const { jobId } = await room.imports.run(id, '王芳', 'zh-CN')
      await space.now.over(jobId)
      return room.imports.get(id)
    },
    orders: async (filter: object = {}) =>
      (await space.now.orders.list({ filter: { dayOf: 'created', ...filter }, limit: 500, count: true })).rows,
    killAndStart: async () => {
      await space.killAndStart()
      room = open()
    },
  }
}
