import { yabandFields, yabandSignature, yabandText } from '@shared/domain/signatures'
import { memberOf, type OpenAccount, type ProviderCall, type ProviderTools, type ReadJson, readJson, textOf, unclear } from '../payments/kit'

export const system = 'yabandpay'

const maxBytes = 262_144

/** One method of the single address (payment-providers §2.1). Every value is a text and none is empty. */
export interface YabandRequest {
  method: string
  data: Readonly<Record<string, string>>
  /** Whether sending it again does no harm. */
  safe: boolean
  timeoutMs: number
}

/** `status` is the only thing that is mapped: there is no published table of codes. */
export interface YabandAnswer {
  status: boolean
  code: string
  message: string
  data: ReadJson | undefined
  raw: string
  /** Of the answer's `Date` header. */
  date: string
}

/** The whole body, signed: `data` without empty fields, because how those are signed is not known (§2.2, D). */
function yabandBody(account: OpenAccount, request: Pick<YabandRequest, 'method' | 'data'>, time: string): string {
  const user = account.values['user'] ?? ''
  const data = Object.fromEntries(Object.entries(request.data).filter(([, value]) => value !== ''))
  const text = yabandText(yabandFields({ user, method: request.method, time }, data))
  const sign = yabandSignature(text, account.secrets['key'] ?? '')
  return JSON.stringify({ user, sign, method: request.method, time: Number(time), data })
}

/** @throws Fault `http.*`, `payments.answerUnclear`: with `afterCheck` where an effect may have happened */
export async function callYaband(tools: ProviderTools, account: OpenAccount, request: YabandRequest, call: ProviderCall): Promise<YabandAnswer> {
  const base = await tools.baseUrl(account)
  const url = `${base.replace(/\/+$/u, '')}/Payments`
  tools.http.redactor.learn(account.secrets['key'] ?? '')
  const time = String(Math.floor(tools.clock.now().getTime() / 1000))
  let answer: YabandAnswer | undefined
  const response = await tools.http.request({
    system,
    method: 'POST',
    url,
    headers: { 'content-type': 'application/json' },
    body: yabandBody(account, request, time),
    timeoutMs: request.timeoutMs,
    maxBytes,
    safe: request.safe,
    acceptStatus: () => true,
    describe: (response) => {
      const text = response.text()
      answer = readAnswer(text, response.headers['date'] ?? '')
      // Thrown here, the log of calls says what it came to.
      if (!answer) throw unclear(system, new URL(url).host, response.status, tools.http.redactor.text(text), request.safe)
      return { code: answer.code, refused: !answer.status }
    },
    ...call,
  })
  return answer ?? Promise.reject(unclear(system, new URL(url).host, response.status, '', request.safe))
}

/** `{"status": true, "code": "200", "data": {…}, "message": ""}`; anything without a clear `status` is no answer. */
function readAnswer(raw: string, date: string): YabandAnswer | undefined {
  const body = readJson(raw)
  const status = memberOf(body, 'status')
  if (typeof status !== 'boolean') return undefined
  return { status, code: textOf(memberOf(body, 'code')), message: textOf(memberOf(body, 'message')), data: memberOf(body, 'data'), raw, date }
}
