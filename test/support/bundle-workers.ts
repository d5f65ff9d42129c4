import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { build } from 'vite'
import { reportPage } from '../../report-page.plugin.mjs'

export const root = resolve(import.meta.dirname, '../..')

export interface Bundled {
  /** Path of a bundled entry, by its name. */
  path(name: string): string
  remove(): void
}

/**
 * Builds entries of the main process as the product's build does, for tests that need real threads or a process of its
 * own. They lie inside the checkout, because the native module is found from there.
 */
export async function bundle(entries: Record<string, string>): Promise<Bundled> {
  const parent = join(root, 'node_modules', '.cache')
  mkdirSync(parent, { recursive: true })
  const outDir = mkdtempSync(join(parent, 'minidesk-test-'))
  await build({
    configFile: false,
    root,
    logLevel: 'error',
    plugins: [reportPage()],
    resolve: { alias: { '@shared': join(root, 'shared') } },
    define: { __MINIDESK_VERSION__: '"0.0.0-test"', __CONTRACT_HASH__: '"test"' },
    ssr: { noExternal: true, external: ['better-sqlite3'] },
    build: {
      ssr: true,
      outDir,
      target: 'node22',
      minify: false,
      rolldownOptions: {
        input: Object.fromEntries(Object.entries(entries).map(([name, path]) => [name, join(root, path)])),
        external: ['better-sqlite3'],
        output: { format: 'es', entryFileNames: '[name].mjs', chunkFileNames: 'chunks/[name]-[hash].mjs' },
      },
    },
  })
  return {
    path: (name) => join(outDir, `${name}.mjs`),
    remove: () => rmSync(outDir, { recursive: true, force: true }),
  }
}

/** The kinds of threads. */
export const workerEntries = {
  store: 'electron/store-worker.ts',
  job: 'electron/job-worker.ts',
  image: 'electron/image-worker.ts',
  settlement: 'electron/settlement-worker.ts',
  reconciliation: 'electron/reconciliation-worker.ts',
}
