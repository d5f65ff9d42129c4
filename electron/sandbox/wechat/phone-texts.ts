import en from '@shared/texts/en/phone.json'
import zh from '@shared/texts/zh-CN/phone.json'

export type PhoneLanguage = 'zh-CN' | 'en'

type KeysOf<T, Prefix extends string> = {
  [K in keyof T & string]: T[K] extends string ? `${Prefix}${K}` : KeysOf<T[K], `${Prefix}${K}.`>
}[keyof T & string]

/** Key of a text of the phone page, written out in full wherever it is used. */
export type PhoneKey = KeysOf<typeof zh.phone, 'phone.'>

export type Translate = (key: PhoneKey, params?: Record<string, string | number>) => string

const trees: Record<PhoneLanguage, unknown> = { 'zh-CN': zh, en }

function lookUp(tree: unknown, key: string): string {
  let node: unknown = tree
  for (const name of key.split('.')) {
    node = typeof node === 'object' && node !== null ? (node as Record<string, unknown>)[name] : undefined
  }
  return typeof node === 'string' ? node : key
}

/** Texts of the phone page in one language; `{name}` is replaced, and what is put in is not looked at again. */
export function phoneTexts(language: PhoneLanguage): Translate {
  return (key, params = {}) =>
    lookUp(trees[language], key).replace(/\{(\w+)\}/g, (whole, name: string) => String(params[name] ?? whole))
}
