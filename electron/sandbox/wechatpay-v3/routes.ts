import type { StandInRequest } from '../http/server'
import { downloadBill, fundFlowAddress, statement, tradeBillAddress } from './bills'
import type { Merchant, Region } from './merchants'
import { close, create, query } from './orders'
import { businessRule, jsonReply, V3Refusal, type V3Reply } from './refusal'
import { queryRefund, refund } from './refunds'
import { seal } from './signatures'
import { beijing, type World } from './world'

export type Act = (world: World, merchant: Merchant, request: StandInRequest) => V3Reply

interface Route {
  method: 'GET' | 'POST'
  pattern: RegExp
  region: Region
  /** Only direct merchants, or only service providers; absent: both. */
  only?: 'direct' | 'provider'
  act: (parts: Readonly<Record<string, string>>) => Act
}

/** Orders of one family of paths (§8.4, §8.5, §8.9). */
function orderRoutes(base: string, region: Region, more: Pick<Route, 'only'>): Route[] {
  const trades = region === 'domestic' ? 'native|jsapi|app|h5' : 'native|jsapi|app|mweb'
  const at = (rest: string) => new RegExp(`^${base}/${rest}$`, 'u')
  const part = (parts: Readonly<Record<string, string>>, name: string) => parts[name] ?? ''
  return [
    {
      method: 'POST', region, ...more, pattern: at(`(?<trade>${trades})`),
      act: (parts) => (world, merchant, request) => create(world, merchant, request, part(parts, 'trade').replace('mweb', 'h5')),
    },
    {
      method: 'GET', region, ...more, pattern: at('out-trade-no/(?<number>[^/]+)'),
      act: (parts) => (world, merchant, request) => query(world, merchant, request, { by: 'merchant', value: part(parts, 'number') }),
    },
    {
      method: 'GET', region, ...more, pattern: at('id/(?<number>[^/]+)'),
      act: (parts) => (world, merchant, request) => query(world, merchant, request, { by: 'wechat', value: part(parts, 'number') }),
    },
    {
      method: 'POST', region, ...more, pattern: at('out-trade-no/(?<number>[^/]+)/close'),
      act: (parts) => (world, merchant, request) => close(world, merchant, request, part(parts, 'number')),
    },
  ]
}

/** Refunds of one family of paths (§8.6, §8.9). */
function refundRoutes(base: string, region: Region): Route[] {
  const byNumber = (by: 'merchant' | 'provider', rest: string): Route => ({
    method: 'GET', region, pattern: new RegExp(`^${base}/${rest}(?<number>[^/]+)$`, 'u'),
    act: ({ number = '' }) => (world, merchant, request) => queryRefund(world, merchant, request, { by, value: number }),
  })
  const queries = region === 'domestic' ? [byNumber('merchant', '')] : [byNumber('merchant', 'out-refund-no/'), byNumber('provider', 'id/')]
  return [{ method: 'POST', region, pattern: new RegExp(`^${base}$`, 'u'), act: () => refund }, ...queries]
}

const certificateRoutes: Route[] = (
  [
    ['/v3/certificates', 'domestic'],
    ['/v3/certificates', 'hk'],
    ['/v3/global/certificates', 'global'],
  ] as const
).map(([path, region]) => ({ method: 'GET', region, pattern: new RegExp(`^${path}$`, 'u'), act: () => certificates }))

/** Bills (§8.8, §8.9). */
const billRoutes: Route[] = [
  { method: 'GET', region: 'domestic', pattern: /^\/v3\/bill\/tradebill$/u, act: () => tradeBillAddress },
  { method: 'GET', region: 'domestic', pattern: /^\/v3\/bill\/fundflowbill$/u, act: () => fundFlowAddress },
  { method: 'GET', region: 'domestic', pattern: /^\/v3\/billdownload\/file$/u, act: () => downloadBill },
  { method: 'GET', region: 'global', pattern: /^\/v3\/global\/statements$/u, act: () => statement },
  { method: 'GET', region: 'hk', pattern: /^\/hk\/v3\/statements$/u, act: () => statement },
]

const routes: readonly Route[] = [
  ...orderRoutes('/v3/pay/transactions', 'domestic', { only: 'direct' }),
  ...orderRoutes('/v3/pay/partner/transactions', 'domestic', { only: 'provider' }),
  ...orderRoutes('/v3/global/transactions', 'global', {}),
  ...orderRoutes('/hk/v3/transactions', 'hk', {}),
  ...refundRoutes('/v3/refund/domestic/refunds', 'domestic'),
  ...refundRoutes('/v3/global/refunds', 'global'),
  ...refundRoutes('/hk/v3/refunds', 'hk'),
  ...certificateRoutes,
  ...billRoutes,
]

/** What a request asks for. @throws V3Refusal for another path, method, region or kind of merchant */
export function routeOf(request: StandInRequest, merchant: Merchant): Act {
  const { method, path } = request
  const found = routes.flatMap((route) => {
    const match = route.pattern.exec(path)
    return match ? [{ route, parts: decoded(match.groups ?? {}) }] : []
  })
  if (found.length === 0) throw new V3Refusal(404, 'NOT_FOUND', '请求的资源不存在')
  const ofMethod = found.filter(({ route }) => route.method === method)
  if (ofMethod.length === 0) throw new V3Refusal(405, 'METHOD_NOT_ALLOWED', '请求方法不正确')
  const here = ofMethod.find(({ route }) => route.region === merchant.region)
  // A mainland path of an overseas merchant, or the reverse (§8.1; the text is uncertain).
  if (!here) throw businessRule('此商户号不支持境外支付或接入点不正确')
  const { only, act } = here.route
  if (only !== undefined && (only === 'provider') !== merchant.serviceProvider) throw new V3Refusal(403, 'NO_AUTH', '商户号该产品权限未开通')
  return act(here.parts)
}

function decoded(groups: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(groups).map(([name, value]) => [name, decode(value)]))
}

function decode(value: string): string {
  try {
    return decodeURIComponent(value)
  } catch {
    return ''
  }
}

/** Every active platform certificate, sealed with the merchant's APIv3 key (§8.3). */
const certificates: Act = (world, merchant) => {
  if (merchant.keyMode === 'publicKey') {
    throw new V3Refusal(404, 'RESOURCE_NOT_EXISTS', '无可用的平台证书，请在商户平台-API安全申请使用微信支付公钥')
  }
  const data = world.keys.active(world.now).map(({ serial, pem, fromMs, toMs }) => {
    const nonce = world.nonce(12)
    const ciphertext = seal(pem, merchant.apiV3Key, nonce, 'certificate')
    return {
      serial_no: serial,
      effective_time: beijing(fromMs),
      expire_time: beijing(toMs),
      encrypt_certificate: { algorithm: 'AEAD_AES_256_GCM', nonce, associated_data: 'certificate', ciphertext },
    }
  })
  return jsonReply(200, { data })
}
