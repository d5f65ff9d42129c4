import { describe, expect, it } from 'vitest'
import { diagnose, diagnosisIds, type DiagnosisId, type PageToDiagnose } from './diagnose'
import { jssdkFacts } from './facts'
import { checkSafeDomain, domainCover } from './safe-domain'
import { signNotes } from './input-notes'

const account = {
  appId: 'wx0123456789abcdef',
  type: 'service' as const,
  verified: true,
  verifiedUntil: '2027-03-31',
  safeDomains: ['h5.example.com', 'example.cn'],
}
const good = `<meta http-equiv="Content-Security-Policy" content="default-src 'self'; frame-src https://*.qq.com webcompt:">
<script src="https://res.wx.qq.com/open/js/jweixin-1.6.0.js"></script>
<wx-open-launch-weapp username="gh_1"><template><button>x</button></template></wx-open-launch-weapp>
<script>wx.config({ debug: false, appId: 'wx0123456789abcdef', jsApiList: ['openLocation'], openTagList: ["wx-open-launch-weapp"] })</script>`
const page = (more: Partial<PageToDiagnose> = {}): PageToDiagnose => ({
  url: 'https://h5.example.com/a',
  account,
  source: good,
  today: '2026-11-22',
  ...more,
})
const stateOf = (id: DiagnosisId, more: Partial<PageToDiagnose> = {}) =>
  diagnose(page(more)).find((one) => one.id === id)?.state

describe('the checklist', () => {
  it('has every line, each with a source and a day', () => {
    const found = diagnose(page())
    expect(found.map(({ id }) => id)).toEqual(diagnosisIds)
    for (const { fact } of found) expect(jssdkFacts[fact].source).toMatch(/^https:\/\/developers\.weixin\.qq\.com\//)
    expect(found.filter(({ state }) => state !== 'good').map(({ id }) => id)).toEqual(['iframe', 'perUrl', 'clients'])
  })

  it.each<[DiagnosisId, string, Partial<PageToDiagnose>]>([
    ['account', 'wrong', { account: { ...account, type: 'subscription' } }],
    ['account', 'unknown', { account: undefined }],
    ['verification', 'wrong', { account: { ...account, verified: false } }],
    ['verification', 'wrong', { today: '2027-04-01' }],
    ['verification', 'good', { today: '2027-03-31' }],
    ['verification', 'doubtful', { account: { ...account, verifiedUntil: undefined } }],
    ['safeDomain', 'wrong', { url: 'https://h5.example.org/' }],
    ['safeDomain', 'wrong', { url: 'https://evilexample.cn/' }],
    ['safeDomain', 'doubtful', { url: 'https://m.example.cn/' }],
    ['safeDomain', 'good', { url: 'HTTPS://H5.example.COM:443/' }],
    ['safeDomain', 'unknown', { url: '' }],
    ['appId', 'wrong', { source: good.replace('wx0123456789abcdef', 'wx0123456789abcdee') }],
    ['script', 'wrong', { source: good.replace('1.6.0', '1.4.0') }],
    ['script', 'good', { source: good.replace('1.6.0', '1.10.2') }],
    ['script', 'unknown', { source: '' }],
    ['jsApiList', 'wrong', { source: good.replace("['openLocation']", '[]') }],
    ['jsApiList', 'wrong', { source: good.replace("jsApiList: ['openLocation'],", '') }],
    ['jsApiList', 'wrong', { source: good.replace("['openLocation']", "[ // 'openLocation'\n]") }],
    ['jsApiList', 'unknown', { source: good.replace("['openLocation']", 'apis') }],
    ['openTagList', 'wrong', { source: good.replace('["wx-open-launch-weapp"]', '[]') }],
    ['frameSrc', 'wrong', { source: good.replace(' webcompt:', '') }],
    ['frameSrc', 'wrong', { source: good.replace('frame-src https://*.qq.com webcompt:', '') }],
    ['frameSrc', 'unknown', { source: good.replace('<meta', '<mets') }],
    ['slot', 'wrong', { source: good.replace('<button>', '<button v-if="x">') }],
    ['slot', 'good', { source: good.replace('<template>', '<script type="text/wxtag-template">') }],
    ['slot', 'wrong', { source: good.replaceAll(/<\/?template>/gu, '') }],
  ])('%s is %s', (id, state, more) => expect(stateOf(id, more)).toBe(state))

  it('stays quick and calm over a huge or broken source', () => {
    const started = performance.now()
    for (const source of ['<wx-open-launch-weapp '.repeat(20_000), '[jsApiList: ['.repeat(20_000), '<!--'.repeat(50_000)])
      expect(diagnose(page({ source }))).toHaveLength(diagnosisIds.length)
    expect(performance.now() - started).toBeLessThan(2000)
  })
})

describe('a safe domain', () => {
  it.each([
    [' H5.Example.com ', 'h5.example.com'],
    ['xn--fiqs8s.example.cn', 'xn--fiqs8s.example.cn'],
    ['https://h5.example.com/x', 'domainScheme'],
    ['//h5.example.com', 'domainScheme'],
    ['h5.example.com/x', 'domainPath'],
    ['h5.example.com:8080', 'domainPort'],
    ['192.168.1.1', 'domainIsAddress'],
    ['[::1]', 'domainIsAddress'],
    ['localhost', 'domainForm'],
    ['酒店.com', 'domainForm'],
    ['-a.com', 'domainForm'],
    ['', 'domainForm'],
  ])('%j → %s', (text, expected) => {
    const checked = checkSafeDomain(text)
    expect(checked.ok ? checked.host : checked.code).toBe(expected)
  })
  it('covers its host, not one that merely ends alike', () => {
    expect(domainCover('a.com', ['a.com'])).toBe('exact')
    expect(domainCover('b.a.com', ['a.com'])).toBe('parent')
    expect(domainCover('ba.com', ['a.com'])).toBe('none')
  })
})

describe('notes on the inputs', () => {
  const codes = (more: object) =>
    signNotes({ url: 'https://a.com/', nonceStr: 'n', timestamp: '1414587457', ...more }).map(({ code }) => code)
  it.each([
    [{}, []],
    [{ url: '' }, ['urlMissing']],
    [{ url: 'h5.example.com' }, ['urlScheme']],
    [{ url: 'https://a.com/ b' }, ['urlBlank']],
    [{ url: 'https://a.com' }, ['urlBareHost']],
    [{ url: 'https://a.com/#x' }, ['urlFragment']],
    [{ url: 'https://a.com/客房' }, ['urlNotEncoded']],
    [{ url: 'https://a.com:8080/' }, ['urlPort']],
    [{ nonceStr: '' }, ['nonceMissing']],
    [{ nonceStr: ' n' }, ['nonceBlank']],
    [{ timestamp: '' }, ['timestampMissing']],
    [{ timestamp: '1414587457000' }, ['timestampMilliseconds']],
    [{ timestamp: '2026-11-22' }, ['timestampForm']],
    [{ ticket: '' }, ['ticketMissing']],
    [{ ticket: 'a b' }, ['ticketBlank']],
  ])('%j → %j', (more, expected) => expect(codes(more)).toEqual(expected))
})
