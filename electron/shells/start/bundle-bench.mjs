// @ts-check
import { join } from 'node:path'
import { build } from 'vite'
import { reportPage } from '../../../report-page.plugin.mjs'
import { placesIn, projectRoot } from './places.mjs'

/**
 * Bundles the measurements (test/bench/bench.ts) as the product's build does, so that what is measured is built code.
 * A program of its own, because it needs the installed packages, and the bootstrap runs before there are any.
 */
await build({
  configFile: false,
  root: projectRoot,
  logLevel: 'error',
  plugins: [reportPage()],
  resolve: { alias: { '@shared': join(projectRoot, 'shared'), '@renderer': join(projectRoot, 'renderer') } },
  build: {
    ssr: true,
    outDir: join(placesIn(projectRoot).state, 'bench'),
    emptyOutDir: true,
    target: 'node22',
    rolldownOptions: {
      input: { bench: join(projectRoot, 'test/bench/bench.ts'), 'settlement-month': join(projectRoot, 'test/bench/settlement-month-run.ts') },
      output: { entryFileNames: '[name].mjs' },
    },
  },
})
