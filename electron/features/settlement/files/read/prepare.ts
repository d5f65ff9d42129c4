import { isZone, msToInstant } from '@shared/domain/days'
import type { FileOptions } from '@shared/contract/settlement-files'
import type { TimePlan } from '../../engine/scan-types'
import type { Profile } from '../profiles'
import { columnsOf } from './compile'
import { headerIndex, headerName } from './header-name'
import { readAmount } from './read-amount'
import { readTime } from './read-time'

/** Changes the cells of a row before they are read; the file's own cells stay as they are. */
export interface Preparation {
  headers: string[]
  apply(cells: readonly string[]): string[]
}

/** Abbreviations that downloads write; fixed, because they say themselves whether it is summer. */
const offsets: Readonly<Record<string, string>> = {
  ...{ PST: '-08:00', PDT: '-07:00', MST: '-07:00', MDT: '-06:00', CST: '-06:00', CDT: '-05:00', EST: '-05:00', EDT: '-04:00' },
  ...{ GMT: '+00:00', UTC: '+00:00', Z: '+00:00', BST: '+01:00', CET: '+01:00', CEST: '+02:00', EET: '+02:00', EEST: '+03:00' },
  ...{ HKT: '+08:00', SGT: '+08:00', JST: '+09:00', AEST: '+10:00', AEDT: '+11:00' },
}

/** What a profile needs done to its rows, or undefined where the cells are good as they stand. */
export function preparationOf(profile: Profile, headers: readonly string[], options: FileOptions, timeForm: TimePlan['form'], mapping: Record<string, string> = {}): Preparation | undefined {
  const steps = [zones(profile, headers, options, timeForm, mapping), feeParts(profile, headers)].filter((step) => step !== undefined)
  if (steps.length === 0) return undefined
  return {
    headers: steps.reduce<string[]>((names, step) => [...names, ...step.added], [...headers]),
    apply: (cells) => {
      const changed = headers.map((_, column) => cells[column] ?? '')
      const more = steps.flatMap((step) => step.apply(changed))
      return [...changed, ...more]
    },
  }
}

interface Step {
  added: string[]
  /** Changes cells in place and answers those to add. */
  apply(cells: string[]): string[]
}

/** A zone in a column of its own: the time becomes an instant. A zone that nobody knows leaves the cell unreadable. */
function zones(profile: Profile, headers: readonly string[], options: FileOptions, timeForm: TimePlan['form'], mapping: Record<string, string>): Step | undefined {
  if (profile.prepare !== 'zones') return undefined
  const columns = columnsOf({ profile, headers, mapping })
  const at = columns.get('at')?.[0]
  const zone = columns.get('zone')?.[0]
  const time = columns.get('time')?.[0]
  if (at === undefined || zone === undefined) return undefined
  return {
    added: [],
    apply: (cells) => {
      const named = (cells[zone] ?? '').trim()
      const wall = `${cells[at] ?? ''} ${time === undefined ? '' : (cells[time] ?? '')}`.trim()
      if (wall !== '') cells[at] = instantOf(wall, named === '' ? options.zone : named, timeForm) ?? `${wall} ${named}`
      if (time !== undefined) cells[time] = ''
      return []
    },
  }
}

function instantOf(wall: string, zone: string, form: TimePlan['form']): string | undefined {
  const offset = offsets[zone.toUpperCase()] ?? /^(?:GMT|UTC)?([+-]\d{2}:?\d{2})$/u.exec(zone)?.[1]
  if (offset !== undefined) {
    const ms = readTime(wall, form, 'UTC')
    const minutes = Number(offset.slice(1, 3)) * 60 + Number(offset.slice(-2))
    return ms === undefined ? undefined : msToInstant(ms - (offset.startsWith('-') ? -minutes : minutes) * 60_000)
  }
  const ms = isZone(zone) ? readTime(wall, form, zone) : undefined
  return ms === undefined ? undefined : msToInstant(ms)
}

const feeHeader = 'Fees (NC)'

/** A fee that stands in several columns becomes one. */
function feeParts({ feeParts: names }: Profile, headers: readonly string[]): Step | undefined {
  if (names === undefined) return undefined
  const index = headerIndex(headers)
  const columns = names.flatMap((name) => index.get(headerName(name)) ?? [])
  if (columns.length === 0 || index.has(headerName(feeHeader))) return undefined
  return {
    added: [feeHeader],
    apply: (cells) => {
      let sum = 0
      let said = false
      for (const column of columns) {
        const text = cells[column] ?? ''
        // Parts have more decimals than the currency: they are added up before anything is rounded.
        const read = readAmount(text, 'CLF', { unit: 'major', decimals: 'round' })
        if ('problem' in read) return [text]
        if (!Number.isNaN(read.minor)) {
          sum += read.minor
          said = true
        }
      }
      return [said ? decimal(sum) : '']
    },
  }
}

/** CLF has four decimals; no other currency of use here has as many. */
const decimal = (sum: number) => `${sum < 0 ? '-' : ''}${Math.trunc(Math.abs(sum) / 10_000)}.${String(Math.abs(sum) % 10_000).padStart(4, '0')}`
