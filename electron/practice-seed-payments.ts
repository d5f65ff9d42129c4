import { generateKeyPair } from 'node:crypto'
import { promisify } from 'node:util'
import { practiceApprover } from '@shared/domain/payments'
import { dayIn } from '@shared/domain/days'
import { readClientCertificate } from './platform/keys/pkcs12'
import { practiceCertificate } from './practice-certificate'
import { type ExampleAccount, type ExampleAccountName, exampleAccounts, exampleDescriptionNote, exampleOrders } from './practice-data-payments'
import { exampleMonthOrders } from './practice-data-month'
import { type ExamplePair, pairOf } from './practice-example-books'
import { paymentStandIns } from './practice-stand-ins'
import type { StandInBooks } from './sandbox/payments/types'
import type { OpenWorkspace } from './workspace'

/**
 * The example's key pair: made for this workspace alone, for practice alone. It is made on another thread while the rest
 * of the example is written.
 */
export async function makePracticeKey(): Promise<string> {
  const { privateKey } = await promisify(generateKeyPair)('rsa', { modulusLength: 2048 })
  return privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
}

/** Long enough for nobody to be asked about it in practice. */
const certificateDays = 1800

export interface ExampleGrounds {
  /** Place by code. */
  places: ReadonlyMap<string, string>
  operator: { id: string; name: string }
  privateKey: Promise<string>
}

/** Accounts of the provider kinds, orders with their refunds, and the same in the books of the stand-ins; answers the second person. */
export async function seedPayments(workspace: OpenWorkspace, { places, operator, privateKey }: ExampleGrounds): Promise<{ id: string; name: string }> {
  const { name, password } = practiceApprover
  // Hashing a password takes a while, on another thread.
  const joining = workspace.accounts.create({ name, password, role: 'finance' })
  // All at once, because somebody waits for the first start; they are made in this order all the same.
  const accounts = Object.entries(exampleAccounts) as [ExampleAccountName, ExampleAccount][]
  const ids = new Map(
    await Promise.all(accounts.map(async ([key, account]) => [key, await seedAccount(workspace, account, places, privateKey)] as const)),
  )
  const approver = await joining
  const { settings, clock, newId } = workspace
  const nowMs = clock.now().getTime()
  const counts = new Map<ExampleAccountName, number>()
  const pairs = [...exampleOrders, ...exampleMonthOrders(nowMs)].map((example) => {
    const account: ExampleAccount = exampleAccounts[example.account]
    const index = (counts.get(example.account) ?? 0) + 1
    counts.set(example.account, index)
    return pairOf(example, {
      account,
      accountId: ids.get(example.account) ?? '',
      placeId: places.get(account.placeCode) ?? null,
      nowMs,
      index,
      newId,
      dayOf: (instant) => dayIn(instant, settings.get().zone) ?? instant.slice(0, 10),
      operator,
      approver,
    })
  })
  await workspace.payments.fillExample(pairs.map(({ entry }) => entry))
  await workspace.practicePayments?.keepExample(booksByKind(pairs))
  return approver
}

async function seedAccount(
  { payments, clock }: OpenWorkspace,
  { fields, placeCode, secrets, merchant }: ExampleAccount,
  places: ReadonlyMap<string, string>,
  privateKey: Promise<string>,
): Promise<string> {
  const placeId = places.get(placeCode)
  const { id } = await payments.accounts.create({ ...fields, ...(placeId === undefined ? {} : { placeId }) })
  for (const [name, secret] of Object.entries(secrets)) await payments.accounts.setSecret(id, name, secret)
  if (payments.accounts.traits(fields.kind).fields.some(({ name }) => name === 'privateKey'))
    await payments.accounts.setSecret(id, 'privateKey', await privateKey)
  if (payments.accounts.traits(fields.kind).keys.includes('clientCertificate')) {
    const pem = await privateKey
    const certificate = practiceCertificate(pem, fields.values[merchant] ?? '', { nowMs: clock.now().getTime(), days: certificateDays })
    await payments.accounts.keys.addClientCertificate(id, () => readClientCertificate(Buffer.from(certificate + pem), ''))
  }
  const shipped = payments.accounts.provider(fields.kind).description
  const describe = paymentStandIns.find(({ kinds }) => kinds.includes(fields.kind))?.describe
  if (shipped && describe)
    await payments.descriptions.save({ id, version: 0, description: await describe(shipped), note: exampleDescriptionNote })
  return id
}

function booksByKind(pairs: readonly ExamplePair[]): Map<string, StandInBooks> {
  const books = new Map<string, StandInBooks>()
  for (const { kind, order, refunds } of pairs) {
    const book = books.get(kind) ?? { orders: [], refunds: [] }
    books.set(kind, { orders: [...book.orders, order], refunds: [...book.refunds, ...refunds] })
  }
  return books
}
