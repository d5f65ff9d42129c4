import {
  secretMark,
  type SupayCall,
  supayLists,
  supayText,
  supayToken,
  twoPayNowSignature,
  twoPayNowText,
  withSecret,
  yabandSignature,
  yabandText,
} from '@shared/domain/signatures'
import { jsonFields, pastedParts, queryFields, textFields, withSignature } from './foreign'
import type { Fields, Recipe, Variant } from './recipe'

const one = (name: string, example = '') => ({ name, example, multiline: false })
const of = (fields: Fields, name: string) => fields[name] ?? ''
const variant = (name: string, kind: string, text: string, field = ''): Variant => ({ name, kind, field, canonical: { text, steps: [] } })

/** The seed's own mistakes and those of public integrations (§1.2, §2.2). */
function yabandVariants(fields: Fields, key: string): Variant[] {
  const pairs = Object.entries(fields).filter(([name, value]) => name !== 'sign' && name !== 'data' && value !== '')
  const sorted = pairs.toSorted(([a], [b]) => (a < b ? -1 : 1))
  const join = (list: [string, string][]) => list.map(([name, value]) => `${name}=${value}`).join('&')
  const found = [
    variant('sortedPairs', 'order', pairs.map(([name, value]) => `${name}=${value}`).toSorted((a, b) => (a < b ? -1 : 1)).join('&')),
    variant('unsorted', 'order', join(pairs)),
    variant('urlEncoded', 'encoding', join(sorted.map(([name, value]) => [name, encodeURIComponent(value)]))),
    { name: 'emptyKept', kind: 'empty', field: '', canonical: yabandText(fields, 'keep') },
    { name: 'keyTrimmed', kind: 'key', field: 'key', canonical: yabandText(fields), key: key.trim() },
    variant('amountAsNumber', 'value', join(sorted.map(([name, value]) => [name, /amount/u.test(name) && /^\d+\.\d*0$/u.test(value) ? String(Number(value)) : value])), 'amount'),
  ]
  for (const [name] of pairs) found.push(variant('withoutField', 'extra', join(sorted.filter(([it]) => it !== name)), name))
  return found
}

function readYaband(foreign: string) {
  const json = jsonFields(pastedParts(foreign).body)
  if (!json) return undefined
  const { sign, data, ...envelope } = json
  return withSignature({ ...textFields(data), ...textFields(envelope), sign: typeof sign === 'string' ? sign : '' }, 'sign', () => 'HMAC-SHA256')
}

const yaband = (id: string, fields: Recipe['about']['fields']): Recipe => ({
  about: { id, kind: 'yaband', algorithms: ['HMAC-SHA256'], fields, open: true, key: 'shared', source: 'payment-providers §2.2', certain: true },
  build: (given) => yabandText(given),
  digest: (canonical, key) => yabandSignature(canonical, key),
  read: readYaband,
  variants: yabandVariants,
})

const supay = (call: SupayCall): Recipe => ({
  about: {
    id: `supay.${call}`,
    kind: 'supay',
    algorithms: ['MD5'],
    fields: supayLists[call].filter((name) => name !== 'authentication_code').map((name) => one(name)),
    open: false,
    key: 'shared',
    source: 'payment-providers §4.2',
    certain: false,
  },
  build: (fields) => supayText(call, fields),
  digest: (canonical, key) => supayToken(canonical, key),
  read: (foreign) => {
    const { url, body } = pastedParts(foreign)
    return withSignature(queryFields(url) ?? queryFields(body), 'token', () => 'MD5')
  },
  variants: (fields, key) => {
    const right = supayText(call, fields)
    const amount = of(fields, 'total_amount')
    const short = amount.replace(/\.?0+$/u, '')
    return [
      { name: 'keyTrimmed', kind: 'key', field: 'key', canonical: right, key: key.trim() },
      ...(amount === short ? [] : [{ name: 'amountShort', kind: 'value', field: 'total_amount', canonical: supayText(call, { ...fields, total_amount: short }) }]),
      variant('sortedByName', 'order', right.text.split('&').toSorted((a, b) => (a < b ? -1 : 1)).join('&')),
      variant('valuesOnly', 'value', right.text.split('&').map((pair) => pair.replace(/^[^=]*=/u, '')).join('')),
    ]
  },
})

export const overseasRecipes: readonly Recipe[] = [
  yaband('yaband.request', [one('user', '100001'), one('method', 'v3.CreatePayments'), one('time', '1764316800'), one('order_id'), one('amount', '24.99'), one('currency', 'EUR')]),
  yaband('yaband.notification', [one('type', 'payment'), one('user'), one('order_id'), one('trade_id'), one('amount'), one('currency'), one('state', 'paid')]),
  {
    about: {
      id: '2paynow.call',
      kind: '2paynow',
      algorithms: ['MD5'],
      fields: [one('function', 'precreate'), one('mid'), one('timestamp', '1764316800000')],
      open: false,
      key: 'shared',
      source: 'payment-providers §3.2',
      certain: false,
    },
    build: (fields) => twoPayNowText({ function: of(fields, 'function'), mid: of(fields, 'mid'), timestamp: of(fields, 'timestamp') }),
    digest: (canonical, key) => twoPayNowSignature(canonical, key),
    read: (foreign) => {
      const { url, body } = pastedParts(foreign)
      return withSignature(queryFields(url) ?? queryFields(body), 'sign', () => 'MD5')
    },
    variants: (fields, key) => {
      const { function: call = '', mid = '', timestamp = '' } = fields
      return [
        { name: 'keyTrimmed', kind: 'key', field: 'key', canonical: twoPayNowText({ function: call, mid, timestamp }), key: key.trim() },
        variant('seconds', 'value', `${call}${mid}${timestamp.slice(0, 10)}${secretMark}`, 'timestamp'),
        variant('joined', 'order', [call, mid, timestamp, secretMark].join('&')),
        variant('keyFirst', 'order', `${secretMark}${call}${mid}${timestamp}`, 'key'),
        variant('withoutField', 'missing', `${mid}${timestamp}${secretMark}`, 'function'),
      ].map((one) => ({ ...one, canonical: { ...one.canonical, text: withSecret(one.canonical, secretMark) } }))
    },
  },
  ...(['create', 'query', 'refund', 'notification'] as const).map(supay),
]
