import { generateKeyPairSync, type KeyObject } from 'node:crypto'
import type { Outgoing } from '../payments/outbox'
import type { StandInOrder, StandInRefund } from '../payments/types'
import type { Merchant } from './merchants'
import { merchantNames, orderContent } from './orders'
import { refundStatus } from './refunds'
import { seal, signedHeaders } from './signatures'
import { beijing, type CallbackAbout, type World } from './world'

/** What is wrong with a callback. */
export type CallbackFlaw =
  /** Signed with a key that is not WeChat's, under WeChat's name. */
  | 'forged'
  /** Signed ten minutes ago. */
  | 'late'
  /** WeChat's own probe: whether the merchant verifies at all (§8.3). */
  | 'signTest'
  /** Right, but of another merchant. */
  | 'otherMerchant'
  | 'otherAmount'
  /** The resource has no associated data (§8.7). */
  | 'noAssociatedData'

let foreign: KeyObject | undefined

/** The callback as WeChat would send it now: encrypted, signed, its bytes fixed (§8.7). */
export function callbackOf(world: World, merchant: Merchant, about: CallbackAbout, flaw?: CallbackFlaw): Outgoing {
  const { order, refund } = about
  const content = refund ? refundNotice(merchant, { order, refund }) : orderContent(world, merchant, order)
  spoil(content, flaw)
  const type = refund ? 'refund' : 'transaction'
  const nonce = world.nonce(12)
  const associated = flaw === 'noAssociatedData' ? '' : type
  const body = JSON.stringify({
    id: idOf(world, about),
    create_time: beijing(world.now),
    resource_type: 'encrypt-resource',
    event_type: refund ? `REFUND.${refundStatus[refund.state]}` : 'TRANSACTION.SUCCESS',
    summary: refund ? '退款结果' : '支付成功',
    resource: {
      original_type: type,
      algorithm: 'AEAD_AES_256_GCM',
      ciphertext: seal(JSON.stringify(content), merchant.apiV3Key, nonce, associated),
      ...(associated === '' ? {} : { associated_data: associated }),
      nonce,
    },
  })
  const url = refund && refund.notifyUrl !== '' ? refund.notifyUrl : order.notifyUrl
  const headers = { 'content-type': 'application/json', accept: '*/*', 'user-agent': 'Mozilla/4.0', ...signature(world, merchant, body, flaw) }
  return { method: 'POST', url, headers, body }
}

/** The same content keeps its id however often it is sent. */
function idOf(world: World, { order, refund }: CallbackAbout): string {
  const { more } = refund ?? order
  const key = `callback.${refund?.state ?? order.state}`
  more[key] ??= `${world.nonce(8)}-${world.digits(4)}-5${world.digits(3)}-${world.digits(4)}-${world.nonce(12)}`.toLowerCase()
  return more[key]
}

function spoil(content: Record<string, unknown>, flaw: CallbackFlaw | undefined): void {
  if (flaw === 'otherMerchant') for (const name of ['mchid', 'sp_mchid']) if (name in content) content[name] = '1900000000'
  if (flaw !== 'otherAmount') return
  const amount = { ...(content['amount'] as Record<string, unknown>) }
  content['amount'] = { ...amount, total: Number(amount['total']) + 100 }
}

function refundNotice(merchant: Merchant, { order, refund }: { order: StandInOrder; refund: StandInRefund }): Record<string, unknown> {
  const { appid: _appid, sp_appid: _sp, sub_appid: _sub, ...names } = merchantNames(merchant, order.subMerchant)
  return {
    ...names,
    out_trade_no: order.merchantNo,
    transaction_id: order.wechatNo,
    out_refund_no: refund.refundNo,
    refund_id: refund.providerRefundNo,
    refund_status: refundStatus[refund.state],
    ...(refund.completedAtMs !== undefined && refund.state === 'succeeded' ? { success_time: beijing(refund.completedAtMs) } : {}),
    user_received_account: '支付用户零钱',
    amount: { total: order.paidMinor, refund: refund.amountMinor, payer_total: order.paidMinor, payer_refund: refund.amountMinor },
  }
}

function signature(world: World, merchant: Merchant, body: string, flaw: CallbackFlaw | undefined): Record<string, string> {
  const { keys, now } = world
  const byPublicKey = merchant.keyMode === 'publicKey' || (merchant.keyMode === 'both' && world.random() < world.switchShare)
  const signer = keys.signer(byPublicKey ? keys.publicKey.id : undefined, now)
  const seconds = Math.floor(now / 1000) - (flaw === 'late' ? 600 : 0)
  const headers = signedHeaders(body, flaw === 'forged' ? { ...signer, key: foreignKey() } : signer, { seconds, nonce: world.nonce(32) })
  if (flaw === 'signTest') headers['wechatpay-signature'] = `WECHATPAY/SIGNTEST/${headers['wechatpay-signature'] ?? ''}`
  return headers
}

function foreignKey(): KeyObject {
  foreign ??= generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey
  return foreign
}
