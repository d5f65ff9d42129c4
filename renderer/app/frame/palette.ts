import type { Money } from '@shared/contract/payment-values'
import type { Permission } from '@shared/contract/permissions'
import type { PaletteItem } from '@renderer/ui/palette/match'
import { ask } from '../client'
import type { Screen } from '../screen'
import { trailTo } from './where'

/** Translates a key; the palette is made anew when the language changes. */
type Translate = (key: string, params?: Record<string, string | number>) => string

/** An entry and what choosing it does. */
export interface PaletteEntry extends PaletteItem {
  run: () => void
}

/** Every screen that the person may see and that an address alone leads to. */
export function screenEntries(
  screens: readonly Screen[],
  can: (permission: Permission) => boolean,
  t: Translate,
  open: (path: string) => void,
): PaletteEntry[] {
  return screens
    .filter((screen) => !screen.path.includes(':') && (!screen.permission || can(screen.permission)))
    .map((screen) => ({
      id: `screen.${screen.name}`,
      group: t('frame.search.screens'),
      label: t(screen.title),
      detail: trailTo(screens, screen)
        .slice(0, -1)
        .map(({ title }) => t(title))
        .join(' / '),
      keywords: [screen.name, ...(screen.keywords ? [t(screen.keywords)] : [])],
      run: () => open(screen.path),
    }))
}

const shownOfEach = 8

function fits(query: string, texts: readonly string[]): boolean {
  const words = query.toLowerCase().split(/\s+/)
  const all = texts.join('\n').toLowerCase()
  return words.every((word) => all.includes(word))
}

/**
 * Orders, links, mini programs, places and verifications that a text is found in; an order by any of its numbers.
 * @throws when nothing could be asked at all
 */
export async function findData(
  query: string,
  signal: AbortSignal,
  can: (permission: Permission) => boolean,
  { t, money }: { t: Translate; money: (money: Money) => string },
  open: (path: string) => void,
): Promise<PaletteEntry[]> {
  const filter = { text: query.slice(0, 100) }
  const [orders, links, apps, places, verifications] = await Promise.all([
    can('payments.view')
      ? ask('payments.orders.list', { filter: { ...filter, dayOf: 'created' }, limit: shownOfEach, count: false }, signal)
      : undefined,
    can('links.view') ? ask('links.list', { filter, limit: shownOfEach }, signal) : undefined,
    can('apps.view') ? ask('apps.list', {}, signal) : undefined,
    can('places.view') ? ask('places.list', {}, signal) : undefined,
    can('identity.view') ? ask('identity.records.list', { ...filter, limit: shownOfEach }, signal) : undefined,
  ])
  const answers = [orders, links, apps, places, verifications].filter((answer) => answer !== undefined)
  if (answers.length > 0 && answers.every((answer) => !answer.ok)) throw new Error('search refused')
  const entries: PaletteEntry[] = []
  if (orders?.ok)
    for (const order of orders.value.rows)
      entries.push({
        id: `order.${order.id}`,
        group: t('frame.search.orders'),
        label: order.merchantNo || order.providerNo || order.wechatNo,
        detail: [money(order.ordered), t(`paymentScreens.states.${order.state}`), order.description]
          .filter(Boolean)
          .join(' · '),
        run: () => open(`/payments?open=${order.id}`),
      })
  if (links?.ok)
    for (const link of links.value.rows)
      entries.push({
        id: `link.${link.id}`,
        group: t('frame.search.links'),
        label: [link.campaign, link.path].filter(Boolean).join(' · '),
        detail: [link.app.name, link.query].filter(Boolean).join(' · '),
        run: () => open(`/links?open=${link.id}`),
      })
  const fitting = <T>(rows: readonly T[], textsOf: (row: T) => string[]) =>
    rows.filter((row) => fits(query, textsOf(row))).slice(0, shownOfEach)
  if (apps?.ok)
    for (const app of fitting(apps.value, ({ name, appId, originalId }) => [name, appId, originalId]))
      entries.push({
        id: `app.${app.id}`,
        group: t('frame.search.apps'),
        label: app.name,
        detail: app.appId,
        run: () => open(`/apps?open=${app.id}`),
      })
  if (places?.ok)
    for (const place of fitting(places.value, ({ name, code, owner }) => [name, code, owner]))
      entries.push({
        id: `place.${place.id}`,
        group: t('frame.search.places'),
        label: place.name,
        detail: place.code,
        run: () => open(`/places?open=${place.id}`),
      })
  if (verifications?.ok)
    for (const one of verifications.value.rows)
      entries.push({
        id: `identity.${one.id}`,
        group: t('identityScreens.nav'),
        label: one.outSeqNo,
        detail: [one.nameMasked, t(`identity.verdicts.${one.verdict}`), one.purpose].filter(Boolean).join(' · '),
        run: () => open(`/identity/records?open=${one.id}`),
      })
  return entries
}
