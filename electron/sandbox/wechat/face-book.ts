import { createHash } from 'node:crypto'
import type { RandomBytes } from './random'

export type FaceOutcome = 'passed' | 'otherPerson' | 'cancelled' | 'timeout' | 'unsupported'

/** A verification that was begun. Times are milliseconds since 1970; of the person only digests are known. */
export interface FaceSession {
  interface: 'v1' | 'v2'
  appId: string
  /** `verify_id` or `user_id_key`. */
  credential: string
  openid: string
  outSeqNo: string
  certHash: string
  numberMd5: string
  nameMd5: string
  issuedAt: number
  finished?: { outcome: FaceOutcome; at: number; verifyResult: string; digits: string }
}

export const faceLifetimeMs = 3_600_000

const md5 = (text: string) => createHash('md5').update(text).digest('hex')

/** `cert_hash` as the platform computes it (geocoding-and-face §8.5), with the stand-in's own code. */
function hashOf(name: string, number: string): string {
  const parts = new Map([
    ['cert_type', 'IDENTITY_CARD'],
    ['cert_name', name],
    ['cert_no', number],
  ])
  const text = Array.from(parts, ([key, value]) => `${key}=${Buffer.from(value).toString('base64')}`).join('&')
  return createHash('sha256').update(text).digest('hex')
}

/**
 * The face verifications of the stand-in. They live in memory only and never stand in its snapshot: a digest of an
 * identity number can be reversed by trying. After a restart an open verification is begun anew, as after its hour.
 */
export class FaceBook {
  readonly #sessions = new Map<string, FaceSession>()
  readonly #results = new Map<string, FaceSession>()
  readonly #serials = new Set<string>()
  /** An openid is a user's in one account only. */
  readonly #appOfUser = new Map<string, string>()
  readonly #random: RandomBytes

  constructor(random: RandomBytes) {
    this.#random = random
  }

  belongs(openid: string, appId: string): boolean {
    return (this.#appOfUser.get(openid) ?? appId) === appId
  }

  serialTaken(appId: string, outSeqNo: string): boolean {
    return this.#serials.has(`${appId} ${outSeqNo}`)
  }

  begin(
    person: { name: string; number: string },
    start: Pick<FaceSession, 'interface' | 'appId' | 'openid' | 'outSeqNo' | 'issuedAt'>,
  ): FaceSession {
    const credential = Buffer.from(this.#random(48)).toString('base64url')
    const number = person.number.toUpperCase()
    const digests = { certHash: hashOf(person.name, number), numberMd5: md5(number), nameMd5: md5(person.name) }
    const session: FaceSession = { ...start, credential, ...digests }
    this.#sessions.set(credential, session)
    if (start.outSeqNo !== '') this.#serials.add(`${start.appId} ${start.outSeqNo}`)
    if (start.openid !== '') this.#appOfUser.set(start.openid, start.appId)
    return session
  }

  find(credential: string): FaceSession | undefined {
    return this.#sessions.get(credential)
  }

  byResult(verifyResult: string): FaceSession | undefined {
    return this.#results.get(verifyResult)
  }

  /** A credential is good for one verification; undefined when it is unknown, used or over. */
  finish(credential: string, { outcome, openid }: { outcome: FaceOutcome; openid: string }, now: number): FaceSession | undefined {
    const session = this.#sessions.get(credential)
    if (!session || session.finished || now >= session.issuedAt + faceLifetimeMs) return undefined
    const judged = session.interface === 'v2' || outcome === 'passed' || outcome === 'otherPerson'
    const verifyResult = session.interface === 'v1' && judged ? Buffer.from(this.#random(60)).toString('base64') : ''
    const digits = Array.from(this.#random(4), (byte) => byte % 10).join('')
    session.finished = { outcome, at: now, verifyResult, digits }
    if (session.openid === '') session.openid = openid || `o${Buffer.from(this.#random(21)).toString('base64url').slice(0, 27)}`
    if (verifyResult !== '') this.#results.set(verifyResult, session)
    return session
  }
}
