import { stat } from 'node:fs/promises'
import { defineJob } from '../../../../platform/jobs/define-job'
import { type Refused, unpack, type Unpacked } from '../intake/unpack'
import type { SettlementFolders } from '../paths'
import { checkOne, type CheckHost } from './check-one'

export const readIntakeKind = 'settlement.files.read'

export interface ReadIntakeInput {
  intakeId: string
  files: { path: string; name: string }[]
}

export interface ReadIntakeHost extends CheckHost {
  folders(): Promise<SettlementFolders>
  /** Notes what came out of one file that was handed in. */
  taken(index: number, files: Unpacked[], refused: Refused[]): Promise<void>
  /** Which of the files that were handed in are still to be taken. */
  left(): Promise<number[]>
  /** Files that are kept and not read yet. */
  waiting(): Promise<string[]>
}

/** Takes files in and reads each. After a kill it goes on with what is kept; nothing is taken twice. */
export const readIntake = defineJob<ReadIntakeInput, ReadIntakeHost>({
  kind: readIntakeKind,
  run: async ({ files }, { host, signal, progress, stopping }) => {
    const folders = await host.folders()
    for (const index of await host.left()) {
      signal.throwIfAborted()
      const file = files[index]
      if (!file) continue
      // What was handed in and not kept yet does not outlive the program.
      if (!(await stat(file.path).catch(() => undefined))) await host.taken(index, [], [{ name: file.name, code: 'settlement.uploadLost', params: { file: file.name } }])
      else {
        const { files: taken, refused } = await unpack(file, folders)
        await host.taken(index, taken, refused)
      }
    }
    const waiting = await host.waiting()
    progress({ totalItems: waiting.length })
    for (const [done, id] of waiting.entries()) {
      signal.throwIfAborted()
      if (stopping()) return
      await checkOne(id, host, { signal, progress: () => undefined })
      progress({ doneItems: done + 1 })
    }
  },
})
