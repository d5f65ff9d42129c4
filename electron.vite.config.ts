import { createHash } from 'node:crypto'
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'electron-vite'
import { reportPage } from './report-page.plugin.mjs'

const root = fileURLToPath(new URL('.', import.meta.url))
const at = (path: string) => join(root, path)
const alias = { '@shared': at('shared'), '@renderer': at('renderer') }

/** Both ends carry it: a window that was loaded before an update notices that it must load again. */
function contractHash(): string {
  const hash = createHash('sha256')
  for (const file of globSync('shared/contract/*.ts', { cwd: root }).sort())
    if (!file.endsWith('.test.ts')) hash.update(readFileSync(join(root, file)))
  return hash.digest('hex').slice(0, 16)
}

const { version } = JSON.parse(readFileSync(at('package.json'), 'utf8')) as { version: string }
const define = {
  __MINIDESK_VERSION__: JSON.stringify(version),
  __CONTRACT_HASH__: JSON.stringify(contractHash()),
}

export default defineConfig({
  main: {
    // fflate's build for Node declares a `require` of its own, beside the one that electron-vite adds to such a chunk.
    resolve: { alias: { ...alias, fflate: at('node_modules/fflate/esm/browser.js') } },
    define,
    plugins: [reportPage()],
    build: {
      outDir: 'out/main',
      target: 'node22',
      minify: false,
      // Everything but the native module is bundled: one file opens faster than hundreds, and a packaged program
      // carries no second copy in node_modules.
      externalizeDeps: { include: ['better-sqlite3', 'electron'] },
      rollupOptions: {
        external: ['better-sqlite3', 'electron'],
        input: {
          desktop: at('electron/shells/desktop/main.ts'),
          loopback: at('electron/shells/loopback/main.ts'),
          cli: at('electron/shells/cli/main.ts'),
          'store-worker': at('electron/store-worker.ts'),
          'job-worker': at('electron/job-worker.ts'),
          'image-worker': at('electron/image-worker.ts'),
          'settlement-worker': at('electron/settlement-worker.ts'),
          'reconciliation-worker': at('electron/reconciliation-worker.ts'),
        },
        output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: 'chunks/[name]-[hash].js' },
      },
    },
  },
  preload: {
    resolve: { alias },
    define,
    build: {
      outDir: 'out/preload',
      externalizeDeps: false,
      rollupOptions: {
        input: { preload: at('electron/shells/desktop/preload.ts') },
        // A sandboxed preload is one CommonJS file.
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    root: at('renderer'),
    resolve: { alias },
    define: { ...define, __VUE_OPTIONS_API__: 'true', __VUE_PROD_DEVTOOLS__: 'false', __INTLIFY_PROD_DEVTOOLS__: 'false', __VUE_I18N_LEGACY_API__: 'false', __VUE_I18N_FULL_INSTALL__: 'false' },
    plugins: [vue()],
    build: {
      outDir: at('out/renderer'),
      emptyOutDir: true,
      target: 'chrome120',
      minify: true,
      modulePreload: { polyfill: false },
      assetsInlineLimit: 0,
      rollupOptions: { input: { index: at('renderer/index.html') } },
    },
  },
})
