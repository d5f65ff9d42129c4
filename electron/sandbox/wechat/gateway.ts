import type { SandboxLimits } from './limits'
import type { AccountType } from './types'

/** What the platform's gateway asks of a call before the interface behind it is reached. */
export interface GatewayRule {
  method: 'GET' | 'POST'
  /** Kinds of account whose token may call it; others get 48001 (that code is uncertain). */
  accounts: readonly AccountType[]
  perDay: number
  perMinute: number
  /** What is answered beyond `perMinute`. */
  minuteErrcode: 45009 | 45011
  perSecond: number | null
}

const anyAccount: readonly AccountType[] = ['miniProgram', 'service', 'subscription']
const officialAccounts: readonly AccountType[] = ['service', 'subscription']
const miniPrograms: readonly AccountType[] = ['miniProgram']

type Change = (limits: SandboxLimits) => Partial<GatewayRule>

const plain: Change = () => ({})
const anyone: Change = () => ({ accounts: anyAccount })
const generating: Change = (limits) => ({ perSecond: limits.generatePerSecond })
const rules: Change = (limits) => ({ perSecond: limits.ruleCallsPerSecond })

/** Every path of the stand-in with what it differs in from an ordinary call of a mini program. */
const changes: Record<string, Change> = {
  '/cgi-bin/token': (limits) => ({ method: 'GET', accounts: anyAccount, perDay: limits.tokenCallsPerDay }),
  '/cgi-bin/stable_token': (limits) => ({ accounts: anyAccount, perDay: limits.stableTokenCallsPerDay }),
  '/cgi-bin/ticket/getticket': (limits) => ({
    method: 'GET',
    accounts: officialAccounts,
    perDay: limits.ticketCallsPerDay,
  }),
  '/wxa/generatescheme': generating,
  '/wxa/queryscheme': plain,
  '/wxa/generatenfcscheme': generating,
  '/wxa/generate_urllink': generating,
  '/wxa/query_urllink': plain,
  '/wxa/genwxashortlink': plain,
  '/wxa/getwxacode': plain,
  // Its 45009 is "minute or day limit" (§4.1; §4.1 also calls the number of calls 5,000 a minute).
  '/wxa/getwxacodeunlimit': (limits) => ({ perMinute: limits.sceneCodesPerMinute, minuteErrcode: 45009 }),
  '/cgi-bin/wxaapp/createwxaqrcode': plain,
  '/cgi-bin/wxopen/qrcodejumpadd': rules,
  '/cgi-bin/wxopen/qrcodejumpget': rules,
  '/cgi-bin/wxopen/qrcodejumpdownload': rules,
  '/cgi-bin/wxopen/qrcodejumppublish': rules,
  '/cgi-bin/wxopen/qrcodejumpdelete': rules,
  '/cgi-bin/openapi/quota/get': anyone,
  '/cgi-bin/openapi/rid/get': anyone,
  '/cgi-bin/clear_quota': anyone,
  '/cgi-bin/clear_quota/v2': anyone,
  '/cityservice/face/identify/getverifyid': plain,
  '/cityservice/face/identify/queryverifyinfo': plain,
  '/cityservice/face/identify/getuseridkey': plain,
  '/cityservice/face/identify/getinfo': plain,
}

/** Nothing for a path that the platform does not have. */
export function gatewayRule(path: string, limits: SandboxLimits): GatewayRule | undefined {
  const change = Object.hasOwn(changes, path) ? changes[path] : undefined
  return (
    change && {
      method: 'POST',
      accounts: miniPrograms,
      perDay: limits.callsPerDay,
      perMinute: limits.callsPerMinute,
      minuteErrcode: 45011,
      perSecond: null,
      ...change(limits),
    }
  )
}
