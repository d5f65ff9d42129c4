import type { HandlersOf } from '@shared/contract'
import type { App } from '@shared/contract/apps'
import type { CallContext } from '../../bridge/context'
import { type IncomingDesk, type MappingMemory, openImport, previewOf, writeInChunks } from '../apps'
import { placeColumns } from './field-synonyms'
import { planPlaces } from './import-plan'
import type { PlacesService } from './service'

export interface PlacesDesk {
  incoming: IncomingDesk
  /** The mini programs that places refer to, and the memory of column mappings. */
  apps: MappingMemory & { all(): Promise<readonly App[]> }
}

const purpose = 'places'

export function placesCommands(
  service: PlacesService,
  { incoming, apps }: PlacesDesk,
): HandlersOf<'places', CallContext> {
  const plan = async (
    input: { fileId: string; mapping?: Record<string, string> | undefined },
    { signal }: CallContext,
  ) => {
    const file = incoming.require(input.fileId)
    const options = { purpose, fields: placeColumns, given: input.mapping, memory: apps, signal }
    const opened = await openImport(file, options)
    const ground = { places: await service.importGround(), apps: await apps.all() }
    return { opened, planned: planPlaces(opened.lines, ground) }
  }
  return {
    list: ({ archived }) => service.list(archived),
    create: (fields, { caller }) => service.create(fields, caller.operator.name),
    update: ({ id, rev, fields }, { caller }) => service.update(id, rev, fields, caller.operator.name),
    archive: ({ id, archived }, { caller }) => service.archive(id, archived, caller.operator.name),
    previewImport: async (input, context) => {
      const { opened, planned } = await plan(input, context)
      return previewOf(opened, planned, placeColumns)
    },
    import: async (input, context) => {
      const { opened, planned } = await plan(input, context)
      await apps.rememberMapping(purpose, opened.signature, opened.mapping)
      return writeInChunks(planned, (items) => service.importRows(items, context.caller.operator.name))
    },
  }
}
