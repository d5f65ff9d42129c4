import { defineRepository, type ReadContext, type WriteContext } from '../../platform/store/repository'
import {
  adoptEntry,
  allEntries,
  archiveEntry,
  type Entry,
  type EntryFaults,
  type EntryFields,
  insertEntry,
  updateEntry,
} from './entry.repository'

const faults = {
  tags: {
    table: 'campaign_tags',
    notFound: 'campaigns.tagNotFound',
    changedMeanwhile: 'campaigns.changedMeanwhile',
    taken: 'campaigns.keyTaken',
    uniqueField: 'key',
  },
  channels: {
    table: 'campaign_channels',
    notFound: 'campaigns.channelNotFound',
    changedMeanwhile: 'campaigns.changedMeanwhile',
    taken: 'campaigns.codeTaken',
    uniqueField: 'code',
  },
  campaigns: {
    table: 'campaigns',
    notFound: 'campaigns.notFound',
    changedMeanwhile: 'campaigns.changedMeanwhile',
    taken: 'campaigns.nameTaken',
    uniqueField: 'name',
  },
} satisfies Record<string, EntryFaults>

export type EntryKind = keyof typeof faults

/** Counting a campaign's links stops here: nobody decides by the number behind it. */
export const linksCountedTo = 1000

export const campaignsRepository = defineRepository({
  name: 'campaigns',
  reads: {
    all: (context: ReadContext): Record<EntryKind, Entry[]> => ({
      tags: allEntries(context, 'campaign_tags'),
      channels: allEntries(context, 'campaign_channels'),
      campaigns: allEntries(context, 'campaigns'),
    }),
    /** How many links carry each of these campaign names, counted up to {@link linksCountedTo}. */
    linkCounts: ({ sql }: ReadContext, names: string[]): number[] =>
      names.map((name) => {
        const row = sql('SELECT count(*) AS n FROM (SELECT 1 FROM links WHERE campaign = ? LIMIT ?)').get(name, linksCountedTo)
        return (row as { n: number }).n
      }),
  },
  writes: {
    insert: (context: WriteContext, input: { kind: EntryKind; id: string; entry: EntryFields; by: string }): Entry =>
      insertEntry(context, faults[input.kind], input),
    update: (
      context: WriteContext,
      input: { kind: EntryKind; id: string; rev: number; entry: EntryFields; by: string },
    ): Entry => updateEntry(context, faults[input.kind], input),
    archive: (context: WriteContext, input: { kind: EntryKind; id: string; archived: boolean; by: string }): Entry =>
      archiveEntry(context, faults[input.kind], input),
    /** Takes rows of another workspace over; one whose key stands here is left. Says how many were made. */
    adopt: (context: WriteContext, input: { kind: EntryKind; rows: { id: string; entry: EntryFields }[]; by: string }): number =>
      input.rows.filter(({ id, entry }) => adoptEntry(context, faults[input.kind], { id, entry, by: input.by })).length,
  },
  priorities: { adopt: 'bulk' },
})
