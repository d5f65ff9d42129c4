import { z } from 'zod'

/** An instant in UTC with milliseconds, always 24 characters: `2026-11-22T06:05:00.000Z`. */
export const Instant = z.iso.datetime({ precision: 3 }).length(24)

/** A calendar day `YYYY-MM-DD`; the zone it is counted in travels beside it. */
export const Day = z.iso.date()

/** An IANA time zone name, e.g. `Asia/Shanghai`. */
export const Zone = z.string().min(1).max(64)

/** Every range filter: both days inclusive, counted in `zone`. */
export const DayRange = z.strictObject({ fromDay: Day.optional(), toDay: Day.optional(), zone: Zone })
export type DayRange = z.infer<typeof DayRange>

/** An identifier that MiniDesk made itself (UUID version 7: sortable by time). */
export const Id = z.uuid()

/** Paging input of a large list: an opaque, stable cursor of the last page and how many rows to give. */
export const pageInput = { cursor: z.string().max(200).optional(), limit: z.int().min(1).max(500).default(100) }

/** A page of a large list; `hits` counts all rows that fit the filter, up to `hitsCapped`. */
export function pageOf<T extends z.ZodType>(row: T) {
  return z.object({
    rows: z.array(row),
    nextCursor: z.string().optional(),
    hits: z.int(),
    /** True when counting stopped at `hits` because more fit. */
    hitsCapped: z.boolean(),
  })
}

/** One line of text without control characters; trimmed. */
export const line = (max: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(max)
    // eslint-disable-next-line no-control-regex -- control characters are what is refused
    .regex(/^[^\u0000-\u001f\u007f]*$/u)

/** A file that the user may fetch once. */
export const FileTicket = z.object({ ticket: z.string(), name: z.string(), bytes: z.int() })
export type FileTicket = z.infer<typeof FileTicket>
