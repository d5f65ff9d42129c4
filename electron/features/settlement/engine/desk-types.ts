import type { CountedSum, EntryKind, EntryOutcome, Month } from '@shared/contract/settlement-values'
import type { ScanEncoding } from './scan-types'
import type { Entry } from './types'

/** A pack that is asked about; in lists their order is the order of the answer. */
export interface DeskPack {
  fileId: string
  path: string
  /** Only these rows of it, rising. */
  rows?: Uint32Array
}

export interface DeskFilter {
  /** Empty: all. */
  kinds?: readonly EntryKind[] | undefined
  outcomes?: readonly EntryOutcome[] | undefined
  currency?: string | undefined
  /** Counted in Asia/Shanghai. */
  month?: Month | undefined
  /** Part of a number, title, place or state; capital letters count as small ones where all of it is written so. */
  text?: string | undefined
}

/** A row of a pack with its place. */
export interface DeskRow {
  fileId: string
  row: number
  entry: Entry
}

export interface DeskQuestions {
  page: {
    input: { packs: readonly DeskPack[]; filter: DeskFilter; cursor?: string | undefined; limit: number; count: boolean }
    /** `hits` up to 1,000; 0 where nothing was to be counted. */
    answer: { rows: DeskRow[]; nextCursor: string | undefined; hits: number; hitsCapped: boolean }
  }
  /** By currency, in the order of their codes. */
  sums: { input: { packs: readonly DeskPack[]; filter: DeskFilter }; answer: CountedSum[] }
  /** Rows that have exactly this number, in any of their columns of numbers. */
  find: { input: { packs: readonly DeskPack[]; number: string; limit: number }; answer: DeskRow[] }
  /** In the order in which they were asked for; rows that are not there are left out. */
  rows: { input: { packs: readonly DeskPack[]; refs: readonly { fileId: string; row: number }[] }; answer: DeskRow[] }
  /** A row as it stands in the unpacked original. */
  raw: { input: { path: string; encoding: ScanEncoding; offset: number; length: number }; answer: string }
}
export type DeskMethod = keyof DeskQuestions

/** A question on its way to the thread. */
export type DeskRequest = { [M in DeskMethod]: { id: number; method: M; input: DeskQuestions[M]['input'] } }[DeskMethod]

/** Answers about rows of packs, away from the main thread. Faults of packs (`settlement.packMissing`, …) come as they are. */
export interface QueryDesk {
  ask<M extends DeskMethod>(method: M, input: DeskQuestions[M]['input']): Promise<DeskQuestions[M]['answer']>
  close(): Promise<void>
}
