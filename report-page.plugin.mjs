import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { build } from 'vite'

const name = 'virtual:report-page'
const folder = fileURLToPath(new URL('./renderer/report-page/', import.meta.url))

/**
 * Gives the main process the programs of the self-contained report pages as text: each bundled into one classic script
 * without imports, so that a page can carry it inside.
 * @returns {import('vite').Plugin}
 */
export function reportPage() {
  /** @type {Promise<string> | undefined} */
  let module
  return {
    name: 'report-page',
    resolveId: (id) => (id === name ? `\0${name}` : null),
    load: (id) => (id === `\0${name}` ? (module ??= source()) : null),
  }
}

async function source() {
  const script = await bundled('main.ts')
  const libraryScript = await bundled('library.ts')
  const style = readFileSync(`${folder}page.css`, 'utf8').replaceAll(/\s*\n\s*/gu, '\n')
  return Object.entries({ script, libraryScript, style })
    .map(([key, text]) => `export const ${key} = ${JSON.stringify(text)}`)
    .join('\n')
}

/** @param {string} entry */
async function bundled(entry) {
  const result = await build({
    configFile: false,
    logLevel: 'error',
    resolve: { alias: { '@shared': fileURLToPath(new URL('./shared', import.meta.url)) } },
    build: {
      write: false,
      minify: true,
      target: 'chrome111',
      modulePreload: { polyfill: false },
      rolldownOptions: { input: folder + entry, output: { format: 'iife' } },
    },
  })
  const [output] = Array.isArray(result) ? result : [result]
  const chunk = output && 'output' in output ? output.output.find((each) => each.type === 'chunk') : undefined
  if (!chunk) throw new Error(`${entry} gave no script`)
  // What would end the element that the script stands in.
  return chunk.code.replaceAll(/<\/(script)/giu, String.raw`<\/$1`).replaceAll('<!--', String.raw`\x3c!--`)
}
