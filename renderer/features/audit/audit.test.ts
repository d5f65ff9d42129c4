// @vitest-environment happy-dom
import { mount } from '@vue/test-utils'
import { allCommands } from '@shared/contract'
import en from '@shared/texts/en'
import zh from '@shared/texts/zh-CN'
import { createI18n } from 'vue-i18n'
import { describe, expect, it } from 'vitest'
import { defineComponent, h } from 'vue'
import { z } from 'zod'
import { actionKey, factLimit, factsOf } from './facts'
import { readHead } from './head-text'
import { type AuditWords, useAuditWords } from './useAuditWords'

function words(locale: 'zh-CN' | 'en' = 'zh-CN'): AuditWords {
  let made: AuditWords | undefined
  const i18n = createI18n({ legacy: false, locale, messages: { 'zh-CN': zh as never, en: en as never } })
  mount(defineComponent({ setup: () => ((made = useAuditWords()), () => h('p')) }), { global: { plugins: [i18n] } })
  if (!made) throw new Error('not set up')
  return made
}

const effects = [...allCommands()].filter(([, { kind }]) => kind === 'effect')
/** Each area names its own effects; together they name all. */
const own = { 'zh-CN': zh['audit'], en: en['audit'] } as Record<'zh-CN' | 'en', { actions: object; fields: object }>

/** Names of all fields and the choices that a command's recorded input can have. */
function inputNames(): { fields: Set<string>; choices: Set<string> } {
  const fields = new Set<string>()
  const choices = new Set<string>()
  const walk = (schema: unknown, path: readonly string[], secrets: readonly string[]): void => {
    if (typeof schema !== 'object' || schema === null) return
    for (const [word, value] of Object.entries(schema as Record<string, unknown>)) {
      if (word === 'properties')
        for (const [name, property] of Object.entries(value as Record<string, unknown>)) {
          if (secrets.includes([...path, name].join('.'))) continue
          fields.add(name)
          walk(property, [...path, name], secrets)
        }
      // The names that a record may have are names of fields.
      else if (word === 'propertyNames') for (const name of (value as { enum?: string[] }).enum ?? []) fields.add(name)
      else if (word === 'enum' || word === 'const')
        for (const choice of [value].flat()) {
          if (typeof choice === 'string') choices.add(`${path.at(-1)}.${choice}`)
        }
      else walk(value, path, secrets)
    }
  }
  for (const [, { input, secrets }] of effects) walk(z.toJSONSchema(input, { io: 'input' }), [], secrets ?? [])
  return { fields, choices }
}

describe.each(['zh-CN', 'en'] as const)('the texts of the audit trail in %s', (locale) => {
  it('name every effect of the contract, and nothing else', () => {
    const keys = effects.map(([name]) => actionKey(name).replace('audit.actions.', ''))
    expect(Object.keys(own[locale].actions).sort()).toEqual(keys.sort())
    for (const [name] of effects) expect(words(locale).action(name)).not.toBe(name)
  })

  it('name every field that an effect records, and every choice', () => {
    const { fields, choices } = inputNames()
    const named = words(locale)
    for (const field of fields) expect(Object.keys(own[locale].fields), field).toContain(field)
    for (const choice of choices) {
      const [field = '', value = ''] = choice.split('.')
      expect(named.factValue({ path: [field], value }), choice).not.toBe(value)
    }
  })
})

describe('the words of an entry', () => {
  it('say done, or why not, without a hole where the log kept no value', () => {
    const { outcome, tone, reason } = words()
    expect(outcome({ outcome: 'done' })).toBe('已完成')
    expect(tone({ outcome: 'jobs.notFound' })).toBe('failed')
    expect(reason({ outcome: 'done', correlationId: 'c' })).toBe('')
    expect(reason({ outcome: 'jobs.notFound', correlationId: 'c' })).toBe('找不到这个任务，可能已被清理。请刷新列表。')
    expect(reason({ outcome: 'accounts.nameTaken', correlationId: 'c' })).toContain('“…”')
  })

  it('read an input as lines: named ways, booleans and choices as words', () => {
    const { factLabel, factValue } = words()
    const { facts, more } = factsOf({
      name: '前台',
      disabled: false,
      pages: ['pages/index', 'pages/room'],
      source: { kind: 'cells', cells: [] },
      note: '',
      made_by_a_newer_version: 1,
    })
    expect(more).toBe(0)
    expect(facts.map((fact) => `${factLabel(fact)}=${factValue(fact)}`)).toEqual([
      '名称=前台',
      '停用=否',
      '页面 · 1=pages/index',
      '页面 · 2=pages/room',
      '来源 · 类型=粘贴的单元格',
      '备注=（空）',
      'made_by_a_newer_version=1',
    ])
  })

  it('never draws a pasted sheet of ten thousand cells', () => {
    const { facts, more } = factsOf({ cells: Array.from({ length: 1000 }, () => Array(10).fill('x') as string[]) })
    expect(facts).toHaveLength(factLimit)
    expect(more).toBe(10_000 - factLimit)
  })
})

describe('the verdict', () => {
  it('says how many are intact, or which entry was changed, removed, moved or cut off', () => {
    const { verdict } = words()
    expect(verdict({ ok: true, checked: 1280 })).toBe('已核对 1,280 条，没有改动。')
    const bad = (kind: string) => verdict({ ok: false, checked: 4, firstBad: { seq: 5, kind } })
    expect(bad('edited')).toContain('第 5 条被改过')
    expect(bad('missing')).toContain('第 5 条不见了')
    expect(bad('cutOff')).toContain('末尾的记录被截掉')
    expect(bad('wrongKey')).toContain('不是用本工作区的密钥')
    expect(bad('a kind of damage that only a newer version knows')).toContain('第 5 条')
  })

  it('takes a head as people write it down, and says which half is wrong', () => {
    const mac = 'ab'.repeat(32)
    expect(readHead('', ' ')).toEqual({ ok: true, head: undefined })
    expect(readHead(' 12 ', mac.toUpperCase().replace(/(.{8})/g, '$1 '))).toEqual({ ok: true, head: { seq: 12, mac } })
    expect(readHead('12', '')).toEqual({ ok: false, mistakes: { mac: 'wrong' } })
    expect(readHead('0', mac)).toEqual({ ok: false, mistakes: { seq: 'wrong' } })
    expect(readHead('1.5', 'xyz')).toEqual({ ok: false, mistakes: { seq: 'wrong', mac: 'wrong' } })
  })
})
