import type { Link, LinkFilter } from '@shared/contract/links'
import { Fault } from '../../../platform/errors/fault'
import type { ReportCell, ReportData, ReportMaker } from '../data'
import { bothTexts, choicesOf, column, everyPage, rangeOf } from './words'

export interface LinksSource {
  page: (filter: LinkFilter, cursor: string | undefined) => Promise<{ rows: Link[]; nextCursor?: string | undefined }>
  subject: string
}

/** Links made in a month or in some days: what they are, for what, how long they work. */
export function linksMaker({ page, subject }: LinksSource): ReportMaker {
  return {
    kind: 'links',
    make: async (params) => {
      const { days, month, fact } = rangeOf(params)
      const links = await everyPage((cursor) => page({ days }, cursor))
      if (links.length === 0) throw new Fault('reports.nothing')
      const data: ReportData = {
        kind: 'links',
        title: bothTexts('reports.kinds.links'),
        ...(month === undefined ? {} : { month }),
        subject,
        zone: days.zone,
        practice: false,
        facts: [fact],
        figures: [
          { key: 'count', label: bothTexts('reports.links.count'), count: links.length },
          ...[...new Set(links.map(({ state }) => state))].sort().map((state) => ({
            key: `state-${state}`,
            label: bothTexts(`links.states.${state}`),
            count: links.filter((link) => link.state === state).length,
          })),
        ],
        tables: [linkTable(links), groupTable(links)],
        charts: [{ title: bothTexts('reports.links.chart'), kind: 'bar', table: 'groups', label: 'campaign', values: ['count'] }],
        signatures: [],
        notes: [],
      }
      return { data, evidence: [] }
    },
  }
}

function linkTable(links: readonly Link[]): ReportData['tables'][number] {
  const name = (key: string) => `links.columns.${key}`
  return {
    key: 'links',
    title: bothTexts('reports.links.table'),
    rowKey: ['id'],
    columns: [
      column('createdAt', name('createdAt'), 'instant'),
      column('app', name('app'), 'text'),
      column('kind', name('kind'), 'choice', { choices: choicesOf(links.map(({ kind }) => kind), 'links.kinds') }),
      column('text', name('text'), 'text'),
      column('state', name('state'), 'choice', { choices: choicesOf(links.map(({ state }) => state), 'links.states') }),
      column('campaign', name('campaign'), 'text'),
      column('place', name('place'), 'text'),
      column('createdBy', name('createdBy'), 'text'),
      column('expiresAt', name('expiresAt'), 'instant', { aside: true }),
      column('path', name('path'), 'text', { aside: true }),
      column('query', name('query'), 'text', { aside: true }),
      column('envVersion', name('envVersion'), 'choice', { choices: choicesOf(links.map(({ envVersion }) => envVersion), 'links.envVersions'), aside: true }),
      column('channel', 'reports.links.channel', 'text', { aside: true }),
      column('tag', name('tag'), 'text', { aside: true }),
      column('note', name('note'), 'text', { aside: true }),
      column('appId', name('appId'), 'id', { aside: true }),
      column('batch', name('batch'), 'text', { aside: true }),
      column('id', 'reports.links.id', 'id', { aside: true }),
    ],
    rows: links.map((link) => [
      link.createdAt,
      link.app.name,
      link.kind,
      link.text,
      link.state,
      link.campaign,
      link.place ? `${link.place.code} ${link.place.name}` : null,
      link.createdBy,
      link.expiresAt ?? null,
      link.path,
      link.query,
      link.envVersion,
      link.channel,
      link.tag,
      link.note,
      link.app.appId,
      link.batch ? `${link.batch.name} #${link.batch.line}` : null,
      link.id,
    ]),
  }
}

/** How many by campaign and kind. */
function groupTable(links: readonly Link[]): ReportData['tables'][number] {
  const groups = new Map<string, { campaign: string; kind: string; count: number }>()
  for (const { campaign, kind } of links) {
    const key = JSON.stringify([campaign, kind])
    const known = groups.get(key) ?? { campaign, kind, count: 0 }
    groups.set(key, { ...known, count: known.count + 1 })
  }
  const rows = [...groups.values()].sort((a, b) => b.count - a.count).map(({ campaign, kind, count }): ReportCell[] => [campaign, kind, count])
  return {
    key: 'groups',
    title: bothTexts('reports.links.groups'),
    rowKey: ['campaign', 'kind'],
    columns: [
      column('campaign', 'links.columns.campaign', 'text'),
      column('kind', 'links.columns.kind', 'choice', { choices: choicesOf(links.map(({ kind }) => kind), 'links.kinds') }),
      column('count', 'reports.links.count', 'integer', { total: true }),
    ],
    rows,
  }
}
