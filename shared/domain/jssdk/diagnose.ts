import type { JssdkFactId } from './facts'
import { domainCover } from './safe-domain'

/** `unknown`: it cannot be seen from what was given, so that a person must look. */
export type FindingState = 'good' | 'wrong' | 'doubtful' | 'unknown'

/** One line of the checklist. Its text stands under `jssdk.diagnosis.<id>.<state>`. */
export interface Finding {
  id: DiagnosisId
  state: FindingState
  fact: JssdkFactId
  params: Record<string, string | number>
}

export const diagnosisIds = [
  'account',
  'verification',
  'safeDomain',
  'appId',
  'script',
  'jsApiList',
  'openTagList',
  'frameSrc',
  'iframe',
  'slot',
  'perUrl',
  'clients',
] as const
export type DiagnosisId = (typeof diagnosisIds)[number]

export interface DiagnosedAccount {
  appId: string
  type: 'service' | 'subscription'
  verified: boolean
  verifiedUntil?: string | undefined
  safeDomains: readonly string[]
}

export interface PageToDiagnose {
  url: string
  account: DiagnosedAccount | undefined
  /** HTML or script of the page, as far as the operator has it; empty = nothing to look at. */
  source: string
  /** Today `YYYY-MM-DD` in Asia/Shanghai. */
  today: string
}

/** Checks what open tags need, from the account's data and the page's own source (wechat-links-qr §1.7, §1.8; A02-2). */
export function diagnose({ url, account, source, today }: PageToDiagnose): Finding[] {
  const made = (id: DiagnosisId, fact: JssdkFactId, state: FindingState, params: Finding['params'] = {}): Finding => ({
    id,
    fact,
    state,
    params,
  })
  const ofAccount: Finding[] = account
    ? [
        made('account', 'verifiedService', account.type === 'service' ? 'good' : 'wrong'),
        made('verification', 'verifiedService', verification(account, today), { day: account.verifiedUntil ?? '' }),
        domainFinding(url, account.safeDomains),
      ]
    : [
        made('account', 'verifiedService', 'unknown'),
        made('verification', 'verifiedService', 'unknown', { day: '' }),
        made('safeDomain', 'safeDomain', 'unknown', { host: hostOf(url), domains: '' }),
      ]
  return [
    ...ofAccount,
    appIdFinding(source, account?.appId),
    ...sourceFindings(source),
    made('perUrl', 'perUrl', 'unknown'),
    made('clients', 'clients', 'unknown'),
  ]
}

/** The host of an address, without port; empty when there is none. */
export function hostOf(url: string): string {
  return /^https?:\/\/([^/?#:]+)/i.exec(url.trim())?.[1]?.toLowerCase() ?? ''
}

function verification({ verified, verifiedUntil }: DiagnosedAccount, today: string): FindingState {
  if (!verified) return 'wrong'
  if (verifiedUntil === undefined) return 'doubtful'
  return verifiedUntil < today ? 'wrong' : 'good'
}

function domainFinding(url: string, domains: readonly string[]): Finding {
  const host = hostOf(url)
  const params = { host, domains: domains.join(', ') }
  if (host === '') return { id: 'safeDomain', fact: 'safeDomain', state: 'unknown', params }
  const cover = domainCover(host, domains)
  if (cover === 'parent') return { id: 'safeDomain', fact: 'safeDomainBelow', state: 'doubtful', params }
  return { id: 'safeDomain', fact: 'safeDomain', state: cover === 'exact' ? 'good' : 'wrong', params }
}

function appIdFinding(source: string, wanted: string | undefined): Finding {
  const written = /\bappId["']?\s*:\s*["'](wx[0-9a-f]{16})["']/i.exec(source)?.[1]
  const params = { appId: wanted ?? '', written: written ?? '' }
  if (wanted === undefined || written === undefined) return { id: 'appId', fact: 'sameAppId', state: 'unknown', params }
  return { id: 'appId', fact: 'sameAppId', state: written === wanted ? 'good' : 'wrong', params }
}

/** The version of the page's `jweixin-x.y.z.js`, as numbers. */
function scriptVersion(source: string): number[] | undefined {
  const found = /jweixin-(\d+)\.(\d+)\.(\d+)(?:\.min)?\.js/i.exec(source)
  return found ? [Number(found[1]), Number(found[2]), Number(found[3])] : undefined
}

function sourceFindings(source: string): Finding[] {
  const text = withoutComments(source)
  return [
    scriptFinding(text),
    listFinding(text, 'jsApiList'),
    listFinding(text, 'openTagList'),
    frameSrcFinding(text),
    {
      id: 'iframe',
      fact: 'iframe',
      state: 'unknown',
      params: {},
    },
    slotFinding(text),
  ]
}

function scriptFinding(source: string): Finding {
  const version = scriptVersion(source)
  const params = { version: version?.join('.') ?? '' }
  const [major = 0, minor = 0] = version ?? []
  const state = version === undefined ? 'unknown' : major > 1 || (major === 1 && minor >= 6) ? 'good' : 'wrong'
  return { id: 'script', fact: 'script', state, params }
}

/** A list of `wx.config` as it stands in the source; one that is put together elsewhere cannot be judged. */
function listFinding(source: string, name: 'jsApiList' | 'openTagList'): Finding {
  const opening = new RegExp(`\\b${name}["']?\\s*:\\s*\\[`, 'u').exec(source)
  const closing = opening ? source.indexOf(']', opening.index + opening[0].length) : -1
  if (!opening || closing < 0) {
    // A config without the list at all is as wrong as an empty one.
    const state = /\bwx\.config\s*\(\s*\{/u.test(source) && !source.includes(name) ? 'wrong' : 'unknown'
    return { id: name, fact: name, state, params: { entries: '' } }
  }
  const found = source.slice(opening.index + opening[0].length, closing)
  const entries = found.match(/["'`][^"'`]+["'`]/gu)?.map((entry) => entry.slice(1, -1)) ?? []
  const good = name === 'jsApiList' ? entries.length > 0 : entries.some((one) => one.startsWith('wx-open-'))
  const params = { entries: entries.join(', ').slice(0, 200) }
  return { id: name, fact: name, state: good ? 'good' : 'wrong', params }
}

/** `frame-src https://*.qq.com webcompt:`, where the page states a policy in its own source. */
function frameSrcFinding(source: string): Finding {
  const made = (state: FindingState, params: Finding['params'] = { policy: '' }): Finding => ({
    id: 'frameSrc',
    fact: 'frameSrc',
    state,
    params,
  })
  const metas = source.match(/<meta\b[^<>]*>/giu) ?? []
  const meta = metas.find((one) => one.toLowerCase().includes('content-security-policy'))
  if (meta === undefined) return made('unknown')
  const policy = /content\s*=\s*(?:"([^"]*)"|'([^']*)')/iu.exec(meta)
  const rules = (policy?.[1] ?? policy?.[2] ?? '').split(';').map((rule) => rule.trim())
  const deciding = ['frame-src', 'child-src', 'default-src']
    .map((name) => rules.find((rule) => rule.toLowerCase().startsWith(`${name} `)))
    .find((rule) => rule !== undefined)
  if (deciding === undefined) return made('good', { policy: '' })
  const allowed = deciding.toLowerCase().split(/\s+/u).slice(1)
  const qq = allowed.some((one) => one === '*' || one === 'https:' || /^(https:\/\/)?\*\.qq\.com$/u.test(one))
  return made(qq && allowed.includes('webcompt:') ? 'good' : 'wrong', { policy: deciding.slice(0, 200) })
}

/** In a framework's template the content of a tag must not stand in `<template>`. */
function slotFinding(source: string): Finding {
  const made = (state: FindingState): Finding => ({ id: 'slot', fact: 'slot', state, params: {} })
  const begin = source.indexOf('<wx-open-launch-')
  const end = source.indexOf('</wx-open-launch-', begin)
  if (begin < 0 || end < 0) return made('unknown')
  const tag = source.slice(begin, end)
  const framework = /\s(v-if|v-for|v-bind|v-on|:[\w-]+|@[\w-]+)=|<script\s+setup|className=/iu.test(source)
  if (/<template\b/iu.test(tag)) return made(framework ? 'wrong' : 'good')
  return made(/text\/wxtag-template/iu.test(tag) ? 'good' : 'wrong')
}

/** What is commented out is not in force. A `//` inside an address is left alone. */
function withoutComments(source: string): string {
  const blocks = without(without(source, '<!--', '-->'), '/*', '*/')
  return blocks.replaceAll(/(^|[\s;{},])\/\/[^\n]*/gu, '$1')
}

/** The text without what stands between two marks; what is opened and never closed stays. */
function without(text: string, open: string, close: string): string {
  const kept: string[] = []
  let from = 0
  for (;;) {
    const begin = text.indexOf(open, from)
    const end = begin < 0 ? -1 : text.indexOf(close, begin + open.length)
    if (end < 0) return kept.join('') + text.slice(from)
    kept.push(text.slice(from, begin))
    from = end + close.length
  }
}
