import { describe, expect, it } from 'vitest'
import { findLinks, looksRound, parseShortLink, parseUrlLink, queryDoubts, readLink } from './index'

const plain = 'weixin://dl/business/?appid=wx0123456789abcdef&path=pages/index/index&query=id%3D1%26from%3Dsms&env_version=release'

describe('finding links in any text', () => {
  it.each([
    ['alone', plain, [plain], []],
    ['with blanks around it', `\n  ${plain} \n`, [plain], []],
    ['in a sentence', `【云栖】您的房券到了：${plain}，点开领取。`, [plain], ['around']],
    ['in brackets', '（https://wxaurl.cn/AbCdEfGhIjK）', ['https://wxaurl.cn/AbCdEfGhIjK'], ['around']],
    ['before a full stop', 'see https://wxaurl.cn/AbCdEfGhIjK.', ['https://wxaurl.cn/AbCdEfGhIjK'], ['trimmed', 'around']],
    ['full-width', 'ｈｔｔｐｓ：／／wxaurl．cn／AbCdEfGhIjK？cq＝a%3D1', ['https://wxaurl.cn/AbCdEfGhIjK?cq=a%3D1'], ['fullWidth']],
    ['from HTML', 'weixin://dl/business/?t=AbCdEfGhIjK&amp;cq=a%3D1', ['weixin://dl/business/?t=AbCdEfGhIjK&cq=a%3D1'], ['entity']],
    ['with invisible characters', 'https://wxaurl.cn/AbC\u200BdEf', ['https://wxaurl.cn/AbCdEf'], ['invisible']],
    ['without https', '点 wxaurl.cn/AbCdEfGhIjK 打开', ['wxaurl.cn/AbCdEfGhIjK'], ['around']],
    ['a Short Link with blanks in its name', '复制打开 #小程序://云栖 酒店/春节 房券/9pZvnVw3KMCQpVp 去微信', ['#小程序://云栖 酒店/春节 房券/9pZvnVw3KMCQpVp'], ['around']],
    ['a full-width Short Link', '＃小程序：／／云栖酒店／9pZvnVw3KMCQpVp', ['#小程序://云栖酒店/9pZvnVw3KMCQpVp'], ['fullWidth']],
    ['an address inside a query is no second one', 'https://a.com/?u=https://b.com/x', ['https://a.com/?u=https://b.com/x'], []],
    ['Chinese in a query, when nothing else was given', 'weixin://dl/business/?appid=wx0123456789abcdef&path=pages/a&query=店=西湖', ['weixin://dl/business/?appid=wx0123456789abcdef&path=pages/a&query=店=西湖'], []],
  ])('%s', (_name, text, links, changes) => {
    expect(findLinks(text)).toEqual({ links, changes })
  })

  it('takes the first and lists the rest, each once', () => {
    const text = `短信：${plain}\n网页：https://wxaurl.cn/AbCdEfGhIjK\n再发：https://wxaurl.cn/AbCdEfGhIjK`
    expect(findLinks(text).links).toEqual([plain, 'https://wxaurl.cn/AbCdEfGhIjK'])
  })

  it('joins what a mail program broke, and not what only follows', () => {
    const at = plain.indexOf('query=')
    expect(findLinks(`${plain.slice(0, at)}\n${plain.slice(at)}`)).toEqual({ links: [plain], changes: ['joined'] })
    expect(findLinks('https://wxaurl.cn/AbCdEfGhIjK\nok').links).toEqual(['https://wxaurl.cn/AbCdEfGhIjK'])
  })

  it.each(['', '   ', '你好', 'weixin://', 'https://', '小程序', '#小程序://', 'javascript:alert(1)'])('finds nothing in %j', (text) => {
    expect(findLinks(text).links).toEqual([])
  })

  it.each([
    'weixin://dl/business/?t='.repeat(2000),
    `weixin://dl/business/?${'a=1&'.repeat(5000)}`,
    `#小程序://${'/'.repeat(19_000)}`,
    `#小程序://${'a/'.repeat(9000)}!`,
    'https://'.repeat(3000),
    '（'.repeat(20_000),
    `https://a.cn/${'('.repeat(9000)}${')'.repeat(9000)}`,
    '\n'.repeat(20_000),
    'https://a.cn/'.concat('x'.repeat(10_000), '\n').repeat(3),
    '\uD800\uDC00\uD800'.repeat(5000),
  ])('stays quick and calm with hostile text (%#)', (text) => {
    const from = performance.now()
    for (const link of findLinks(text).links) readLink(link)
    expect(performance.now() - from).toBeLessThan(500)
  })
})

describe('reading a link', () => {
  it('reads both schemes, with cq', () => {
    expect(readLink(plain)).toMatchObject({ kind: 'scheme', scheme: { kind: 'plain', appId: 'wx0123456789abcdef', query: 'id=1&from=sms' } })
    expect(readLink('weixin://dl/business/?t=AbCdEfGhIjK&cq=a%3D1%26b%3D2')).toMatchObject({ kind: 'scheme', scheme: { kind: 'encrypted', ticket: 'AbCdEfGhIjK', cq: 'a=1&b=2' } })
    expect(readLink('weixin://dl/business/?appid=wx01')).toMatchObject({ kind: 'broken', code: 'schemeAppId' })
  })

  it.each([
    ['https://wxaurl.cn/AbCdEfGhIjK', { host: 'wxaurl.cn', ticket: 'AbCdEfGhIjK', notices: [] }],
    ['https://wxmpurl.cn/AbCdEfGhIjK/', { host: 'wxmpurl.cn', ticket: 'AbCdEfGhIjK' }],
    ['https://wxaurl.cn/AbCdEfGhIjK?cq=id%3D1%26n%3D%25E6%2588%25BF', { cq: 'id=1&n=%E6%88%BF', notices: [] }],
    ['HTTP://WXAURL.CN/AbCdEfGhIjK', { notices: [{ code: 'notHttps' }] }],
    ['wxaurl.cn/AbCdEfGhIjK', { notices: [{ code: 'noScheme' }] }],
    ['https://wxaurl.cn/AbCdEfGhIjK&cq=a%3D1', { cq: 'a=1', notices: [{ code: 'cqWithAnd' }] }],
    ['https://wxaurl.cn/AbCdEfGhIjK?from=sms', { notices: [{ code: 'parameterUnknown', parameter: 'from' }] }],
    ['https://user@wxaurl.cn:443/AbC#frag', { ticket: 'AbC' }],
  ])('a URL Link: %s', (text, expected) => {
    expect(parseUrlLink(text)).toMatchObject({ kind: 'url_link', ...expected })
    expect(readLink(text)).toEqual(parseUrlLink(text))
  })

  it.each([
    ['https://wxaurl.cn/', 'ticketMissing'],
    ['https://wxaurl.cn/a b', 'ticketOdd'],
    ['https://wxaurl.cn/../etc', 'ticketOdd'],
    ['https://wxaurl.cn/AbC?cq=%E6%88', 'badEncoding'],
    ['https://wxaurl.cn/AbC?cq=a&cq=b', 'schemeRepeated'],
    [`https://wxaurl.cn/${'x'.repeat(10_000)}`, 'ticketOdd'],
  ])('a URL Link that is none: %s', (text, code) => {
    expect(parseUrlLink(text)).toMatchObject({ kind: 'broken', code })
  })

  it.each(['https://wxaurl.cn.evil.com/AbC', 'https://evil.com/wxaurl.cn/AbC', 'https://evil.com?wxaurl.cn/AbC', 'https://wxaurl.cn@evil.com/AbC'])('is not fooled by %s', (text) => {
    expect(parseUrlLink(text)).toEqual({ kind: 'none' })
    expect(readLink(text)).toMatchObject({ kind: 'http' })
  })

  it.each([
    ['#小程序://小程序示例/示例标题/9pZvnVw3KMCQpVp', { name: '小程序示例', title: '示例标题', code: '9pZvnVw3KMCQpVp' }],
    ['小程序://云栖酒店/9pZvnVw3KMCQpVp', { name: '云栖酒店', code: '9pZvnVw3KMCQpVp' }],
    ['#小程序://A/b/c/9pZvnVw3KMCQpVp', { name: 'A', title: 'b/c' }],
    ['#小程序://%E4%BA%91/9pZvnVw3KMCQpVp', { name: '云' }],
  ])('a Short Link: %s', (text, expected) => {
    expect(parseShortLink(text)).toMatchObject({ kind: 'short_link', ...expected })
  })

  it.each(['#小程序://', '#小程序://云栖', '#小程序://云栖/', '#小程序:///9pZvnVw3KMCQpVp', '#小程序://云栖/标题/中文', `#小程序://${'长'.repeat(10_000)}/9pZvnVw3KMCQpVp`])('a Short Link that is none: %s', (text) => {
    expect(parseShortLink(text)).toMatchObject({ kind: 'broken', code: 'shortLinkForm' })
  })

  it('opens the undocumented jump address once, and only where a scheme is in it', () => {
    const jump = `https://servicewechat.com/wxascheme/jump_wxa?url=${encodeURIComponent(plain)}`
    expect(readLink(jump)).toMatchObject({ kind: 'jump', innerText: plain, inner: { kind: 'scheme' } })
    const nested = `https://servicewechat.com/wxascheme/jump_wxa?url=${encodeURIComponent(jump)}`
    expect(readLink(nested)).toMatchObject({ kind: 'broken', code: 'jumpEmpty' })
    expect(readLink('https://servicewechat.com/wxascheme/jump_wxa')).toMatchObject({ kind: 'broken', code: 'jumpEmpty' })
  })

  it.each([
    ['wxp://f2f0AbC', 'paymentCode'],
    ['weixin://wxpay/bizpayurl?pr=AbC', 'paymentCode'],
    ['https://weixin.qq.com/g/AwYAA', 'groupCode'],
    ['https://u.wechat.com/AbC', 'personCode'],
    ['http://weixin.qq.com/r/AbC', 'accountCode'],
    ['https://work.weixin.qq.com/ca/cawcde', 'companyContact'],
    ['https://qr.alipay.com/fkx', 'alipay'],
    ['weixin://dl/chat?AbC', 'weixinOther'],
  ])('something else: %s is a %s', (text, what) => {
    expect(readLink(text)).toEqual({ kind: 'other', what })
  })

  it('an ordinary address, and no link at all', () => {
    expect(readLink('https://example.com/a/b?c=d#e')).toEqual({ kind: 'http', host: 'example.com', path: '/a/b', query: 'c=d' })
    for (const text of ['', 'hello', 'example.com', 'javascript:alert(1)']) expect(readLink(text)).toEqual({ kind: 'none' })
  })
})

describe('doubts about a query', () => {
  it.each([
    ['id=1&name=%E6%88%BF', []],
    ['u=https%3A%2F%2Fa.com%2F%3Fq%3D%25E6', []],
    ['name=%25E6%2588%25BF', ['encodedTwice']],
    ['id%3D1%26from%3Dsms', ['wholeEncodedTwice']],
    ['n=%E6%88', ['encodingBroken']],
    ['rate=100%25', []],
    ['', []],
  ])('%s', (query, codes) => {
    expect(queryDoubts(query).map(({ code }) => code)).toEqual(codes)
  })
})

describe('a round code by its shape', () => {
  const picture = (ink: (x: number, y: number) => boolean) => {
    const size = 200
    const data = new Uint8Array(size * size).fill(255)
    for (let y = 0; y < size; y++) for (let x = 0; x < size; x++) if (ink(x - 100, y - 100)) data[y * size + x] = 0
    return { width: size, height: size, data }
  }
  const rays = (x: number, y: number) => Math.hypot(x, y) < 90 && Math.hypot(x, y) > 40 && Math.floor((Math.atan2(y, x) + Math.PI) * 12) % 2 === 0
  it('is told from a square code, a filled circle, and an empty picture', () => {
    expect(looksRound(picture(rays))).toBe(true)
    expect(looksRound(picture((x, y) => Math.max(Math.abs(x), Math.abs(y)) < 90 && (Math.floor(x / 6) + Math.floor(y / 6)) % 2 === 0))).toBe(false)
    expect(looksRound(picture((x, y) => Math.hypot(x, y) < 90))).toBe(false)
    expect(looksRound(picture(() => false))).toBe(false)
    expect(looksRound({ width: 10, height: 10, data: new Uint8Array(100) })).toBe(false)
  })
})
