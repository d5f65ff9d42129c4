import { html, type Html } from '../http/html'
import type { Outcome, Target } from './opening'
import { phoneAddress, type PhoneView } from './phone-address'
import {
  beijingTime,
  blockedText,
  factList,
  kindText,
  loadTable,
  opensWebPage,
  pageText,
  versionText,
  type Row,
} from './phone-parts'
import { phoneTexts, type Translate } from './phone-texts'

/** An opening that was carried out; `count` is its number of the day for the mini program. */
export interface Opened {
  /** Nothing where openings are not counted. */
  count: number | undefined
}

export interface PhonePage {
  view: PhoneView
  outcome: Outcome
  opened: Opened | undefined
  /** The phone's clock in Unix seconds. */
  nowSeconds: number
}

/** The phone page as a whole document. It has no script; everything on it is a link or a form. */
export function renderPhonePage(page: PhonePage): string {
  const { view, outcome } = page
  const t = phoneTexts(view.lang)
  const other: PhoneView = { ...view, lang: view.lang === 'en' ? 'zh-CN' : 'en' }
  return html`<!doctype html>
    <html lang="${view.lang}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="robots" content="noindex" />
        <title>${t('phone.badge')} · ${t('phone.title')}</title>
        <link rel="stylesheet" href="/phone.css" />
      </head>
      <body>
        <header>
          <div class="head">
            <span class="badge">${t('phone.badge')}</span>
            <h1>${t('phone.title')}</h1>
            <a href="${phoneAddress(other)}" lang="${other.lang}">${t('phone.language')}</a>
          </div>
          <p>${t('phone.subtitle')}</p>
        </header>
        <main>
          <div class="left">
            ${switches(t, view)} ${phone(t, page)}
          </div>
          <section class="facts" aria-labelledby="facts">
            <h2 id="facts">${t('phone.facts.label')}</h2>
            ${factList(factsOf(t, page))}
            ${outcome.target &&
            html`<h2>${t('phone.load.label')}</h2>
              ${loadTable(t, outcome.target.parameters, t('phone.load.label'))}
              ${outcome.target.hasAppended && html`<p class="note">${t('phone.load.mergeNote')}</p>`}`}
          </section>
        </main>
      </body>
    </html>`.toString()
}

function switches(t: Translate, view: PhoneView): Html {
  const choice = (text: string, change: Partial<PhoneView>, active: boolean) =>
    html`<a
      href="${phoneAddress({ ...view, ...change, passed: false, opened: null })}"${active && html` aria-current="true"`}
      >${text}</a
    >`
  const { platform, place } = view
  return html`<nav class="switch" aria-label="${t('phone.platform.label')}">
      ${choice(t('phone.platform.ios'), { platform: 'ios' }, platform === 'ios')}
      ${choice(t('phone.platform.android'), { platform: 'android' }, platform === 'android')}
    </nav>
    <nav class="switch" aria-label="${t('phone.place.label')}">
      ${choice(t('phone.place.browser'), { place: 'browser' }, place === 'browser')}
      ${choice(t('phone.place.sms'), { place: 'sms' }, place === 'sms')}
      ${choice(t('phone.place.wechat'), { place: 'wechat' }, place === 'wechat')}
      ${choice(t('phone.place.desktop'), { place: 'desktop' }, place === 'desktop')}
    </nav>
    <nav class="switch" aria-label="${t('phone.place.codeLabel')}">
      ${choice(t('phone.place.scan'), { place: 'scan' }, place === 'scan')}
      ${choice(t('phone.place.press'), { place: 'press' }, place === 'press')}
      ${choice(t('phone.place.camera'), { place: 'camera' }, place === 'camera')}
    </nav>`
}

function phone(t: Translate, page: PhonePage): Html {
  const { view, outcome, opened, nowSeconds } = page
  const { target, blocked } = outcome
  return html`<section class="phone ${view.platform}" aria-label="${t('phone.screen.label')}">
    <div class="status">
      <span>${beijingTime(nowSeconds).slice(11, 16)}</span><span>${t('phone.screen.carrier')}</span>
    </div>
    ${opened && target ? miniProgram(t, target, page) : place(t, view)}
    ${!opened && blocked && blockedSheet(t, page)} ${!opened && !blocked && target && question(t, view, target)}
  </section>`
}

function place(t: Translate, { place, link }: PhoneView): Html {
  const titles = {
    sms: t('phone.screen.sms'),
    browser: t('phone.screen.browser'),
    wechat: t('phone.screen.wechat'),
    desktop: t('phone.screen.desktop'),
    scan: t('phone.screen.scan'),
    press: t('phone.screen.press'),
    camera: t('phone.screen.camera'),
  }
  return html`<div class="place">
    <div class="bar">${titles[place]}</div>
    ${link !== '' && html`<p class="bubble"><code>${link}</code></p>`}
  </div>`
}

function question(t: Translate, view: PhoneView, target: Target): Html {
  if (target.via === 'page' && !view.passed) return webPageFirst(t, view, target)
  return html`<div class="sheet">
    ${target.via === 'openTag' && html`<p class="small">${pageName(t, target)}</p>`}
    <p class="ask">${asks(t, view, target)}</p>
    <p>${t('phone.screen.target', { name: target.app?.name ?? target.appId })}</p>
    <p class="pagepath"><code>${target.page}</code></p>
    <form method="post" action="/phone">
      <input type="hidden" name="link" value="${view.link}" />
      <input type="hidden" name="${view.platform}" value="" />
      <input type="hidden" name="from" value="${view.place}" />
      <input type="hidden" name="lang" value="${view.lang}" />
      <button type="submit">${t('phone.screen.open')}</button>
    </form>
    ${target.countsOpening && html`<p class="hint">${t('phone.screen.openHint')}</p>`}
  </div>`
}

function asks(t: Translate, { platform }: PhoneView, { via }: Target): string {
  if (via === 'wechat') return t('phone.screen.askWechat')
  if (via === 'openTag') return t('phone.screen.askOpenTag')
  return platform === 'ios' ? t('phone.screen.askIos') : t('phone.screen.askAndroid')
}

/** The web page that a URL Link shows before WeChat is asked for. */
function webPageFirst(t: Translate, view: PhoneView, target: Target): Html {
  return html`<div class="sheet">
    <p class="small">${pageName(t, target)}</p>
    <p class="ask">${t('phone.screen.webFirst', { name: target.app?.name ?? target.appId })}</p>
    <p>
      <a class="button" href="${phoneAddress({ ...view, passed: true, opened: null })}">${t('phone.screen.goOn')}</a>
    </p>
  </div>`
}

function pageName(t: Translate, { cloudBase }: Target): string {
  if (!cloudBase) return t('phone.screen.officialPage')
  return t('phone.screen.cloudPage', { page: `${cloudBase.domain ?? cloudBase.env}${cloudBase.path}` })
}

function blockedSheet(t: Translate, { outcome }: PhonePage): Html | undefined {
  if (!outcome.blocked) return undefined
  const { title, text } = blockedText(t, outcome.blocked, outcome)
  const web = opensWebPage(outcome.blocked)
  return html`<div class="sheet blocked" role="status">
    <span class="mark${web && ' web'}" aria-hidden="true">${web ? 'i' : '!'}</span>
    <p class="small">${web ? t('phone.screen.webPage') : t('phone.screen.nothing')}</p>
    <p class="ask">${title}</p>
    <p>${text}</p>
  </div>`
}

function miniProgram(t: Translate, target: Target, { view }: PhonePage): Html {
  return html`<div class="program">
    <div class="bar">
      <span>${target.app?.name ?? target.appId}</span>
      <span class="capsule" role="img" aria-label="${t('phone.screen.capsule')}">••• ◉</span>
    </div>
    <div class="content">
      <p class="small">${t('phone.screen.page')} · ${versionText(t, target.envVersion)}</p>
      <p class="pagepath"><code>${target.page}</code></p>
      <p class="small">${t('phone.screen.onLoad')}</p>
      ${loadTable(t, target.parameters, t('phone.screen.onLoad'))}
      <p><a href="${phoneAddress({ ...view, passed: false, opened: null })}">${t('phone.screen.back')}</a></p>
    </div>
    <span class="stamp" aria-hidden="true">${t('phone.badge')}</span>
  </div>`
}

function factsOf(t: Translate, { view, outcome, opened }: PhonePage): Row[] {
  const { target, blocked } = outcome
  const rows: Row[] = [{ name: t('phone.facts.result'), value: resultOf(t, outcome, opened) }]
  if (view.link !== '') rows.push({ name: t('phone.facts.scheme'), value: html`<code>${view.link}</code>` })
  if (!target) return rows
  const { issued } = target
  const at = (seconds: number) => t('phone.facts.beijing', { time: beijingTime(seconds) })
  rows.push(
    { name: t('phone.facts.kind'), value: kindText(t, target.kind) },
    { name: t('phone.facts.app'), value: target.app?.name ?? t('phone.facts.appUnknown') },
    { name: t('phone.facts.appId'), value: html`<code>${target.appId}</code>` },
    { name: t('phone.facts.page'), value: html`<code>${pageText(t, target)}</code>` },
    { name: t('phone.facts.version'), value: versionText(t, target.envVersion) },
  )
  if (issued) rows.push({ name: t('phone.facts.created'), value: at(issued.createTime) })
  rows.push(
    {
      name: t('phone.facts.expires'),
      value: issued && issued.expireTime !== 0 ? at(issued.expireTime) : t('phone.facts.never'),
    },
    { name: t('phone.facts.scene'), value: String(target.scene) },
  )
  if (target.rule !== undefined) rows.push({ name: t('phone.facts.rule'), value: html`<code>${target.rule}</code>` })
  if (issued) {
    rows.push({
      name: t('phone.facts.openings'),
      value: t('phone.facts.openingsValue', { count: issued.openings }),
    })
  }
  if (target.app && target.countsOpening) {
    const left = blocked === 'openingsUsed' ? 0 : target.openingsLeft
    rows.push({ name: t('phone.facts.left'), value: left.toLocaleString('en-US') })
  }
  return rows
}

function resultOf(t: Translate, { blocked, target }: Outcome, opened: Opened | undefined): Html {
  if (opened) {
    const { count } = opened
    const text = count === undefined ? t('phone.facts.resultOpenedFree') : t('phone.facts.resultOpened', { count })
    return html`<strong class="good">${text}</strong>`
  }
  if (!blocked) return html`<strong>${t('phone.facts.resultWould')}</strong>`
  const { title } = blockedText(t, blocked, { target, blocked })
  const [word, look] = opensWebPage(blocked)
    ? [t('phone.facts.resultWeb'), '']
    : [t('phone.facts.resultBlocked'), 'bad']
  return html`<strong class="${look}">${word}</strong> · ${title}`
}
