import { wechatPayV3Message, wechatPayV3MiniProgram, wechatPayV3Request } from '@shared/domain/signatures'
import { jsonFields, pastedParts, queryFields, textFields, withSignature } from './foreign'
import type { Fields, Recipe, Variant } from './recipe'

const algorithms = ['RSA-SHA256']
const one = (name: string, example = '', multiline = false) => ({ name, example, multiline })
const of = (fields: Fields, name: string) => fields[name] ?? ''
const rsa = () => 'RSA-SHA256'

const request = (fields: Fields) =>
  wechatPayV3Request({
    method: of(fields, 'method'),
    url: of(fields, 'url'),
    timestamp: of(fields, 'timestamp'),
    nonce: of(fields, 'nonce'),
    body: of(fields, 'body'),
  })
const message = (fields: Fields) =>
  wechatPayV3Message({ timestamp: of(fields, 'timestamp'), nonce: of(fields, 'nonce'), body: of(fields, 'body') })
const miniProgram = (fields: Fields) =>
  wechatPayV3MiniProgram({
    appId: of(fields, 'appId'),
    timestamp: of(fields, 'timeStamp'),
    nonce: of(fields, 'nonceStr'),
    prepayId: of(fields, 'package').replace(/^prepay_id=/u, ''),
  })

/** What goes wrong with these texts (§8.2, §13): the body written again, the path decoded, the last line feed missing. */
function variantsOf(build: (fields: Fields) => { text: string }) {
  return (fields: Fields): Variant[] => {
    const found: Variant[] = []
    const change = (name: string, kind: string, field: string, value: string) => {
      if (value !== of(fields, field)) found.push({ name, kind, field, canonical: { text: build({ ...fields, [field]: value }).text, steps: [] } })
    }
    const right = build(fields).text
    found.push({ name: 'noLastLineFeed', kind: 'whitespace', field: '', canonical: { text: right.replace(/\n$/u, ''), steps: [] } })
    found.push({ name: 'carriageReturns', kind: 'whitespace', field: '', canonical: { text: right.replaceAll('\n', '\r\n'), steps: [] } })
    const body = of(fields, 'body')
    const json = jsonFields(body)
    if (json) change('bodyWrittenAgain', 'value', 'body', JSON.stringify(JSON.parse(body)))
    change('bodyTrimmed', 'whitespace', 'body', body.trim())
    change('bodyEmpty', 'value', 'body', '')
    const url = of(fields, 'url')
    change('withoutQuery', 'value', 'url', url.replace(/\?.*$/su, ''))
    change('urlDecoded', 'encoding', 'url', decoded(url))
    change('urlEncoded', 'encoding', 'url', URL.canParse(url, 'https://x.invalid') ? new URL(url, 'https://x.invalid').href.replace('https://x.invalid', '') : url)
    change('withHost', 'value', 'url', `https://api.mch.weixin.qq.com${url}`)
    const timestamp = of(fields, 'timestamp')
    change('milliseconds', 'value', 'timestamp', `${timestamp}000`)
    change('lowerMethod', 'case', 'method', of(fields, 'method').toLowerCase())
    return found
  }
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

function readAuthorization(foreign: string) {
  const { method, url, headers, body } = pastedParts(foreign)
  const header = headers.get('authorization') ?? ''
  if (!header.startsWith('WECHATPAY2-')) return undefined
  const part = (name: string) => new RegExp(`${name}="([^"]*)"`, 'u').exec(header)?.[1] ?? ''
  return {
    fields: { method, url, timestamp: part('timestamp'), nonce: part('nonce_str'), body },
    signature: part('signature'),
    algorithm: rsa(),
  }
}

function readMessage(foreign: string) {
  const { headers, body } = pastedParts(foreign)
  const signature = headers.get('wechatpay-signature')
  if (signature === undefined) return undefined
  return {
    fields: { timestamp: headers.get('wechatpay-timestamp') ?? '', nonce: headers.get('wechatpay-nonce') ?? '', body },
    signature,
    algorithm: rsa(),
  }
}

export const v3Recipes: readonly Recipe[] = [
  {
    about: {
      id: 'v3.request',
      kind: 'v3',
      algorithms,
      fields: [one('method', 'GET'), one('url', '/v3/certificates'), one('timestamp', '1554208460'), one('nonce', '593BEC0C930BF1AFEB40B4A08C8FB242'), one('body', '', true)],
      open: false,
      key: 'private',
      source: 'payment-providers §8.2',
      certain: true,
    },
    build: request,
    read: readAuthorization,
    variants: variantsOf(request),
  },
  {
    about: {
      id: 'v3.message',
      kind: 'v3',
      algorithms,
      fields: [one('timestamp'), one('nonce'), one('body', '', true)],
      open: false,
      key: 'private',
      source: 'payment-providers §8.3',
      certain: true,
    },
    build: message,
    read: readMessage,
    variants: variantsOf(message),
  },
  {
    about: {
      id: 'v3.miniProgram',
      kind: 'v3',
      algorithms,
      fields: [one('appId'), one('timeStamp'), one('nonceStr'), one('package', 'prepay_id=')],
      open: false,
      key: 'private',
      source: 'payment-providers §8.4',
      certain: true,
    },
    build: miniProgram,
    read: (foreign) => {
      const json = jsonFields(foreign)
      return withSignature(json ? textFields(json) : queryFields(foreign), 'paySign', rsa)
    },
    variants: variantsOf(miniProgram),
  },
]
