/**
 * The ready code that opens a mini program from a web page inside WeChat: `wx.config` and `wx-open-launch-weapp`
 * (wechat-links-qr §1.6–1.8, seed A02-2).
 */
export interface OpenTagInput {
  framework: 'html' | 'vue'
  /** Under a safe domain of a service account, signed; or on a mini program's cloud hosting, which nobody checks. */
  way: 'safeDomain' | 'cloudHosting'
  /** The account of the signature; for cloud hosting the AppID of the mini program. */
  config: { appId: string; timestamp: string; nonceStr: string; signature: string }
  target: {
    /** `gh_…`; empty = not used. */
    username: string
    /** `wx…`; wins over `username` where both stand. */
    appId: string
    /** Page without leading slash and without query. */
    path: string
    /** Without `?`. */
    query: string
    envVersion: 'release' | 'trial' | 'develop'
  }
  /** Old pages demand `.html` behind the page, and iOS failed without it in reports. */
  htmlSuffix: boolean
  /** What stands on the button. */
  label: string
  /** Shown where the tag cannot work: an https link, or a picture of a code. */
  fallback: { link: string; linkLabel: string; image: string; imageLabel: string }
}

/** Where a page's own server must put what only it knows. */
export interface OpenTagTexts {
  signHint: string
  hostingHint: string
  vueHint: string
}

export interface OpenTagCode {
  /** What a page loads first. */
  script: string
  /** The tag with its slot. */
  tag: string
  /** The whole page or component. */
  whole: string
}

export const scriptAddress = 'https://res.wx.qq.com/open/js/jweixin-1.6.0.js'
export const spareScriptAddress = 'https://res2.wx.qq.com/open/js/jweixin-1.6.0.js'

/** The `path` attribute: page with its switchable `.html`, and the query. */
export function launchPath({ path, query }: { path: string; query: string }, htmlSuffix: boolean): string {
  const page = path.replace(/^\/+/, '').replace(/\.html$/i, '')
  return `${page}${htmlSuffix && page !== '' ? '.html' : ''}${query === '' ? '' : `?${query}`}`
}

/** Text for an attribute in double quotes or between tags. */
export function escapeHtml(text: string): string {
  const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }
  return text.replaceAll(/[&<>"']/g, (character) => entities[character] ?? character)
}

/** A text as it stands in a script inside a page: nothing in it may end the script or open a comment. */
export function scriptText(text: string): string {
  return JSON.stringify(text)
    .replaceAll('<', '\\u003c')
    .replaceAll('>', '\\u003e')
    .replaceAll('\u2028', '\\u2028')
    .replaceAll('\u2029', '\\u2029')
}

export function openTagCode(input: OpenTagInput, texts: OpenTagTexts): OpenTagCode {
  const script = `<script src="${scriptAddress}"></script>\n<!-- ${spareScriptAddress} -->`
  return input.framework === 'html' ? htmlCode(input, texts, script) : vueCode(input, texts, script)
}

const slotStyle = `<style>
  .open { width: 100%; height: 44px; border: 0; border-radius: 6px; background: #07c160; color: #fff; font-size: 16px; }
</style>`
/** Size and place belong on the tag: the page's styles do not reach into the slot. */
const tagStyle = 'display:block;width:200px;height:44px'

const indent = (text: string, by: number) => text.replaceAll(/^(?=.)/gmu, ' '.repeat(by))

function attributesOf({ target, htmlSuffix }: OpenTagInput): string[] {
  return [
    ...(target.username === '' ? [] : [`username="${escapeHtml(target.username)}"`]),
    ...(target.appId === '' ? [] : [`appid="${escapeHtml(target.appId)}"`]),
    `path="${escapeHtml(launchPath(target, htmlSuffix))}"`,
    ...(target.envVersion === 'release' ? [] : [`env-version="${target.envVersion}"`]),
  ]
}

function configCall({ config, way }: OpenTagInput, texts: OpenTagTexts): string {
  return `// ${way === 'safeDomain' ? texts.signHint : texts.hostingHint}
wx.config({
  debug: false,
  appId: ${scriptText(config.appId)},
  timestamp: ${/^\d{1,13}$/.test(config.timestamp) ? String(Number(config.timestamp)) : scriptText(config.timestamp)},
  nonceStr: ${scriptText(config.nonceStr)},
  signature: ${scriptText(config.signature)},
  jsApiList: ['openLocation'],
  openTagList: ['wx-open-launch-weapp'],
})`
}

function fallbackOf({ framework, fallback: { link, linkLabel, image, imageLabel } }: OpenTagInput): string[] {
  // Between tags Vue reads two braces as an expression; as an entity they are text.
  const text = framework === 'vue' ? escapeHtml(linkLabel).replaceAll('{', '&#123;') : escapeHtml(linkLabel)
  return [
    ...(link === '' ? [] : [`<a href="${escapeHtml(link)}">${text}</a>`]),
    ...(image === '' ? [] : [`<img src="${escapeHtml(image)}" alt="${escapeHtml(imageLabel)}" width="200">`]),
  ]
}

function htmlCode(input: OpenTagInput, texts: OpenTagTexts, script: string): OpenTagCode {
  const button = `<button class="open">${escapeHtml(input.label)}</button>`
  const tag = `<wx-open-launch-weapp
  id="open-app"
${indent(attributesOf(input).join('\n'), 2)}
  style="${tagStyle}"
>
  <template>
${indent(`${slotStyle}\n${button}`, 4)}
  </template>
</wx-open-launch-weapp>`
  const ways = fallbackOf(input)
  const fallback = ways.length === 0 ? '' : `<div id="open-app-fallback" hidden>\n${indent(ways.join('\n'), 2)}\n</div>\n`
  const behaviour = `${configCall(input, texts)}
function showFallback(event) {
  console.warn(event && (event.detail ? event.detail.errMsg : event.errMsg))
${ways.length === 0 ? '' : "  document.getElementById('open-app-fallback').hidden = false\n"}}
wx.error(showFallback)
document.addEventListener('WeixinOpenTagsError', showFallback)
document.getElementById('open-app').addEventListener('error', showFallback)`
  return { script, tag, whole: `${script}\n\n${tag}\n${fallback}\n<script>\n${indent(behaviour, 2)}\n</script>\n` }
}

/**
 * For Vue 3: its compiler drops `<script>` from templates, and `<template>` is its own; so the slot is a `script`
 * element made by `<component>`, with its content set as text.
 */
function vueCode(input: OpenTagInput, texts: OpenTagTexts, script: string): OpenTagCode {
  const slot = `${slotStyle}\n<button class="open">${escapeHtml(input.label)}</button>`
  const ways = fallbackOf(input).map((way) => way.replace(/ width="200">$/u, ' width="200" />'))
  const tag = `<wx-open-launch-weapp
${indent(attributesOf(input).join('\n'), 2)}
  style="${tagStyle}"
  @error="showFallback"
>
  <component :is="'script'" type="text/wxtag-template" v-html="slot" />
</wx-open-launch-weapp>`
  const fallback = ways.length === 0 ? '' : `  <div v-if="failed">\n${indent(ways.join('\n'), 4)}\n  </div>\n`
  const setup = `import { onBeforeUnmount, onMounted, ref } from 'vue'

// ${texts.vueHint}
// vue({ template: { compilerOptions: { isCustomElement: (tag) => tag.startsWith('wx-open-') } } })
const failed = ref(false)
const slot = ${scriptText(slot)}

function showFallback(event) {
  console.warn(event && (event.detail ? event.detail.errMsg : event.errMsg))
  failed.value = true
}
onMounted(() => {
  const { wx } = window
${indent(configCall(input, texts), 2)}
  wx.error(showFallback)
  document.addEventListener('WeixinOpenTagsError', showFallback)
})
onBeforeUnmount(() => document.removeEventListener('WeixinOpenTagsError', showFallback))`
  const component = `<script setup>\n${setup}\n</script>\n\n<template>\n${indent(tag, 2)}\n${fallback}</template>\n`
  return { script, tag, whole: `<!-- index.html -->\n${script}\n\n<!-- OpenApp.vue -->\n${component}` }
}
