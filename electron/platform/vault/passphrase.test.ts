import { describe, expect, it } from 'vitest'
import { passphraseSecret, passphraseWeakness } from './passphrase'

const cost = { N: 2 ** 14, r: 8, p: 1 }
const salt = Buffer.alloc(16, 7)

describe('passphrase', () => {
  it.each([
    ['short', 'tooShort'],
    ['12345678901', 'tooShort'],
    ['123456789012', 'tooGuessable'],
    ['aaaaaaaaaaaaaaaaaaaa', 'tooGuessable'],
    ['abcabcabcabcabcabcabc', 'tooGuessable'],
    ['abcdefghijklmnop', 'tooGuessable'],
    ['🙂🙂🙂🙂🙂🙂🙂🙂', 'tooShort'],
    ['x'.repeat(2000), 'tooLong'],
    ['correct horse battery', undefined],
    ['西湖边的酒店今年夏天换了三把锁', undefined],
    ['Tq7#mZ2!vLp9', undefined],
  ])('%s is %s', (passphrase, weakness) => {
    expect(passphraseWeakness(passphrase)).toBe(weakness)
  })

  it('gives the same key for full-width and composed input, another for another text', async () => {
    const secret = await passphraseSecret('Ｈotel é 2026', salt, cost)
    expect((await passphraseSecret('Hotel e\u0301 2026', salt, cost)).equals(secret)).toBe(true)
    expect((await passphraseSecret('hotel é 2026', salt, cost)).equals(secret)).toBe(false)
  })

  it('does not block the event loop', async () => {
    let turns = 0
    let running = true
    const secret = passphraseSecret('a long enough passphrase', salt, { N: 2 ** 15, r: 8, p: 1 }).then(() => {
      running = false
    })
    while (running) {
      await new Promise((resolve) => setImmediate(resolve))
      turns++
    }
    await secret
    expect(turns).toBeGreaterThan(5)
  })
})
