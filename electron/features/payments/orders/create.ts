import { randomUUID } from 'node:crypto'
import type { PaymentAccount } from '@shared/contract/payment-accounts'
import type { NewOrder } from '@shared/contract/payment-orders'
import type { ProviderTraits } from '@shared/contract/payment-providers'
import { Fault } from '../../../platform/errors/fault'
import type { CreatedOrder, Effect, OpenAccount, OrderToCreate } from '../../../upstream/payments'
import type { Doer } from '../ports'
import { checkNewOrder } from './check'
import { newMerchantNo } from './number'
import type { OrdersParts } from './parts'
import { refundCurrencyOf } from './refund-currency'
import type { NewOrderRow, StoredOrder } from './rows'
import { later, unknownFirstWaitMs } from './schedule'

/** A number that was made by chance and is taken is made anew so often. */
const tries = 5

/**
 * Creates an order at the provider: checked, the intent committed, then called once. An explicit refusal is `failed`,
 * everything else that is no answer is `unknown` and looked up; nothing is sent a second time.
 * @throws Fault `payments.orderRefused` with fields, `payments.orderAccountArchived`, `payments.merchantNoTaken`, and what
 *   opening the account throws; after the call nothing is thrown any more
 */
export async function createOrder(parts: OrdersParts, input: NewOrder, doer: Doer): Promise<StoredOrder> {
  const account = await parts.accounts.get(input.accountId)
  if (account.archived) throw new Fault('payments.orderAccountArchived', { params: { name: account.name } })
  const traits = parts.accounts.traits(account.kind)
  const issues = checkNewOrder(input, account, traits)
  if (issues.length > 0) throw new Fault('payments.orderRefused', { fields: issues })
  // Opened before the intent: an account that cannot be used leaves nothing behind.
  const open = await parts.accounts.open(account.id)
  const createdAt = parts.clock.instant()
  const expiresAt = later(createdAt, (input.validMinutes ?? traits.lifetimeMinutes) * 60_000)
  const row = await writeIntent(parts, { input, account, traits, createdAt, expiresAt }, doer)
  const order: OrderToCreate = {
    merchantNo: row.merchantNo,
    method: input.method,
    amountMinor: input.amountMinor,
    currency: input.currency,
    description: input.description,
    asked: input.asked,
    createdAt,
    expiresAt,
  }
  const outcome = await sendOnce(parts, open, order, doer)
  const stored = await noteOutcome(parts, row, outcome, doer, traits)
  parts.changed(1)
  return stored
}

async function writeIntent(
  parts: OrdersParts,
  { input, account, traits, createdAt, expiresAt }: { input: NewOrder; account: PaymentAccount; traits: ProviderTraits; createdAt: string; expiresAt: string },
  doer: Doer,
): Promise<NewOrderRow> {
  for (let left = tries; ; left -= 1) {
    const merchantNo = input.merchantNo === '' ? newMerchantNo(traits.merchantNumber, createdAt, parts.zone()) : input.merchantNo
    const row: NewOrderRow = { ...intentRow(parts, input, account, traits, doer), merchantNo, createdAt, expiresAt }
    try {
      await parts.repository.open(row)
      return row
    } catch (cause) {
      const taken = cause instanceof Fault && cause.code === 'payments.merchantNoTaken'
      if (!taken || input.merchantNo !== '' || left <= 1) throw cause
    }
  }
}

function intentRow(
  parts: OrdersParts,
  input: NewOrder,
  account: PaymentAccount,
  traits: ProviderTraits,
  doer: Doer,
): Omit<NewOrderRow, 'merchantNo' | 'createdAt' | 'expiresAt'> {
  const { details } = input
  return {
    id: parts.newId(),
    accountId: account.id,
    providerNo: '',
    wechatNo: '',
    state: 'created',
    rawState: '',
    method: input.method,
    currency: input.currency,
    orderedMinor: input.amountMinor,
    ...{ receivedMinor: null, tipMinor: null, settledMinor: null, settledCurrency: null, rate: null },
    refundCurrency: refundCurrencyOf(traits, account, input.currency),
    refundTotalMinor: null,
    placeId: details.placeId === undefined ? (account.placeId ?? null) : details.placeId,
    scene: details.scene ?? 'unset',
    sceneCode: details.sceneCode ?? '',
    channel: details.channel ?? '',
    bookingNo: details.bookingNo ?? '',
    redemption: details.redemption ?? 'unset',
    description: input.description,
    note: details.note ?? '',
    source: 'created',
    flags: [],
    request: JSON.stringify({ v: 1, method: input.method, asked: input.asked, validMinutes: input.validMinutes ?? null }),
    correlationId: doer.correlationId,
    createdBy: doer.operatorName,
    paidAt: null,
    nextQueryAt: null,
    raw: null,
  }
}

/** What a client throws instead of answering is no answer either. */
async function sendOnce(parts: OrdersParts, account: OpenAccount, order: OrderToCreate, doer: Doer): Promise<Effect<CreatedOrder>> {
  try {
    return await parts.accounts.client(account.kind).createOrder(account, order, { correlationId: doer.correlationId, signal: doer.signal })
  } catch (cause) {
    const fault = cause instanceof Fault ? cause : new Fault('internal', { cause })
    parts.reportError('payments.orders.create', cause)
    return { outcome: 'unknown', fault }
  }
}

async function noteOutcome(
  parts: OrdersParts,
  row: NewOrderRow,
  outcome: Effect<CreatedOrder>,
  doer: Doer,
  traits: ProviderTraits,
): Promise<StoredOrder> {
  if (outcome.outcome === 'done') return parts.repository.completeCreation({ orderId: row.id, created: outcome.value })
  const error = outcome.fault.toEnvelope(doer.correlationId || randomUUID())
  if (outcome.outcome !== 'unknown') return parts.repository.endCreation({ orderId: row.id, state: 'failed', error, nextQueryAt: null })
  // Only a provider that finds an order by our number can be asked; otherwise a person must look.
  const asks = traits.orderQuery.includes('merchant')
  const nextQueryAt = asks ? later(parts.clock.instant(), unknownFirstWaitMs) : null
  return parts.repository.endCreation({ orderId: row.id, state: 'unknown', error, nextQueryAt })
}
