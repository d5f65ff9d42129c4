import type { HandlersOf } from '@shared/contract'
import type { CallContext } from '../../bridge/context'
import type { CampaignsService } from './service'

export function campaignsCommands(service: CampaignsService): HandlersOf<'campaigns', CallContext> {
  return {
    list: ({ archived }) => service.list(archived),
    get: ({ id }) => service.get(id),
    create: (fields, { caller }) => service.create(fields, caller.operator.name),
    update: ({ id, rev, fields }, { caller }) => service.update(id, rev, fields, caller.operator.name),
    archive: ({ id, archived }, { caller }) => service.archive(id, archived, caller.operator.name),
    channels: ({ archived }) => service.channels(archived),
    'channels.create': (fields, { caller }) => service.createChannel(fields, caller.operator.name),
    'channels.update': ({ id, rev, fields }, { caller }) => service.updateChannel(id, rev, fields, caller.operator.name),
    'channels.archive': ({ id, archived }, { caller }) => service.archiveChannel(id, archived, caller.operator.name),
    tags: ({ archived }) => service.tags(archived),
    'tags.create': (fields, { caller }) => service.createTag(fields, caller.operator.name),
    'tags.update': ({ id, rev, fields }, { caller }) => service.updateTag(id, rev, fields, caller.operator.name),
    'tags.archive': ({ id, archived }, { caller }) => service.archiveTag(id, archived, caller.operator.name),
  }
}
