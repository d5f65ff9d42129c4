import type { WorkspaceKind } from '@shared/contract/accounts'
import { Fault } from '../../platform/errors/fault'
import { defineRepository, type WriteContext } from '../../platform/store/repository'

interface Identity {
  id: string
  kind: WorkspaceKind
}

export const workspaceRepository = defineRepository({
  name: 'workspace',
  reads: {},
  writes: {
    /**
     * The database bears the id and the kind of its workspace, written when it is made. Another workspace's database in
     * this folder, or a live one under a card that says practice, is refused: its calls would go to the wrong place.
     * @throws Fault `workspaces.otherDatabase`
     */
    identify: ({ sql }: WriteContext, expected: Identity): void => {
      sql('INSERT INTO workspace (only, id, kind) VALUES (1, @id, @kind) ON CONFLICT (only) DO NOTHING').run(expected)
      const found = sql('SELECT id, kind FROM workspace').get() as Identity
      if (found.id !== expected.id || found.kind !== expected.kind)
        throw new Fault('workspaces.otherDatabase', { params: { expected: expected.kind, found: found.kind } })
    },
  },
})
