import type { StandInReply, StandInRequest } from '../http/server'
import type { FaultBoard } from './faults'
import { judgeTap, type Outcome } from './opening'
import { phoneAddress, readPhoneView, type PhoneView } from './phone-address'
import { renderPhonePage, type Opened } from './phone-page'
import { phoneStyle } from './phone-style'
import type { World } from './world'

/** The page may load its stylesheet and send its own form, nothing else; nobody may frame it. */
const pagePolicy = [
  "default-src 'none'",
  "style-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ')

const rememberedOpenings = 200

/** The phone page: reading it never counts, only its button opens (a safe GET, then POST and redirect). */
export class Phone {
  readonly #world: World
  readonly #faults: FaultBoard
  readonly #opened = new Map<string, Opened & { link: string }>()
  #next = 1

  constructor(world: World, faults: FaultBoard) {
    this.#world = world
    this.#faults = faults
  }

  stylesheet(): StandInReply {
    return { status: 200, headers: { 'content-type': 'text/css; charset=utf-8' }, body: phoneStyle }
  }

  answer(request: StandInRequest, nowMs: number): StandInReply {
    if (request.method === 'POST') return this.#open(request, nowMs)
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      return { status: 405, headers: { allow: 'GET, HEAD, POST' }, body: '' }
    }
    const view = readPhoneView(request.query)
    const opening = this.#opened.get(view.opened ?? '')
    const opened = opening?.link === view.link ? opening : undefined
    const body = renderPhonePage({
      view,
      outcome: this.#judge(view, nowMs),
      opened,
      nowSeconds: Math.floor(nowMs / 1000),
    })
    return {
      status: 200,
      headers: {
        'content-type': 'text/html; charset=utf-8',
        'content-security-policy': pagePolicy,
        // Not `no-referrer`: that would make the form's Origin `null`, which the door refuses.
        'referrer-policy': 'same-origin',
      },
      body,
    }
  }

  #judge(view: PhoneView, nowMs: number): Outcome {
    const outcome = judgeTap(this.#world, view, nowMs, false)
    const exhausted = this.#faults.openingsExhausted(outcome.target?.appId)
    return exhausted ? judgeTap(this.#world, view, nowMs, true) : outcome
  }

  #open(request: StandInRequest, nowMs: number): StandInReply {
    const view: PhoneView = { ...readPhoneView(new URLSearchParams(request.body.toString('utf8'))), opened: null }
    const { target, blocked } = this.#judge(view, nowMs)
    if (!target || blocked) return seeOther(phoneAddress(view))
    this.#world.countOpening(target.appId, target.issued, target.countsOpening, nowMs)
    const id = String(this.#next++)
    const { opened } = this.#world.usage.view(target.appId, nowMs)
    this.#opened.set(id, { link: view.link, count: target.countsOpening ? opened : undefined })
    const [oldest] = this.#opened.keys()
    if (this.#opened.size > rememberedOpenings && oldest !== undefined) this.#opened.delete(oldest)
    return seeOther(phoneAddress({ ...view, opened: id }))
  }
}

function seeOther(location: string): StandInReply {
  return { status: 303, headers: { location }, body: '' }
}
