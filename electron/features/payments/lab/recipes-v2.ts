import {
  secretMark,
  wechatPayV2MiniProgramFields,
  wechatPayV2Signature,
  wechatPayV2Text,
} from '@shared/domain/signatures'
import { hexAlgorithm, jsonFields, pastedParts, queryFields, textFields, withSignature, xmlFields } from './foreign'
import type { Fields, Recipe, Variant } from './recipe'

const source = 'payment-providers §7.2'
const field = (name: string, example = '') => ({ name, example, multiline: false })
const typeOf = (algorithm: string) => (algorithm === 'HMAC-SHA256' ? 'HMAC-SHA256' : 'MD5')

/** Mistakes that public integrations make with this scheme (§1.2, §7.2, §13). */
function variants(fields: Fields, key: string, algorithm: string): Variant[] {
  const right = wechatPayV2Text(Object.entries(fields))
  const text = (name: string, kind: string, canonical: string, one = ''): Variant => ({ name, kind, field: one, canonical: { text: canonical, steps: [] } })
  const pairs = Object.entries(fields).filter(([name, value]) => name !== 'sign' && value !== '')
  const joined = (list: [string, string][]) => `${list.map(([name, value]) => `${name}=${value}`).join('&')}&key=${secretMark}`
  const sorted = pairs.toSorted(([a], [b]) => (a < b ? -1 : 1))
  const other = algorithm === 'MD5' ? 'HMAC-SHA256' : 'MD5'
  const found: Variant[] = [
    { name: 'otherDigest', kind: 'algorithm', field: 'sign_type', canonical: right, algorithm: other },
    { name: 'keyTrimmed', kind: 'key', field: 'key', canonical: right, key: key.trim() },
    text('unsorted', 'order', joined(pairs)),
    text('sortedPairs', 'order', joined(pairs.toSorted(([a, x], [b, y]) => (`${a}=${x}` < `${b}=${y}` ? -1 : 1)))),
    text('noKey', 'key', joined(sorted).replace(`&key=${secretMark}`, ''), 'key'),
    text('urlEncoded', 'encoding', joined(sorted.map(([name, value]) => [name, encodeURIComponent(value)]))),
    text('xmlEscaped', 'encoding', joined(sorted.map(([name, value]) => [name, value.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')]))),
  ]
  const all: [string, string][] = Object.entries(fields).filter(([name]) => name !== 'sign')
  if (all.length > pairs.length) found.push(text('emptyKept', 'empty', joined(all.toSorted(([a], [b]) => (a < b ? -1 : 1)))))
  for (const [name] of pairs) found.push(text('withoutField', 'extra', joined(sorted.filter(([one]) => one !== name)), name))
  for (const [name, value] of pairs)
    if (value.trim() !== value) found.push(text('trimmed', 'whitespace', joined(sorted.map(([one, it]) => [one, one === name ? it.trim() : it])), name))
  return found
}

const digest: NonNullable<Recipe['digest']> = (canonical, key, algorithm) => wechatPayV2Signature(canonical, key, typeOf(algorithm))

function readRequest(foreign: string) {
  const { body } = pastedParts(foreign)
  const json = jsonFields(body)
  const fields = xmlFields(body) ?? (json ? textFields(json) : queryFields(body))
  const read = withSignature(fields, 'sign', hexAlgorithm)
  if (read?.fields['key'] !== undefined) delete read.fields['key']
  return read
}

/** Text to sign of a mini program: its field names are WeChat's own. */
const miniProgram = (fields: Fields) =>
  wechatPayV2Text(
    wechatPayV2MiniProgramFields({
      appId: fields['appId'] ?? '',
      timeStamp: fields['timeStamp'] ?? '',
      nonceStr: fields['nonceStr'] ?? '',
      prepayId: (fields['package'] ?? '').replace(/^prepay_id=/u, ''),
      signType: typeOf(fields['signType'] ?? 'MD5'),
    }),
  )

export const v2Recipes: readonly Recipe[] = [
  {
    about: {
      id: 'v2.request',
      kind: 'v2',
      algorithms: ['MD5', 'HMAC-SHA256'],
      fields: [
        field('appid', 'wxd930ea5d5a258f4f'),
        field('mch_id', '10000100'),
        field('device_info', '1000'),
        field('body', 'test'),
        field('nonce_str', 'ibuaiVcKdpRxkhJA'),
      ],
      open: true,
      key: 'shared',
      vector: { withKey: '192006250b4c09247ec02edce69f6a2d', signature: '9A0A8659F005D6984697E2CA0A9CF3B7', source: 'V2-sign' },
      source,
      certain: true,
    },
    build: (fields) => wechatPayV2Text(Object.entries(fields)),
    digest,
    read: readRequest,
    variants,
  },
  {
    about: {
      id: 'v2.miniProgram',
      kind: 'v2',
      algorithms: ['MD5', 'HMAC-SHA256'],
      fields: [field('appId'), field('timeStamp'), field('nonceStr'), field('package', 'prepay_id='), field('signType', 'MD5')],
      open: false,
      key: 'shared',
      source,
      certain: true,
    },
    build: miniProgram,
    digest,
    read: (foreign) => {
      const json = jsonFields(pastedParts(foreign).body)
      return withSignature(json ? textFields(json) : queryFields(foreign), 'paySign', hexAlgorithm)
    },
    variants,
  },
]
