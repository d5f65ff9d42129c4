import { fileURLToPath } from 'node:url'
import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vitest/config'
import { reportPage } from './report-page.plugin.mjs'

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url))

export default defineConfig({
  plugins: [vue(), reportPage()],
  resolve: {
    alias: { '@shared': at('./shared'), '@renderer': at('./renderer'), electron: at('./test/doubles/electron.ts') },
  },
  test: {
    include: [
      '{shared,electron,renderer}/**/*.test.ts',
      'test/{contract,security,unit,chaos}/**/*.test.ts',
      'test/packaging/**/*.test.ts',
    ],
    pool: 'threads',
    maxWorkers: 2,
    restoreMocks: true,
    // Element Plus' style entries are CSS: Vite must load them, not Node.
    server: { deps: { inline: [/element-plus\/es\/components\/[^/]+\/style\//] } },
    testTimeout: 20_000,
    hookTimeout: 30_000,
  },
})
