import type { TodoSource } from '../../today'
import type { FilesParts } from './parts'

/** Files that wait for a person: to be mapped, to be loaded, or that could not be read. */
export function filesTodos({ repository }: Pick<FilesParts, 'repository'>): TodoSource {
  return {
    id: 'settlement.files',
    kinds: ['settlement.filesWaiting', 'settlement.filesFailed'],
    permission: 'settlement.import',
    roles: ['administrator', 'finance'],
    topics: ['settlementFiles.changed'],
    load: async () => {
      const { mapping, checked, failed, since } = await repository.waiting()
      const action = { key: 'today.todos.toSettlementFiles', to: '/settlement/files' }
      return [
        ...(mapping + checked === 0
          ? []
          : [{ id: 'settlement.filesWaiting', kind: 'settlement.filesWaiting', tone: 'attention' as const, title: { key: 'today.todos.settlementFilesWaiting', params: { mapping, checked } }, count: mapping + checked, ...(since === null ? {} : { since }), action }]),
        ...(failed === 0 ? [] : [{ id: 'settlement.filesFailed', kind: 'settlement.filesFailed', tone: 'failed' as const, title: { key: 'today.todos.settlementFilesFailed', params: { count: failed } }, count: failed, action }]),
      ]
    },
  }
}
