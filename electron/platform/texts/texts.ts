import {
  compile,
  createCoreContext,
  registerMessageCompiler,
  registerMessageResolver,
  resolveValue,
  translate,
} from '@intlify/core-base'
import en from '@shared/texts/en'
import zhCN from '@shared/texts/zh-CN'

registerMessageCompiler(compile)
registerMessageResolver(resolveValue)

// The library derives types from the shape of the messages; a tree of any depth sends that into the void.
const context = (locale: string, messages: unknown): unknown =>
  (createCoreContext as (options: object) => unknown)({
    locale,
    messages: { [locale]: messages },
    missingWarn: false,
    fallbackWarn: false,
  })
const contexts: Record<'zh-CN' | 'en', unknown> = { 'zh-CN': context('zh-CN', zhCN), en: context('en', en) }

const lookUp = translate as unknown as (context: unknown, key: string, params: object) => unknown

/** A text for something that the main process writes itself: a file, a notice, the command line. */
export function textFor(locale: 'zh-CN' | 'en', key: string, params: Record<string, string | number> = {}): string {
  const text = lookUp(contexts[locale], key, params)
  return typeof text === 'string' ? text : key
}
