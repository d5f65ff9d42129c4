import { createHash } from 'node:crypto'
import type { GeoPlan } from '@shared/contract/geocoding-batches'
import { fieldsOf, planAddress } from '@shared/domain/geo-batches'
import type { AddressQuestion, GeoAsking } from '../ports'
import type { PlannedRow } from './plans.repository'
import type { Reason } from './records'

/** What is put together from the cells of a row. */
export interface RowAddress {
  address: string
  country: string
  problem: Reason | null
}

export interface RowRules {
  headers: readonly string[]
  mapping: Readonly<Record<string, string>>
  plan: Pick<GeoPlan, 'template' | 'country' | 'stripPersonal'>
}

export function rowAddress(cells: readonly string[], { headers, mapping, plan }: RowRules): RowAddress {
  const { address, country, problem } = planAddress(fieldsOf(cells, headers, mapping), plan)
  return { address, country, problem: problem ? { params: {}, ...problem } : null }
}

/**
 * By what two rows are known to ask the same: 128 bits of a digest, because an address of 2,000 characters is no key for
 * an index. Null where there is nothing to ask.
 */
export function questionOf({ address, country, problem }: RowAddress, asking: Pick<GeoAsking, 'normalised'>): string | null {
  if (problem) return null
  return createHash('sha256').update(`${country}\n${asking.normalised(address)}`).digest('base64url').slice(0, 22)
}

/** Numbers rows by what they ask; the first with a question leads the others. One for each plan of a whole batch. */
export class Questions {
  readonly #first = new Map<string, number>()
  readonly #asking: Pick<GeoAsking, 'normalised'>

  constructor(asking: Pick<GeoAsking, 'normalised'>) {
    this.#asking = asking
  }

  planned(row: RowAddress & { rowNo: number }): PlannedRow {
    const question = questionOf(row, this.#asking)
    const first = question === null ? undefined : this.#first.get(question)
    if (question !== null && first === undefined) this.#first.set(question, row.rowNo)
    return { ...row, question, sameAs: first ?? null }
  }
}

/** The question as the desk knows it. */
export function askedOf(provider: string, row: { address: string; country: string }, plan: GeoPlan): AddressQuestion {
  return { provider, address: row.address, area: plan.area, country: row.country, language: plan.language }
}

/** The providers that a plan can come to ask. */
export function providersOf({ mode, providers }: Pick<GeoPlan, 'mode' | 'providers'>): string[] {
  return mode === 'first' ? providers.slice(0, 1) : [...new Set(providers)]
}
