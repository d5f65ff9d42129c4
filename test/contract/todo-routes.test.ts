import { globSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { expect, it } from 'vitest'

const root = resolve(import.meta.dirname, '../..')
const textOf = (path: string) => readFileSync(join(root, path), 'utf8')
const found = (pattern: RegExp, paths: readonly string[]) =>
  paths.flatMap((path) => [...textOf(path).matchAll(pattern)].map(({ 1: text = '' }) => ({ path, text })))

/** A place in a path that is filled: `:id` of a screen, `${id}` of a link. A name that is spelled out is no id. */
const filled = ':'
const screens = new Set(found(
  /\bpath: '(\/[^']*)'/gu,
  globSync('renderer/**/*.ts', { cwd: root }).filter((path) => !/\.(test|fixture)\.ts$/u.test(path)),
).map(({ text }) => text.replaceAll(/:\w+(\([^)]*\))?[?*+]?/gu, filled)))

it('every to-do and link of the main process leads to a screen that exists', () => {
  const asked = found(/\bto: ['`](\/[^'`]*)['`]/gu, globSync('electron/features/**/*.ts', { cwd: root }))
  expect(asked.length).toBeGreaterThan(30)
  const lost = asked.filter(({ text }) => !screens.has(text.replaceAll(/\$\{[^}]*\}/gu, filled).split('?')[0] ?? ''))
  expect(lost).toEqual([])
})
