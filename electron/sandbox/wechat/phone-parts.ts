import { html, type Html } from '../http/html'
import type { BlockReason, LinkKind, LoadParameter, Outcome, Target } from './opening'
import type { PhoneKey, Translate } from './phone-texts'

/** `YYYY-MM-DD HH:mm:ss` in Beijing, from Unix seconds. */
export function beijingTime(seconds: number): string {
  return new Date((seconds + 8 * 3600) * 1000).toISOString().slice(0, 19).replace('T', ' ')
}

export function versionText(t: Translate, envVersion: Target['envVersion']): string {
  if (envVersion === 'release') return t('phone.facts.versionRelease')
  if (envVersion === 'trial') return t('phone.facts.versionTrial')
  if (envVersion === 'develop') return t('phone.facts.versionDevelop')
  return t('phone.facts.versionUnknown')
}

const kindKeys: Record<LinkKind, PhoneKey> = {
  encrypted: 'phone.kind.encrypted',
  plain: 'phone.kind.plain',
  nfc: 'phone.kind.nfc',
  urlLink: 'phone.kind.urlLink',
  shortLink: 'phone.kind.shortLink',
  roundCode: 'phone.kind.roundCode',
  squareCode: 'phone.kind.squareCode',
  ordinaryLink: 'phone.kind.ordinaryLink',
}

export function kindText(t: Translate, kind: LinkKind): string {
  return t(kindKeys[kind])
}

export function pageText(t: Translate, target: Target): string {
  if (target.path !== '') return target.page
  if (target.kind !== 'plain' && target.page !== '') return t('phone.facts.homePage', { page: target.page })
  return t('phone.facts.pageNone')
}

const blockedKeys: Record<BlockReason, { title: PhoneKey; text: PhoneKey }> = {
  noScheme: { title: 'phone.blocked.noScheme.title', text: 'phone.blocked.noScheme.text' },
  notALink: { title: 'phone.blocked.notALink.title', text: 'phone.blocked.notALink.text' },
  androidSms: { title: 'phone.blocked.androidSms.title', text: 'phone.blocked.androidSms.text' },
  insideWechat: { title: 'phone.blocked.insideWechat.title', text: 'phone.blocked.insideWechat.text' },
  schemeScanned: { title: 'phone.blocked.schemeScanned.title', text: 'phone.blocked.schemeScanned.text' },
  schemeDesktop: { title: 'phone.blocked.schemeDesktop.title', text: 'phone.blocked.schemeDesktop.text' },
  linkDesktop: { title: 'phone.blocked.linkDesktop.title', text: 'phone.blocked.linkDesktop.text' },
  shortOutside: { title: 'phone.blocked.shortOutside.title', text: 'phone.blocked.shortOutside.text' },
  codeOutside: { title: 'phone.blocked.codeOutside.title', text: 'phone.blocked.codeOutside.text' },
  webOutside: { title: 'phone.blocked.webOutside.title', text: 'phone.blocked.webOutside.text' },
  webNoRule: { title: 'phone.blocked.webNoRule.title', text: 'phone.blocked.webNoRule.text' },
  webUnpublished: { title: 'phone.blocked.webUnpublished.title', text: 'phone.blocked.webUnpublished.text' },
  unknownTicket: { title: 'phone.blocked.unknownTicket.title', text: 'phone.blocked.unknownTicket.text' },
  unknownLink: { title: 'phone.blocked.unknownLink.title', text: 'phone.blocked.unknownLink.text' },
  expired: { title: 'phone.blocked.expired.title', text: 'phone.blocked.expired.text' },
  unknownApp: { title: 'phone.blocked.unknownApp.title', text: 'phone.blocked.unknownApp.text' },
  individual: { title: 'phone.blocked.individual.title', text: 'phone.blocked.individual.text' },
  banned: { title: 'phone.blocked.banned.title', text: 'phone.blocked.banned.text' },
  notReleased: { title: 'phone.blocked.notReleased.title', text: 'phone.blocked.notReleased.text' },
  notDeclared: { title: 'phone.blocked.notDeclared.title', text: 'phone.blocked.notDeclared.text' },
  pathMissing: { title: 'phone.blocked.pathMissing.title', text: 'phone.blocked.pathMissing.text' },
  badEnvVersion: { title: 'phone.blocked.badEnvVersion.title', text: 'phone.blocked.badEnvVersion.text' },
  noSuchVersion: { title: 'phone.blocked.noSuchVersion.title', text: 'phone.blocked.noSuchVersion.text' },
  pageMissing: { title: 'phone.blocked.pageMissing.title', text: 'phone.blocked.pageMissing.text' },
  badQuery: { title: 'phone.blocked.badQuery.title', text: 'phone.blocked.badQuery.text' },
  badAppended: { title: 'phone.blocked.badAppended.title', text: 'phone.blocked.badAppended.text' },
  openingsUsed: { title: 'phone.blocked.openingsUsed.title', text: 'phone.blocked.openingsUsed.text' },
}

/** A web page opens instead of the mini program: nothing is wrong with the link then. */
export function opensWebPage(reason: BlockReason | undefined): boolean {
  return reason === 'webOutside' || reason === 'webNoRule' || reason === 'webUnpublished'
}

/** Why nothing opens: one line and what to do about it. */
export function blockedText(t: Translate, reason: BlockReason, { target }: Outcome): { title: string; text: string } {
  const params = {
    name: target?.app?.name ?? target?.appId ?? '',
    appId: target?.appId ?? '',
    page: target?.path === '' ? t('phone.facts.pageNone') : (target?.page ?? ''),
    version: versionText(t, target?.envVersion),
    rule: target?.rule ?? '',
    time: target?.issued ? beijingTime(target.issued.expireTime) : '',
  }
  const keys = blockedKeys[reason]
  return { title: t(keys.title, params), text: t(keys.text, params) }
}

/** The parameters as a table; the decoded column only where it says something else. */
export function loadTable(t: Translate, parameters: readonly LoadParameter[], label: string): Html {
  if (parameters.length === 0) return html`<p class="none">${t('phone.load.none')}</p>`
  const withDecoded = parameters.some(({ decoded }) => decoded !== undefined)
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${label}">
    <table>
      <thead>
        <tr>
          <th scope="col">${t('phone.load.key')}</th>
          <th scope="col">${t('phone.load.value')}</th>
          ${withDecoded && html`<th scope="col">${t('phone.load.decoded')}</th>`}
        </tr>
      </thead>
      <tbody>
        ${parameters.map(
          ({ key, value, decoded, appended }) =>
            html`<tr>
              <td>
                <code>${key}</code>${appended && html` <span class="tag">${t('phone.load.appended')}</span>`}
              </td>
              <td><code>${value}</code></td>
              ${withDecoded && html`<td>${decoded ?? value}</td>`}
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`
}

export interface Row {
  name: string
  value: string | Html
}

export function factList(rows: readonly Row[]): Html {
  return html`<dl>
    ${rows.map(({ name, value }) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}
  </dl>`
}
