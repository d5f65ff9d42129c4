import { describe, expect, it } from 'vitest'
import { formatRecoveryKey, newRecoveryKey, parseRecoveryKey } from './recovery-key'

const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

describe('recovery key', () => {
  it('carries 160 random bits in eight groups of five', () => {
    const { text, secret } = newRecoveryKey()
    expect(secret).toHaveLength(20)
    expect(text).toMatch(/^([0-9A-HJKMNP-TV-Z]{5}-){7}[0-9A-HJKMNP-TV-Z]{5}$/)
    expect(parseRecoveryKey(text)).toEqual({ ok: true, secret })
    expect(newRecoveryKey().text).not.toBe(text)
  })

  it('is written the same for ever: a printed key must open in later versions', () => {
    const secret = Buffer.from(Array.from({ length: 20 }, (_, index) => index * 13))
    expect(formatRecoveryKey(secret)).toBe('006H9-M9SMZ-85750-PT3N5-GA7SS-SADPS-RF8DF-VTQQ7')
  })

  it('does not mind case, spaces, line breaks, other dashes and look-alikes', () => {
    const secret = Buffer.from(Array.from({ length: 20 }, (_, index) => index))
    const text = formatRecoveryKey(secret)
    expect(text).toMatch(/0.*1|1.*0/)
    const variants = [
      text.toLowerCase(),
      text.replaceAll('-', ' '),
      text.replaceAll('-', '\n'),
      text.replaceAll('-', ''),
      text.replaceAll('-', ' – '),
      text.replaceAll('0', 'O').replaceAll('1', 'l'),
      text.replaceAll('1', 'I').replaceAll('V', 'u'),
      text.replace(/[0-9A-Z]/g, (character) => String.fromCodePoint((character.codePointAt(0) ?? 0) + 0xfee0)),
      `  ${text}  `,
    ]
    for (const variant of variants) expect(parseRecoveryKey(variant), variant).toEqual({ ok: true, secret })
  })

  it('finds every single wrong character and says in which group', () => {
    const { text } = newRecoveryKey()
    for (let at = 0; at < text.length; at++) {
      if (text[at] === '-') continue
      for (const wrong of alphabet) {
        if (wrong === text[at]) continue
        const typed = text.slice(0, at) + wrong + text.slice(at + 1)
        const group = Math.floor(at / 6) + 1
        expect(parseRecoveryKey(typed)).toEqual({ ok: false, slip: { kind: 'checksum', group } })
      }
    }
  })

  it('finds two neighbours swapped, in the group where it happened', () => {
    const text = formatRecoveryKey(Buffer.from(Array.from({ length: 20 }, (_, index) => index * 29 + 5)))
    let swaps = 0
    for (let at = 0; at + 1 < text.length; at++) {
      const [first, second] = [text.charAt(at), text.charAt(at + 1)]
      if (first === '-' || second === '-' || first === second) continue
      swaps++
      const typed = text.slice(0, at) + second + first + text.slice(at + 2)
      expect(parseRecoveryKey(typed)).toEqual({ ok: false, slip: { kind: 'checksum', group: Math.floor(at / 6) + 1 } })
    }
    expect(swaps).toBeGreaterThan(20)
  })

  it('finds groups in another order', () => {
    const groups = newRecoveryKey().text.split('-')
    const swapped = [...groups]
    swapped[2] = groups[5] ?? ''
    swapped[5] = groups[2] ?? ''
    expect(parseRecoveryKey(swapped.join('-'))).toEqual({ ok: false, slip: { kind: 'checksum', group: 3 } })
  })

  it('says which group is too short, which has a foreign character, and how long the whole should be', () => {
    const groups = newRecoveryKey().text.split('-')
    const short = groups.with(3, (groups[3] ?? '').slice(0, 4)).join('-')
    expect(parseRecoveryKey(short)).toEqual({ ok: false, slip: { kind: 'groupLength', group: 4, found: 4 } })
    const foreign = groups.with(1, `#${(groups[1] ?? '').slice(1)}`).join('-')
    expect(parseRecoveryKey(foreign)).toEqual({ ok: false, slip: { kind: 'character', group: 2 } })
    const missing = groups.slice(1).join('-')
    expect(parseRecoveryKey(missing)).toEqual({ ok: false, slip: { kind: 'length', found: 35, expected: 40 } })
    expect(parseRecoveryKey('')).toEqual({ ok: false, slip: { kind: 'length', found: 0, expected: 40 } })
    expect(parseRecoveryKey('A'.repeat(100_000)).ok).toBe(false)
  })
})
