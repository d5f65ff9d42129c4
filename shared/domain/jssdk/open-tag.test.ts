// @vitest-environment happy-dom
import { compileTemplate, parse } from 'vue/compiler-sfc'
import { describe, expect, it } from 'vitest'
import { launchPath, openTagCode, type OpenTagInput } from './open-tag'

const texts = { signHint: 'sign on the server', hostingHint: 'not checked', vueHint: 'in vite.config' }
const input = (more: Partial<OpenTagInput> = {}): OpenTagInput => ({
  framework: 'html',
  way: 'safeDomain',
  config: { appId: 'wx0123456789abcdef', timestamp: '1414587457', nonceStr: 'Wm3W', signature: 'f'.repeat(40) },
  target: { username: 'gh_0123456789ab', appId: '', path: 'pages/room/detail', query: 'id=1&t="x"', envVersion: 'release' },
  htmlSuffix: true,
  label: '打开 <小程序> & {{ 领券 }}',
  fallback: { link: 'https://wxaurl.cn/abc?cq=a%3D1&b="', linkLabel: '点这里', image: '', imageLabel: '小程序码' },
  ...more,
})
const attributesIn = (markup: string) => {
  const holder = document.createElement('div')
  holder.innerHTML = markup
  return holder
}

/** The component alone, as it stands in its file. */
const componentOf = (whole: string) => whole.slice(whole.indexOf('<script setup>'))

describe('the path of the tag', () => {
  it.each([
    ['pages/a', 'x=1', true, 'pages/a.html?x=1'],
    ['/pages/a.html', '', true, 'pages/a.html'],
    ['pages/a.html', '', false, 'pages/a'],
    ['', 'x=1', true, '?x=1'],
  ])('%s ? %s, suffix %s → %s', (path, query, suffix, expected) => {
    expect(launchPath({ path, query }, suffix)).toBe(expected)
  })
})

describe('the block for a page', () => {
  it('survives quotes, angle brackets and ampersands', () => {
    const { tag, whole } = openTagCode(input(), texts)
    const element = attributesIn(tag).querySelector('wx-open-launch-weapp')
    expect(element?.getAttribute('username')).toBe('gh_0123456789ab')
    expect(element?.getAttribute('path')).toBe('pages/room/detail.html?id=1&t="x"')
    expect(element?.hasAttribute('env-version')).toBe(false)
    expect(element?.hasAttribute('appid')).toBe(false)
    expect(tag).toContain('&lt;小程序&gt; &amp; ')
    const link = attributesIn(whole).querySelector('#open-app-fallback a')
    expect(link?.getAttribute('href')).toBe('https://wxaurl.cn/abc?cq=a%3D1&b="')
  })

  it('never lets a value end the script or run', () => {
    const evil = '</script><script>alert(1)</script>\u2028'
    const config = { appId: evil, timestamp: evil, nonceStr: evil, signature: evil }
    for (const framework of ['html', 'vue'] as const) {
      const { whole } = openTagCode(input({ framework, config, label: evil }), texts)
      expect(whole).not.toContain('<script>alert')
      const script = /wx\.config\((\{[\s\S]*?\n {2,}\})\)/u.exec(whole)?.[1] ?? ''
      // eslint-disable-next-line no-new-func, @typescript-eslint/no-implied-eval -- the generated script is run to read its values
      const read = new Function(`return (${script})`)() as { nonceStr: string }
      expect(read.nonceStr).toBe(evil)
    }
  })

  it('names the version only when it is not the released one, and both targets where asked', () => {
    const target = { ...input().target, appId: 'wxfedcba9876543210', envVersion: 'trial' as const }
    const element = attributesIn(openTagCode(input({ target }), texts).tag).querySelector('wx-open-launch-weapp')
    expect(element?.getAttribute('env-version')).toBe('trial')
    expect(element?.getAttribute('appid')).toBe('wxfedcba9876543210')
  })

  it('lists an interface and the tag, loads 1.6.0, and shows the fallback on both kinds of failure', () => {
    const { whole, script } = openTagCode(input(), texts)
    expect(script).toContain('https://res.wx.qq.com/open/js/jweixin-1.6.0.js')
    expect(whole).toContain("jsApiList: ['openLocation']")
    expect(whole).toContain("openTagList: ['wx-open-launch-weapp']")
    expect(whole).toContain('timestamp: 1414587457,')
    expect(whole).toContain("addEventListener('WeixinOpenTagsError', showFallback)")
    expect(whole).toContain('wx.error(showFallback)')
    expect(whole).toContain('sign on the server')
    expect(openTagCode(input({ way: 'cloudHosting' }), texts).whole).toContain('not checked')
  })
})

describe('the component for Vue', () => {
  it('compiles, and keeps its slot as a script of WeChat’s own type', () => {
    const source = componentOf(openTagCode(input({ framework: 'vue' }), texts).whole)
    const { descriptor, errors } = parse(source)
    expect(errors).toEqual([])
    const compiled = compileTemplate({
      source: descriptor.template?.content ?? '',
      filename: 'OpenApp.vue',
      id: 'x',
      compilerOptions: { isCustomElement: (tag) => tag.startsWith('wx-open-') },
    })
    expect(compiled.errors).toEqual([])
    expect(compiled.code).toContain('text/wxtag-template')
    expect(compiled.code).toContain("resolveDynamicComponent('script')")
    // A label with mustaches is text, not an expression.
    expect(compiled.code).not.toContain('领券')
    expect(descriptor.scriptSetup?.content).toContain('isCustomElement')
  })

  it('does not read a fallback text as an expression', () => {
    const fallback = { link: 'https://a.cn/', linkLabel: '{{ constructor }}', image: 'https://a.cn/{{x}}.png', imageLabel: 'x' }
    const source = componentOf(openTagCode(input({ framework: 'vue', fallback }), texts).whole)
    const compiled = compileTemplate({ source: parse(source).descriptor.template?.content ?? '', filename: 'a.vue', id: 'x' })
    expect(compiled.errors).toEqual([])
    expect(compiled.code).not.toContain('_ctx.constructor')
  })
})
