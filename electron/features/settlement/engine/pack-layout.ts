import type { MatchKey } from '@shared/contract/settlement-reconciliation'
import { z } from 'zod'
import { type TextColumn, textColumns } from './pack-types'

/**
 * A pack as it lies in a file: `magic`, then for each group of rows one block a column, then a directory of all blocks as
 * JSON, then a trailer of 24 bytes: place, length and CRC-32 of the directory, and `magic` again. Every block has its own
 * CRC-32, checked when it is read. Words are little-endian.
 */
export const magic = 0x4d44_5041
export const layoutVersion = 1
export const headBytes = 8
export const trailerBytes = 24

/** Rows of a group: lines of a group then differ by less than 2^16. */
export const groupRows = 32_768

export const numberColumns = [
  'line',
  'kind',
  'outcome',
  'currency',
  'atMs',
  'amountMinor',
  'feeMinor',
  'settledMinor',
  'balanceMinor',
  'offset',
  'length',
] as const
export type NumberColumn = (typeof numberColumns)[number]

/** The texts that rows find each other by; each has a column of hashes beside its texts. */
export const keyColumns = ['wechatNo', 'merchantNo', 'providerNo', 'refundNo', 'providerRefundNo', 'group'] as const satisfies readonly (MatchKey & TextColumn)[]

const range = { at: z.int().min(0), bytes: z.int().min(0), crc: z.int().min(0) }

/**
 * A column of numbers of one group. `same`: every row has `base` (null: none has it); `u8`, `u16`, `u32`: the value is
 * `base + step * n`, the largest `n` stands for none; `f64`: as it is.
 */
const NumberBlock = z.union([
  z.object({ as: z.literal('same'), base: z.number().nullable() }),
  z.object({ as: z.enum(['u8', 'u16', 'u32']), base: z.number(), step: z.number(), ...range }),
  z.object({ as: z.literal('f64'), ...range }),
])
export type NumberBlock = z.infer<typeof NumberBlock>

/** A column of texts of one group: every row has `text`, or the lengths of all rows in so many bytes and then the texts. */
const TextBlock = z.union([
  z.object({ as: z.literal('same'), text: z.string() }),
  z.object({ as: z.enum(['l8', 'l16', 'l32']), ...range }),
])
export type TextBlock = z.infer<typeof TextBlock>

/** Two words a row; null where no row has such a number. */
const HashBlock = z.object(range).nullable()
export type HashBlock = z.infer<typeof HashBlock>

const Group = z.object({
  rows: z.int().min(1).max(groupRows),
  /** In the order of {@link numberColumns}, {@link textColumns}, {@link keyColumns}. */
  numbers: z.array(NumberBlock).length(numberColumns.length),
  texts: z.array(TextBlock).length(textColumns.length),
  hashes: z.array(HashBlock).length(keyColumns.length),
})
export type Group = z.infer<typeof Group>

const Summary = z.object({
  rows: z.int().min(0),
  months: z.array(z.string()),
  sums: z.array(z.object({ kind: z.string(), outcome: z.string(), currency: z.string(), count: z.int(), minor: z.int(), feeMinor: z.int() })),
  /** Null of a pack in which no row says when. */
  firstAtMs: z.number().nullable(),
  lastAtMs: z.number().nullable(),
})

export const Directory = z.object({ version: z.literal(layoutVersion), currencies: z.array(z.string()), groups: z.array(Group), summary: Summary })
export type Directory = z.infer<typeof Directory>
