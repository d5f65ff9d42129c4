import { readdir, readFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import en from '@shared/texts/en/spreadsheets.json'
import zh from '@shared/texts/zh-CN/spreadsheets.json'
import { faultCodes, noticeCodes } from './types'

type Tree = { [key: string]: Tree | string }

function textAt(tree: Tree, key: string): string | undefined {
  let node: Tree | string | undefined = tree
  for (const part of key.split('.')) node = typeof node === 'object' ? node[part] : undefined
  return typeof node === 'string' ? node : undefined
}

function keysOf(tree: Tree, prefix = ''): string[] {
  return Object.entries(tree).flatMap(([key, node]) =>
    typeof node === 'string' ? [`${prefix}${key}`] : keysOf(node, `${prefix}${key}.`),
  )
}

const parameters = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).toSorted()

describe('texts of spreadsheets', () => {
  const keys = [...faultCodes.map((code) => `errors.${code}`), ...noticeCodes].toSorted()

  it('has exactly one text per code, in both languages, with the same parameters', () => {
    for (const tree of [zh, en]) expect(keysOf(tree).toSorted()).toEqual(keys)
    for (const key of keys) {
      expect([key, parameters(textAt(zh, key) ?? '')]).toEqual([key, parameters(textAt(en, key) ?? '')])
    }
  })

  it('holds nothing that the message syntax would take for its own', () => {
    for (const tree of [zh, en]) {
      for (const key of keysOf(tree)) expect(textAt(tree, key)?.replace(/\{\w+\}/g, '')).not.toMatch(/[@{}|]/)
    }
  })

  it('lists exactly the codes that the code uses', async () => {
    const used = new Set<string>()
    const folder = new URL('.', import.meta.url)
    for (const name of await readdir(folder)) {
      if (!name.endsWith('.ts') || name.endsWith('.test.ts') || name === 'types.ts') continue
      const source = await readFile(new URL(name, folder), 'utf8')
      for (const [, code] of source.matchAll(/'(spreadsheets\.[\w.]+)'/g)) used.add(code ?? '')
    }
    // These three are put together in worksheet.ts from the kind of notice that a cell gives.
    for (const kind of ['cellError', 'formulaWithoutValue', 'precision']) used.add(`spreadsheets.notices.${kind}`)
    expect([...used].toSorted()).toEqual([...faultCodes, ...noticeCodes].toSorted())
  })
})
