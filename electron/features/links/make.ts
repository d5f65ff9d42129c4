import { createHash } from 'node:crypto'
import type { App } from '@shared/contract/apps'
import { buildLinkCall, isLinkKind, type LinkCall, linkEnd, type LinkLimitValues } from '@shared/domain/links'
import type { Clock } from '../../platform/clock/clock'
import { Fault } from '../../platform/errors/fault'
import type { WechatCall, WechatClient } from '../../upstream/wechat'
import { imageWidth } from './image-size'
import type { UsedAtLeast } from './repository'
import type { RowPlan } from './row-plan'
import type { CodeImage } from './rows'

/** What WeChat made. */
export interface Made {
  /** Empty for a code. */
  text: string
  expiresAt: string | null
  image: CodeImage | null
  /** What it said is used of an allowance, if it said so. */
  usedAtLeast: UsedAtLeast | undefined
}

export type MakeOutcome = { ok: true; made: Made } | { ok: false; fault: Fault }

export interface MakeParts {
  wechat: WechatClient
  clock: Clock
  limits: () => LinkLimitValues
}

/** WeChat's default where no width is asked for (wechat-links-qr §4.1). */
const usualWidth = 430

/**
 * Asks WeChat for what a plan describes: the one place that knows which interface makes which kind. It is not aborted by
 * a cancelled job: an answer under way is awaited, else it would be unknown.
 */
export async function makeAtWechat(parts: MakeParts, plan: RowPlan, app: App, correlationId: string): Promise<MakeOutcome> {
  const now = parts.clock.instant()
  const { kind, path, query, envVersion, options } = plan
  if (!isLinkKind(kind)) return { ok: false, fault: new Fault('internal') }
  const ends = { expiry: plan.expiry ?? undefined, options }
  const call = buildLinkCall(kind, { path, query, envVersion, ...ends })
  if (!call) return { ok: false, fault: new Fault('links.expiryMissing') }
  try {
    const product = await ask(parts.wechat, app.appId, call, { correlationId })
    return { ok: true, made: { expiresAt: linkEnd(kind, ends, now, parts.limits()) ?? null, ...product } }
  } catch (cause) {
    // What is no refusal is our own mistake; whether WeChat acted is not known then.
    return { ok: false, fault: cause instanceof Fault ? cause : new Fault('internal', { retry: 'afterCheck', cause }) }
  }
}

type Product = Omit<Made, 'expiresAt'>

async function ask(wechat: WechatClient, appId: string, { interface: which, body }: LinkCall, call: WechatCall): Promise<Product> {
  switch (which) {
    case 'generateScheme':
      return textOnly((await wechat.generateScheme(appId, body, call)).openlink)
    case 'generateUrlLink':
      return textOnly((await wechat.generateUrlLink(appId, body, call)).urlLink)
    case 'generateShortLink':
      return textOnly((await wechat.generateShortLink(appId, body, call)).link)
    case 'generateNfcScheme':
      return textOnly((await wechat.generateNfcScheme(appId, body, call)).openlink)
    case 'pathCode':
      return picture(await wechat.getCode(appId, 'path', body, call), body.width)
    case 'sceneCode':
      return picture(await wechat.getCode(appId, 'scene', body, call), body.width)
    case 'squareCode':
      return picture(await wechat.getCode(appId, 'square', body, call), body.width)
  }
}

const textOnly = (text: string): Product => ({ text, image: null, usedAtLeast: undefined })

function picture(
  answer: { image: Uint8Array; format: 'png' | 'jpeg'; numUsed?: number | undefined },
  askedWidth: number | undefined,
): Product {
  const { image: bytes, format, numUsed } = answer
  const hash = createHash('sha256').update(bytes).digest('hex')
  const width = imageWidth(bytes, format) ?? askedWidth ?? usualWidth
  return {
    text: '',
    image: { hash, format, width, bytes },
    usedAtLeast: numUsed === undefined ? undefined : { counter: 'limitedCodes', period: 'life', used: numUsed },
  }
}
