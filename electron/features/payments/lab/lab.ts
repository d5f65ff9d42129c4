import { createHash, createPrivateKey, createPublicKey, type KeyObject, sign, verify } from 'node:crypto'
import type { LabRecipe } from '@shared/contract/payment-lab'
import { type CanonicalText, secretMark } from '@shared/domain/signatures'
import { Fault } from '../../../platform/errors/fault'
import { differencesOf, type LabDifference } from './differences'
import type { Fields, ForeignRequest, Recipe, Variant } from './recipe'
import { overseasRecipes } from './recipes-overseas'
import { v2Recipes } from './recipes-v2'
import { v3Recipes } from './recipes-v3'

const recipes: readonly Recipe[] = [...v3Recipes, ...v2Recipes, ...overseasRecipes]

/** Keys for one look: a typed one, or an account's. They are used and forgotten. */
export interface LabKeys {
  /** A shared key, or a private key in PEM. */
  secret?: string | undefined
  /** To verify RSA signatures with: the account's own public half, platform certificates, public keys. PEM. */
  verifiers: readonly string[]
  /**
   * The key is an account's. What it signs could be sent as it stands, past approval and record; so only the beginning
   * of a signature is shown, enough to compare.
   */
  own: boolean
}

export function labRecipes(): LabRecipe[] {
  return recipes.map(({ about }) => about)
}

/** @throws Fault `payments.labUnknownRecipe` */
export function recipeOf(id: string): Recipe {
  const found = recipes.find(({ about }) => about.id === id)
  if (!found) throw new Fault('payments.labUnknownRecipe', { params: { id } })
  return found
}

/** A canonical text as it may be shown: the key stands as its mark. */
const shown = (text: string) => text.replaceAll(secretMark, '<key>')

/** The string to sign, how it came to be, and with a key what it gives. @throws Fault `payments.labKeyUnreadable` */
export function signIn(recipe: Recipe, algorithm: string, fields: Fields, keys: LabKeys) {
  const canonical = recipe.build(fields)
  const signature = keys.secret === undefined ? undefined : signed(recipe, canonical, keys.secret, algorithm)
  return {
    canonical: shown(canonical.text),
    steps: canonical.steps.map((step) => ({ ...step, ...(step.value === undefined ? {} : { value: shown(step.value) }) })),
    ...(signature === undefined ? {} : { signature: told(signature, keys) }),
    bytes: Buffer.byteLength(canonical.text.replaceAll(secretMark, '')),
    digest: createHash('sha256').update(shown(canonical.text)).digest('hex'),
  }
}

export interface Comparison {
  verdict: 'same' | 'differs' | 'unreadable' | 'noKey'
  read: [string, string][]
  ours: string
  theirs: string
  canonical: string
  differences: LabDifference[]
  tried: { variant: string; matches: boolean }[]
}

/**
 * Takes a foreign request apart and finds what makes its signature differ from the right one: fields against those that
 * were expected, then the known mistakes one by one until one gives exactly the foreign signature.
 */
export function compareIn(recipe: Recipe, foreign: string, expected: Fields, keys: LabKeys): Comparison {
  const read = recipe.read(foreign)
  if (!read) return unreadable(recipe, foreign, expected)
  const canonical = recipe.build(read.fields)
  const algorithm = read.algorithm === '' ? (recipe.about.algorithms[0] ?? '') : read.algorithm
  const judge = judgeOf(recipe, read, algorithm, keys)
  const base = { read: Object.entries(read.fields), theirs: read.signature, canonical: shown(canonical.text) }
  const byField = Object.keys(expected).length > 0 ? differencesOf(expected, read.fields) : []
  if (!judge) return { ...base, verdict: 'noKey', ours: '', differences: byField, tried: [] }
  const ours = told(judge.ours(canonical), keys)
  if (judge.matches(canonical)) return { ...base, verdict: 'same', ours, differences: byField, tried: [] }
  const tried: Comparison['tried'] = []
  const differences = [...byField]
  const candidates = [...expectedVariants(recipe, read.fields, expected), ...recipe.variants(read.fields, keys.secret ?? '', algorithm)]
  for (const candidate of candidates) {
    const matches = judge.matches(candidate.canonical, candidate)
    tried.push({ variant: candidate.field === '' ? candidate.name : `${candidate.name}:${candidate.field}`, matches })
    if (!matches) continue
    const known = differences.some(({ field, kind }) => field === candidate.field && kind === candidate.kind)
    if (!known) differences.unshift({ kind: candidate.kind, field: candidate.field, ours: shown(canonical.text), theirs: shown(candidate.canonical.text) })
    break
  }
  return { ...base, verdict: 'differs', ours, differences, tried }
}

const told = (signature: string, { own }: LabKeys) => (own && signature !== '' ? `${signature.slice(0, 8)}…` : signature)

/** A pasted string to sign instead of a request: compared piece by piece with that of the expected fields. */
function unreadable(recipe: Recipe, foreign: string, expected: Fields): Comparison {
  const none = { read: [], ours: '', theirs: '', tried: [] }
  if (Object.keys(expected).length === 0) return { ...none, verdict: 'unreadable', canonical: '', differences: [] }
  const canonical = shown(recipe.build(expected).text)
  const separator = canonical.includes('\n') ? '\n' : '&'
  const [ours, theirs] = [canonical.split(separator), foreign.replace(/\r\n/gu, '\n').split(separator)]
  const differences = Array.from({ length: Math.max(ours.length, theirs.length) }, (_, index) => index)
    .filter((index) => ours[index] !== theirs[index])
    .slice(0, 20)
    .map((index) => ({ kind: 'value', field: String(index + 1), ours: ours[index] ?? '', theirs: theirs[index] ?? '' }))
  return { ...none, verdict: differences.length === 0 ? 'same' : 'differs', canonical, differences }
}

/** Each expected value put in the place of the foreign one: the field that was altered after it was signed. */
function expectedVariants(recipe: Recipe, fields: Fields, expected: Fields): Variant[] {
  return Object.entries(expected)
    .filter(([name, value]) => fields[name] !== value)
    .map(([name, value]) => ({ name: 'expectedValue', kind: 'altered', field: name, canonical: recipe.build({ ...fields, [name]: value }) }))
}

interface Judge {
  ours(canonical: Variant['canonical']): string
  matches(canonical: Variant['canonical'], variant?: Variant): boolean
}

function judgeOf(recipe: Recipe, read: ForeignRequest, algorithm: string, keys: LabKeys): Judge | undefined {
  const { digest } = recipe
  const { secret } = keys
  if (digest) {
    if (secret === undefined) return undefined
    return {
      ours: (canonical) => digest(canonical, secret, algorithm),
      matches: (canonical, variant) => digest(canonical, variant?.key ?? secret, variant?.algorithm ?? algorithm) === read.signature,
    }
  }
  const publicKeys = verifiersOf(keys)
  if (publicKeys.length === 0) return undefined
  const signature = Buffer.from(read.signature, 'base64')
  return {
    ours: (canonical) => (secret === undefined ? '' : signed(recipe, canonical, secret, algorithm)),
    matches: (canonical) => publicKeys.some((key) => verify('RSA-SHA256', Buffer.from(canonical.text, 'utf8'), key, signature)),
  }
}

/** @throws Fault `payments.labKeyUnreadable` */
function verifiersOf({ secret, verifiers }: LabKeys): KeyObject[] {
  const pems = secret === undefined ? verifiers : [secret, ...verifiers]
  return pems.map((pem) => readKey(() => createPublicKey(pem)))
}

function signed(recipe: Recipe, canonical: CanonicalText, secret: string, algorithm: string): string {
  if (recipe.digest) return recipe.digest(canonical, secret, algorithm)
  const key = readKey(() => createPrivateKey(secret))
  return sign('RSA-SHA256', Buffer.from(canonical.text, 'utf8'), key).toString('base64')
}

function readKey(read: () => KeyObject): KeyObject {
  try {
    const key = read()
    if (key.asymmetricKeyType === 'rsa') return key
  } catch {
    // Its message could quote the key.
  }
  throw new Fault('payments.labKeyUnreadable')
}
