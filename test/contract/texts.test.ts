import { globSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import en from '@shared/texts/en'
import zhCN from '@shared/texts/zh-CN'
import { allCommands } from '@shared/contract'
import { geoProviderKinds } from '../../electron/upstream/geocoding'
import { paymentProviders } from '../../electron/upstream/payments/registry'
import { refusalCodes } from '../../electron/upstream/wechat/errors'

const root = resolve(import.meta.dirname, '../..')

/** Keys that no code spells out, by their beginning, each with where it is put together. */
const computed: { prefix: string; because: string }[] = [
  { prefix: 'settlementFiles.profiles.', because: 'ready mappings are named by provider and layout, with a dot between' },
  { prefix: 'errors.wechat.', because: 'electron/upstream/wechat/errors.ts puts `wechat.` before the name of a refusal' },
  { prefix: 'errors.fields.', because: 'field codes come from the checks of shared/domain, which know no texts' },
  { prefix: 'linkRules.', because: 'issues, abilities and sources of shared/domain/links are looked up by their code' },
  { prefix: 'permissions.', because: 'permissions have dots of their own: `permissions.${permission}`' },
  { prefix: 'jobs.kinds.', because: 'kinds of jobs have dots of their own: `jobs.kinds.${job.kind}`' },
  { prefix: 'today.kinds.', because: 'kinds of to-dos have dots of their own: `today.kinds.${kind}`' },
  { prefix: 'today.sources.', because: 'sources of to-dos have dots of their own: `today.sources.${id}`' },
  { prefix: 'payments.notificationReasons.', because: 'reasons of a provider have dots of their own: `payments.notificationReasons.${reason.code}`' },
  { prefix: 'payments.refundWarnings.', because: 'renderer/features/payments/refunds/parts/useRefundWords.ts looks warnings up by their code' },
  { prefix: 'payments.batchIssues.', because: 'renderer/features/payments/refunds/parts/useRefundWords.ts looks issues up by their code' },
  { prefix: 'payments.approvalReasons.', because: 'renderer/features/payments/refunds/parts/useRefundWords.ts looks reasons up by their code' },
  { prefix: 'reportPage.', because: 'renderer/report-page carries this area alone and asks without its name; electron/features/reports/writers.test.ts looks after them' },
  { prefix: 'libraryPage.', because: 'renderer/report-page carries this area alone and asks without its name; electron/features/reports/writers.test.ts looks after them' },
  { prefix: 'reportFiles.', because: 'electron/features/reports/writers ask for them without their area; writers.test.ts beside them looks after them' },
  { prefix: 'identity.guide.', because: 'electron/features/identity/guide names words by the end of their key' },
  { prefix: 'spreadsheets.', because: 'notices of the sheet readers are looked up by their code' },
]

/** Key → text. */
function flat(texts: object, prefix = ''): Map<string, string> {
  const found = new Map<string, string>()
  for (const [key, value] of Object.entries(texts) as [string, unknown][]) {
    if (typeof value === 'string') found.set(prefix + key, value)
    else for (const [inner, text] of flat(value as object, `${prefix}${key}.`)) found.set(inner, text)
  }
  return found
}

/** The parameters of a text; what stands in quotes is a literal. */
const paramsOf = (text: string): string[] =>
  [...new Set([...text.matchAll(/\{\s*([A-Za-z_]\w*)\s*\}/gu)].map((match) => match[1] ?? ''))].sort()

const chinese = flat(zhCN)
const english = flat(en)
const namespaces = new Set([...chinese.keys()].map((key) => key.split('.')[0]))

const sources = globSync('{electron,renderer,shared}/**/*.{ts,vue}', { cwd: root })
  .filter((path) => !/\.(test|fixture)\.ts$|[\\/]testing[\\/]|^shared[\\/]texts[\\/]/u.test(path))
  .map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') }))
const behind = sources.filter(({ path }) => path.startsWith('electron'))

/** Every text in quotes, also those in the attributes of templates. */
const literals = new Set(sources.flatMap(({ text }) => [...text.matchAll(/(["'])([\w.-]+)\1/gu)].map((match) => match[2] ?? '')))
/** Every key that is put together, as a pattern: `links.states.${state}`. */
const patterns = sources
  .flatMap(({ text }) => [...text.matchAll(/`([A-Za-z]\w*(?:\.[\w-]+)*\.[^`\s]*\$\{[^`]*)`/gu)].map((match) => match[1] ?? ''))
  .filter((template) => namespaces.has(template.split('.')[0]) && !template.startsWith('errors.'))
  .map((template) => {
    const parts = template.split(/\$\{[^}]*\}/u).map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/gu, String.raw`\$&`))
    return new RegExp(`^${parts.join('[^.]+')}$`, 'u')
  })

function isUsed(key: string): boolean {
  if (literals.has(key) || patterns.some((pattern) => pattern.test(key))) return true
  if (computed.some(({ prefix }) => key.startsWith(prefix))) return true
  // A failure's text is used where its code is thrown.
  return key.startsWith('errors.') && literals.has(key.slice('errors.'.length))
}

interface Named {
  path: string
  code: string
}
const missingOf = (found: Named[], prefix: string) => [
  ...new Set(
    found
      .filter(({ code }) => !chinese.has(prefix + code) || !english.has(prefix + code))
      .map(({ path, code }) => `${prefix}${code}  (${path})`),
  ),
]
const named = (pattern: RegExp, among = behind): Named[] =>
  among.flatMap(({ path, text }) =>
    [...text.matchAll(pattern)].flatMap((match) => match.slice(1).flatMap((code) => (code === undefined ? [] : [{ path, code }]))),
  )

describe('the texts', () => {
  it('are the same keys in both languages', () => {
    expect([...chinese.keys()].filter((key) => !english.has(key)), 'missing in English').toEqual([])
    expect([...english.keys()].filter((key) => !chinese.has(key)), 'missing in Chinese').toEqual([])
  })

  it('take the same parameters in both languages', () => {
    const differing = [...chinese].filter(([key, text]) => paramsOf(text).join() !== paramsOf(english.get(key) ?? '').join())
    expect(differing.map(([key]) => key)).toEqual([])
  })

  it('are filled and no copies of their key', () => {
    const odd = [...chinese, ...english].filter(([key, text]) => text === '' || text === key)
    expect(odd.map(([key]) => key)).toEqual([])
  })

  it('say something in Chinese in Chinese', () => {
    const untranslated = [...chinese].filter(([key, text]) => text === english.get(key) && /[a-z]{4,} [a-z]{3,}/iu.test(text))
    expect(untranslated.map(([key]) => key)).toEqual([])
  })
})

describe('every text that is asked for exists', () => {
  it('by a screen or by the main process', () => {
    const asked = named(/(?:\b|\$)(?:t|te|textFor|sayText|text)\(\s*(?:[\w.]+,\s*|'zh-CN',\s*|'en',\s*)?'([A-Za-z]\w*(?:\.[\w-]+)+)'/gu, sources).filter(
      ({ code }) => namespaces.has(code.split('.')[0]),
    )
    const inTemplates = named(/keypath="([^"]+)"/gu, sources)
    expect(asked.length).toBeGreaterThan(100)
    expect(missingOf([...asked, ...inTemplates], '')).toEqual([])
  })

  it('by a literal in a list of screens, columns or commands', () => {
    const inLists = named(/\b(?:title|label|titleKey|labelKey|textKey|messageKey|summaryKey|keywords)(?:Key)?:\s*'([A-Za-z]\w*(?:\.[\w-]+)+)'/gu, sources)
    expect(missingOf(inLists.filter(({ code }) => namespaces.has(code.split('.')[0])), '')).toEqual([])
  })

  it('for each code of a failure', () => {
    const faults = [
      ...named(/new Fault\(\s*'([^']+)'/gu),
      ...named(/new Fault\(\s*[^'`()]*\?\s*'([^']+)'\s*:\s*'([^']+)'/gu),
      ...refusalCodes().map((code) => ({ path: 'electron/upstream/wechat/errors.ts', code })),
    ]
    expect(faults.length).toBeGreaterThan(100)
    expect(missingOf(faults, 'errors.')).toEqual([])
  })

  it('for each code at a field', () => {
    const fields = [
      ...named(/\bpath(?::[^{}]*?)?,\s*code:\s*'([^']+)'/gu),
      ...named(/\bpath(?::[^{}]*?)?,\s*code:\s*[^'{}]*?'[^']*'?[^'{}]*\?\s*'([^']+)'\s*:\s*'([^']+)'/gu),
    ]
    expect(fields.length).toBeGreaterThan(10)
    expect(missingOf(fields, 'errors.fields.')).toEqual([])
  })

  it('for each reason why a row of a sheet is refused', () => {
    const rows = named(/refuse\('\w+', '(\w+)'/gu, behind.filter(({ path }) => path.includes('links')))
    expect(rows.length).toBeGreaterThan(2)
    expect(missingOf(rows, 'linkRules.issues.')).toEqual([])
  })

  it('for each payment provider, for its methods, fields and facts', () => {
    const keys = paymentProviders.flatMap(({ kind, traits }) => [
      `payments.kinds.${kind}`,
      `calls.systems.${traits.system}`,
      ...traits.methods.map(({ id }) => `payments.methods.${id}`),
      ...traits.methods.flatMap(({ asks }) => asks.map((name) => `payments.asked.${name}`)),
      ...traits.fields.map(({ name }) => `payments.fields.${name}`),
      ...traits.keys.map((name) => `payments.fields.${name}`),
      ...traits.facts.map(({ key }) => `payments.facts.${key}`),
    ])
    expect(keys.length).toBeGreaterThan(100)
    expect(missingOf(keys.map((code) => ({ path: 'electron/upstream/payments/registry.ts', code })), '')).toEqual([])
  })

  it('for each geocoding provider, for its facts, its help and its troubles', () => {
    const keys = geoProviderKinds.flatMap(({ traits, troubles }) => [
      `geocoding.providers.${traits.id}.name`,
      traits.place,
      ...traits.facts.map(({ key }) => key),
      ...traits.help.steps.map(({ key }) => key),
      ...Object.keys(troubles).map((code) => `errors.${code}`),
    ])
    expect(missingOf(keys.map((code) => ({ path: 'electron/upstream/geocoding/registry.ts', code })), '')).toEqual([])
  })

  it('for each permission', () => {
    const accesses = [...allCommands().values()].map(({ access }) => access).filter((access) => access !== 'public' && access !== 'signedIn')
    expect(missingOf(accesses.map((code) => ({ path: 'shared/contract/permissions.ts', code })), 'permissions.')).toEqual([])
  })
})

describe('every text that exists', () => {
  it('is asked for somewhere', () => {
    expect([...chinese.keys()].filter((key) => !isUsed(key))).toEqual([])
  })

  it('that is computed is declared with a reason, and no reason is left over', () => {
    for (const { prefix, because } of computed) {
      expect(because.length).toBeGreaterThan(10)
      expect([...chinese.keys()].some((key) => key.startsWith(prefix)), prefix).toBe(true)
    }
  })
})
