import type { ErrorEnvelope } from '@shared/contract/error'
import type { ShortAddressState, SmsTemplate } from '@shared/contract/short-addresses'
import { Fault } from '../../platform/errors/fault'
import { defineRepository, type ReadContext, type WriteContext } from '../../platform/store/repository'

type Sql = ReadContext['sql']

export interface StoredAddress {
  id: string
  linkId: string
  serviceId: string | null
  serviceName: string | null
  state: ShortAddressState
  address: string
  remoteId: string
  target: string
  createdAt: string
  createdBy: string
  repointingTo: string | null
  repointedAt: string | null
  repointedBy: string | null
  error: ErrorEnvelope | null
  retired: boolean
}

type Row = Omit<StoredAddress, 'error' | 'retired'> & { json: string | null; retiredBit: number }

const select = `SELECT a.id AS id, link_id AS linkId, s.id AS serviceId, s.name AS serviceName, a.state AS state, address,
  remote_id AS remoteId, target, a.created_at AS createdAt, a.created_by AS createdBy, repointing_to AS repointingTo,
  repointed_at AS repointedAt, repointed_by AS repointedBy, error_json AS json, retired AS retiredBit
  FROM short_addresses a LEFT JOIN short_services s ON s.seq = a.service_seq`

function toAddress({ json, retiredBit, ...row }: Row): StoredAddress {
  return { ...row, error: json === null ? null : (JSON.parse(json) as { error: ErrorEnvelope }).error, retired: retiredBit === 1 }
}

function requireAddress(sql: Sql, id: string): StoredAddress {
  const row = sql(`${select} WHERE a.id = ?`).get(id) as Row | undefined
  if (!row) throw new Fault('shortAddresses.notFound')
  return toAddress(row)
}

const errorJson = (error: ErrorEnvelope) => JSON.stringify({ v: 1, error })

export const shortAddressesRepository = defineRepository({
  name: 'shortAddresses',
  reads: {
    ofLink: ({ sql }: ReadContext, linkId: string): StoredAddress[] =>
      (sql(`${select} WHERE link_id = ? ORDER BY a.seq DESC`).all(linkId) as Row[]).map(toAddress),
    one: ({ sql }: ReadContext, id: string): StoredAddress => requireAddress(sql, id),
    /** The link that one of these addresses leads to, one in use before a retired one. */
    linkOf: ({ sql }: ReadContext, addresses: string[]): string | undefined =>
      (sql(`SELECT link_id AS linkId FROM short_addresses WHERE address <> '' AND address IN (SELECT value FROM json_each(?))
        ORDER BY retired, seq DESC LIMIT 1`).get(JSON.stringify(addresses)) as { linkId: string } | undefined)?.linkId,
    /** Attempts whose answer never came: how many, and since when the oldest waits. */
    unknown: ({ sql }: ReadContext): { count: number; first: string | null } =>
      sql(`SELECT count(*) AS count, min(created_at) AS first FROM short_addresses WHERE state = 'unknown'`).get() as {
        count: number
        first: string | null
      },
    templates: ({ sql }: ReadContext): SmsTemplate[] =>
      sql('SELECT id, name, text FROM sms_templates ORDER BY name').all() as SmsTemplate[],
  },
  writes: {
    /** The intent, before the call leaves. @throws Fault `shortAddresses.underWay` while another such call is */
    open: (
      { sql, now }: WriteContext,
      input: { id: string; linkId: string; serviceId: string; target: string; by: string },
    ): StoredAddress => {
      const service = sql('SELECT seq, name FROM short_services WHERE id = ?').get(input.serviceId) as { seq: number; name: string } | undefined
      if (!service) throw new Fault('shortAddresses.serviceNotFound')
      const calling = sql(`SELECT 1 FROM short_addresses WHERE link_id = ? AND service_seq = ? AND state = 'calling'`)
      if (calling.get(input.linkId, service.seq)) throw new Fault('shortAddresses.underWay', { params: { name: service.name } })
      sql(`INSERT INTO short_addresses (id, link_id, service_seq, state, target, created_at, created_by)
           VALUES (?, ?, ?, 'calling', ?, ?, ?)`).run(input.id, input.linkId, service.seq, input.target, now, input.by)
      return requireAddress(sql, input.id)
    },
    /** An address that was made elsewhere, or that an attempt without an answer turned out to have made. */
    add: ({ sql, now }: WriteContext, input: { id: string; linkId: string; address: string; target: string; by: string }): StoredAddress => {
      const known = sql(`SELECT 1 FROM short_addresses WHERE link_id = ? AND address = ?`).get(input.linkId, input.address)
      if (known)
        throw new Fault('shortAddresses.known', { fields: [{ path: 'address', code: 'shortAddresses.known' }] })
      sql(`INSERT INTO short_addresses (id, link_id, state, address, target, created_at, created_by)
           VALUES (?, ?, 'done', ?, ?, ?, ?)`).run(input.id, input.linkId, input.address, input.target, now, input.by)
      return requireAddress(sql, input.id)
    },
    complete: ({ sql }: WriteContext, input: { id: string; address: string; remoteId: string }): StoredAddress => {
      sql(`UPDATE short_addresses SET state = 'done', address = ?, remote_id = ?, error_json = NULL WHERE id = ?`).run(
        input.address, input.remoteId, input.id)
      return requireAddress(sql, input.id)
    },
    end: ({ sql }: WriteContext, input: { id: string; state: 'refused' | 'unknown'; error: ErrorEnvelope }): StoredAddress => {
      sql(`UPDATE short_addresses SET state = ?, error_json = ? WHERE id = ?`).run(input.state, errorJson(input.error), input.id)
      return requireAddress(sql, input.id)
    },
    /** @throws Fault `shortAddresses.notUnknown` for an attempt whose outcome is known */
    settle: ({ sql }: WriteContext, input: { id: string; address: string | null }): StoredAddress => {
      if (requireAddress(sql, input.id).state !== 'unknown') throw new Fault('shortAddresses.notUnknown')
      if (input.address === null) sql(`UPDATE short_addresses SET state = 'settled' WHERE id = ?`).run(input.id)
      else sql(`UPDATE short_addresses SET state = 'done', address = ?, error_json = NULL WHERE id = ?`).run(input.address, input.id)
      return requireAddress(sql, input.id)
    },
    /**
     * The intent of a repointing.
     * @throws Fault `shortAddresses.notDone` where there is no address to repoint; `shortAddresses.underWay` while it is
     *   being led elsewhere: which of two calls the service heard last would be chance
     */
    openRepoint: ({ sql }: WriteContext, input: { id: string; target: string }): StoredAddress => {
      const { state, repointingTo, serviceName } = requireAddress(sql, input.id)
      if (state !== 'done') throw new Fault('shortAddresses.notDone')
      if (repointingTo !== null) throw new Fault('shortAddresses.underWay', { params: { name: serviceName ?? '' } })
      sql(`UPDATE short_addresses SET repointing_to = ?, error_json = NULL WHERE id = ?`).run(input.target, input.id)
      return requireAddress(sql, input.id)
    },
    repointed: ({ sql, now }: WriteContext, input: { id: string; target: string; by: string }): StoredAddress => {
      if (requireAddress(sql, input.id).state !== 'done') throw new Fault('shortAddresses.notDone')
      sql(`UPDATE short_addresses SET target = ?, repointing_to = NULL, repointed_at = ?, repointed_by = ?, error_json = NULL
           WHERE id = ?`).run(input.target, now, input.by, input.id)
      return requireAddress(sql, input.id)
    },
    repointFailed: ({ sql }: WriteContext, input: { id: string; error: ErrorEnvelope }): StoredAddress => {
      sql(`UPDATE short_addresses SET repointing_to = NULL, error_json = ? WHERE id = ?`).run(errorJson(input.error), input.id)
      return requireAddress(sql, input.id)
    },
    retire: ({ sql }: WriteContext, input: { id: string; retired: boolean }): StoredAddress => {
      sql('UPDATE short_addresses SET retired = ? WHERE id = ?').run(input.retired ? 1 : 0, input.id)
      return requireAddress(sql, input.id)
    },
    /** What was under way when the program ended: nobody knows what came of it. */
    recover: ({ sql }: WriteContext, error: ErrorEnvelope): number => {
      const lost = errorJson(error)
      const made = sql(`UPDATE short_addresses SET state = 'unknown', error_json = ? WHERE state = 'calling'`).run(lost).changes
      return made + sql(`UPDATE short_addresses SET repointing_to = NULL, error_json = ? WHERE repointing_to IS NOT NULL`).run(lost).changes
    },
    putTemplate: ({ sql, now }: WriteContext, input: SmsTemplate): SmsTemplate => {
      sql(`INSERT INTO sms_templates (id, name, text, updated_at) VALUES (?, ?, ?, ?)
           ON CONFLICT (id) DO UPDATE SET name = excluded.name, text = excluded.text, updated_at = excluded.updated_at`).run(
        input.id, input.name, input.text, now)
      return input
    },
    dropTemplate: ({ sql }: WriteContext, id: string): boolean => sql('DELETE FROM sms_templates WHERE id = ?').run(id).changes > 0,
  },
})
