import { resolve } from 'node:path'
import { build } from 'vite'

/**
 * Builds one worker entry with all it imports to `<outDir>/<name>.mjs`, as the product's build does, for tests and
 * measurements that run without it. `root` is the checkout.
 * @returns the path to give to `new Worker`
 */
export async function bundleWorker(root: string, entry: string, outDir: string, name: string): Promise<string> {
  await build({
    configFile: false,
    root,
    logLevel: 'error',
    resolve: { alias: { '@shared': resolve(root, 'shared') } },
    ssr: { noExternal: true },
    build: {
      ssr: resolve(root, entry),
      outDir,
      emptyOutDir: false,
      target: 'node22',
      rolldownOptions: { output: { entryFileNames: `${name}.mjs` } },
    },
  })
  return resolve(outDir, `${name}.mjs`)
}
