import { randomBytes, scrypt as scryptCallback, type ScryptOptions, timingSafeEqual } from 'node:crypto'
import { z } from 'zod'

const StoredPassword = z.object({
  v: z.literal(1),
  n: z.int(),
  r: z.int(),
  p: z.int(),
  salt: z.base64(),
  hash: z.base64(),
})

const cost = { n: 32_768, r: 8, p: 1 }
const hashBytes = 32

/** A password as it is stored: scrypt with its own salt and its cost beside it, so that the cost can rise later. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16)
  const hash = await scrypt(password, salt, cost)
  return JSON.stringify({ v: 1, ...cost, salt: salt.toString('base64'), hash: hash.toString('base64') })
}

/** Compares in constant time; a stored value that cannot be read matches nothing. */
export async function passwordMatches(password: string, stored: string | undefined): Promise<boolean> {
  const parsed = StoredPassword.safeParse(parsedJson(stored))
  if (!parsed.success) {
    // As slow as a real comparison, so that the time does not tell which names exist.
    await scrypt(password, Buffer.alloc(16), cost)
    return false
  }
  const { n, r, p, salt, hash } = parsed.data
  const expected = Buffer.from(hash, 'base64')
  const actual = await scrypt(password, Buffer.from(salt, 'base64'), { n, r, p })
  return expected.length === actual.length && timingSafeEqual(expected, actual)
}

function parsedJson(text: string | undefined): unknown {
  try {
    return text === undefined ? undefined : JSON.parse(text)
  } catch {
    return undefined
  }
}

function scrypt(password: string, salt: Buffer, { n, r, p }: typeof cost): Promise<Buffer> {
  const options: ScryptOptions = { N: n, r, p, maxmem: 256 * n * r }
  return new Promise((resolve, reject) => {
    scryptCallback(password.normalize('NFKC'), salt, hashBytes, options, (error, key) =>
      error ? reject(error) : resolve(key),
    )
  })
}
