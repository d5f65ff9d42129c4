import type { DescribedCall } from '@shared/contract/payment-providers'
import { unclear } from '../lost'
import type { ProviderCall, ProviderTools } from '../types'
import type { BuiltCall } from './build'
import { type Answered, type DescribedAnswer, readAnswer } from './read'

const maxBytes = 262_144

export interface Sending {
  system: string
  /** Whether sending it again does no harm. */
  safe: boolean
  timeoutMs: number
  secret: string
  /** The test bench shows an unclear answer instead of failing with it. */
  showUnclear?: boolean
}

/**
 * Sends a call once it is built. An answer that says neither yes nor no is thrown, so that the log of calls says it too.
 * @throws Fault `http.*`, `payments.answerUnclear`
 */
export async function sendBuilt(tools: ProviderTools, described: DescribedCall, built: BuiltCall, sending: Sending, call: ProviderCall): Promise<{ answer: DescribedAnswer; answered: Answered }> {
  const { http } = tools
  if (sending.secret !== '') http.redactor.learn(sending.secret)
  let answered: Answered | undefined
  let answer: DescribedAnswer | undefined
  const { host } = new URL(built.url)
  await http.request({
    system: sending.system,
    method: built.method,
    url: built.url,
    headers: built.headers,
    ...(built.body === '' ? {} : { body: built.body }),
    timeoutMs: sending.timeoutMs,
    maxBytes,
    safe: sending.safe,
    secretQuery: built.secretNames,
    acceptStatus: () => true,
    describe: (response) => {
      answered = { status: response.status, location: response.headers['location'] ?? '', text: response.text() }
      answer = readAnswer(described, answered, sending.safe)
      if (answer.verdict === 'unclear' && sending.showUnclear !== true) throw unclear(sending.system, host, response.status, http.redactor.text(answered.text), sending.safe)
      return { code: answer.values['state'] ?? String(response.status), refused: answer.verdict === 'refused' }
    },
    ...call,
  })
  if (!answer || !answered) throw unclear(sending.system, host, 0, '', sending.safe)
  return { answer, answered }
}
