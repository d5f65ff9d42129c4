import { parentPort } from 'node:worker_threads'
import { makeBackup } from './features/backups'
import { geoBatchJobs } from './features/geocoding/batches/jobs'
import { identityJobs } from './features/identity/jobs'
import { linkJobs } from './features/links/jobs'
import { orderImportJobs } from './features/payments/imports/jobs'
import { orderJobs } from './features/payments/orders/jobs'
import { refundJobs } from './features/payments/refunds/jobs'
import { reportJobs } from './features/reports/jobs'
import { billJobs } from './features/settlement/bills/jobs'
import { feeJobs } from './features/settlement/fees/jobs'
import { settlementFileJobs } from './features/settlement/files/jobs'
import { reconciliationJobs } from './features/settlement/reconciliation/jobs'
import { serveJobs } from './platform/jobs/run-job'

if (!parentPort) throw new Error('job-worker must run in a worker thread')
const settlementJobs = [...settlementFileJobs, ...billJobs, ...reconciliationJobs, ...feeJobs]
serveJobs(parentPort, [
  ...linkJobs,
  ...orderJobs,
  ...orderImportJobs,
  ...refundJobs,
  ...settlementJobs,
  ...reportJobs,
  ...geoBatchJobs,
  ...identityJobs,
  makeBackup,
])
