import { describe, expect, it } from 'vitest'
import en from '../../texts/en/link-rules.json'
import zh from '../../texts/zh-CN/link-rules.json'
import { abilityReasons, issueCodes, schemeNotices, schemeProblems } from './index'

const languages = { 'zh-CN': zh.linkRules, en: en.linkRules }
const placeholders = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name)

describe.each(Object.entries(languages))('texts in %s', (_language, texts) => {
  it('has a text for every issue, and none for an issue that does not exist', () => {
    expect(Object.keys(texts.issues).sort()).toEqual(Object.keys(issueCodes).sort())
  })

  it('uses only parameters that the issue carries', () => {
    const carried: Record<string, readonly string[]> = issueCodes
    for (const [code, text] of Object.entries(texts.issues)) {
      expect(text.trim(), code).not.toBe('')
      for (const name of placeholders(text)) expect(carried[code], code).toContain(name)
    }
  })

  it('has a text for every reason and every answer of the scheme reader', () => {
    expect(Object.keys(texts.abilities).sort()).toEqual([...abilityReasons].sort())
    expect(Object.keys(texts.scheme).sort()).toEqual([...schemeProblems, ...schemeNotices].sort())
  })
})

describe('both languages', () => {
  it('name the same parameters', () => {
    const chinese: Record<string, string> = zh.linkRules.issues
    for (const [code, text] of Object.entries(en.linkRules.issues)) {
      expect(placeholders(chinese[code] ?? '').sort().join(), code).toBe(placeholders(text).sort().join())
    }
  })
})
