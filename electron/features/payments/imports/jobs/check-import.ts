import { defineJob } from '../../../../platform/jobs/define-job'
import { checkRows, type CheckRowsHost } from './check-rows'

/** Checks every row of an import again, after the mapping or the defaults were changed. */
export const checkImport = defineJob<{ importId: string }, CheckRowsHost>({
  kind: 'payments.imports.check',
  run: (_input, { host, signal, progress, stopping }) => checkRows(host, { signal, stopping, progress }),
})
