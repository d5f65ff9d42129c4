import { basename, dirname, join } from 'node:path'

declare const __MINIDESK_VERSION__: string | undefined
declare const __CONTRACT_HASH__: string | undefined

/** Version of the program; `0.0.0` where it was not built, as in tests. */
export const version = typeof __MINIDESK_VERSION__ === 'string' ? __MINIDESK_VERSION__ : '0.0.0'

/** What both ends of the contract were built from. */
export const contractHash = typeof __CONTRACT_HASH__ === 'string' ? __CONTRACT_HASH__ : 'unbuilt'

/** `out/main`; this file itself may have been put into a chunk below it. */
const here = import.meta.dirname
const mainDir = basename(here) === 'chunks' ? dirname(here) : here

/** Built files of the worker threads. */
export const workers = {
  store: join(mainDir, 'store-worker.js'),
  job: join(mainDir, 'job-worker.js'),
  image: join(mainDir, 'image-worker.js'),
  settlement: join(mainDir, 'settlement-worker.js'),
  reconciliation: join(mainDir, 'reconciliation-worker.js'),
}

/** The built renderer. */
export const rendererDir = join(mainDir, '..', 'renderer')

/** What comes with the program: beside the archive where it is packaged, in the project where it is not. */
export const resourcesDir = resourcesBeside(mainDir)

/** @param main `…/out/main`, in a packaged program inside `app.asar` */
export function resourcesBeside(main: string): string {
  const root = dirname(dirname(main))
  return join(basename(root) === 'app.asar' ? dirname(root) : root, 'resources')
}
