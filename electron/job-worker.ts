import { parentPort } from 'node:worker_threads'
import { makeBackup } from './features/backups'
import { linkJobs } from './features/links/jobs'
import { orderImportJobs } from './features/payments/imports/jobs'
import { orderJobs } from './features/payments/orders/jobs'
import { refundJobs } from './features/payments/refunds/jobs'
import { settlementFileJobs } from './features/settlement/files/jobs'
import { serveJobs } from './platform/jobs/run-job'

if (!parentPort) throw new Error('job-worker must run in a worker thread')
serveJobs(parentPort, [...linkJobs, ...orderJobs, ...orderImportJobs, ...refundJobs, ...settlementFileJobs, makeBackup])
import { reconciliationJobs } from './features/settlement/reconciliation/jobs'
import { serveJobs } from './platform/jobs/run-job'

if (!parentPort) throw new Error('job-worker must run in a worker thread')
serveJobs(parentPort, [...linkJobs, ...orderJobs, ...orderImportJobs, ...refundJobs, ...reconciliationJobs, makeBackup])
import { billJobs } from './features/settlement/bills/jobs'
import { serveJobs } from './platform/jobs/run-job'

if (!parentPort) throw new Error('job-worker must run in a worker thread')
serveJobs(parentPort, [...linkJobs, ...orderJobs, ...orderImportJobs, ...refundJobs, ...billJobs, makeBackup])
import { feeJobs } from './features/settlement/fees/jobs'
import { serveJobs } from './platform/jobs/run-job'

if (!parentPort) throw new Error('job-worker must run in a worker thread')
serveJobs(parentPort, [...linkJobs, ...orderJobs, ...orderImportJobs, ...refundJobs, ...feeJobs, makeBackup])
