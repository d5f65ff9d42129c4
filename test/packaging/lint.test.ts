import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { ESLint } from 'eslint'
import tseslint from 'typescript-eslint'
import { describe, expect, it } from 'vitest'

const root = fileURLToPath(new URL('../../', import.meta.url))
const lint = new ESLint({ cwd: root })

/** The same rules for a file that is not on the disk, so without those that need its types. */
const plantedLint = new ESLint({
  cwd: root,
  overrideConfig: [
    { files: ['**/*.ts', '**/*.vue'], ...tseslint.configs.disableTypeChecked },
    { files: ['**/*.ts', '**/*.vue'], languageOptions: { parserOptions: { project: false } } },
  ],
})

async function reported(file: string, text: string): Promise<string[]> {
  const [result] = await plantedLint.lintText(text, { filePath: join(root, file) })
  const messages = result?.messages ?? []
  const broken = messages.find(({ fatal }) => fatal === true)
  if (broken) throw new Error(broken.message)
  return messages.map(({ ruleId }) => ruleId ?? '')
}

interface Ban {
  rule: string
  text: string
  refusedIn: string[]
  approvedIn: string[]
}

const feature = 'electron/features/links/planted.ts'
const screen = 'renderer/features/links/planted.ts'
const unitTest = 'electron/features/links/planted.test.ts'

const bans: Ban[] = [
  {
    rule: 'log-through-platform',
    text: "console.log('x')",
    refusedIn: [feature, screen, 'shared/domain/planted.ts'],
    approvedIn: [unitTest],
  },
  {
    rule: 'random-from-crypto',
    text: 'export const id = Math.random()',
    refusedIn: [feature, screen],
    approvedIn: [unitTest],
  },
  {
    rule: 'time-from-clock',
    text: 'export const now = new Date()',
    refusedIn: [
      feature,
      'electron/platform/jobs/planted.ts',
      'electron/upstream/wechat/planted.ts',
      'electron/bridge/planted.ts',
    ],
    approvedIn: ['electron/platform/clock/clock.ts', screen, unitTest],
  },
  {
    rule: 'time-from-clock',
    text: 'export const now = Date.now()',
    refusedIn: [feature],
    approvedIn: ['electron/platform/clock/clock.ts'],
  },
  {
    rule: 'spawn-through-platform',
    text: "import { spawn } from 'node:child_process'\nexport default spawn",
    refusedIn: [feature, 'electron/platform/jobs/planted.ts', 'electron/bridge/planted.ts'],
    approvedIn: [
      'electron/platform/files/open-external.ts',
      'electron/shells/loopback/planted.ts',
      unitTest,
      'test/e2e/planted.ts',
    ],
  },
  {
    rule: 'mail-through-upstream',
    text: "export const mail = async () => (await import('nodemailer')).createTransport({})",
    refusedIn: [feature, 'electron/sandbox/mail/planted.ts', 'electron/upstream/wechat/planted.ts', screen],
    approvedIn: ['electron/upstream/mail/planted.ts', unitTest],
  },
  {
    rule: 'open-external-through-wrapper',
    text: "import { shell } from 'electron'\nvoid shell.openExternal('https://a.test')",
    refusedIn: ['electron/shells/desktop/window.ts'],
    approvedIn: ['electron/shells/desktop/open-external.ts'],
  },
  {
    rule: 'open-external-through-wrapper',
    text: "import { shell } from 'electron'\nexport const { openExternal } = shell",
    refusedIn: ['electron/shells/desktop/window.ts'],
    approvedIn: ['electron/shells/desktop/open-external.ts'],
  },
  {
    rule: 'copy-database-through-backup',
    text: "import { copyFile } from 'node:fs/promises'\nawait copyFile('a.db', 'b.db')",
    refusedIn: ['electron/platform/store/planted.ts', 'electron/platform/backup/planted.ts'],
    approvedIn: ['electron/platform/files/planted.ts'],
  },
  {
    rule: 'http-through-platform',
    text: "await fetch('https://a.test')",
    refusedIn: [feature, screen, 'electron/platform/jobs/planted.ts'],
    approvedIn: [
      'electron/platform/http/planted.ts',
      'electron/upstream/wechat/planted.ts',
      'renderer/app/transport/planted.ts',
      unitTest,
    ],
  },
  {
    rule: 'http-through-platform',
    text: "import axios from 'axios'\nexport default axios",
    refusedIn: [feature],
    approvedIn: ['electron/platform/http/planted.ts'],
  },
  {
    rule: 'http-through-platform',
    text: "import { request } from 'node:http'\nexport default request",
    refusedIn: [feature],
    approvedIn: ['electron/shells/loopback/planted.ts'],
  },
  {
    rule: 'text-from-texts',
    text: "export const title = '生成链接'",
    refusedIn: [feature, screen, 'electron/shells/desktop/menu.ts'],
    approvedIn: ['electron/sandbox/wechat/planted.ts', unitTest, 'shared/domain/planted.ts'],
  },
  {
    rule: 'text-from-texts',
    text: 'export const title = (n: number) => `共 ${n} 个`',
    refusedIn: [feature],
    approvedIn: [unitTest],
  },
  {
    rule: 'text-from-texts',
    text: '<script setup lang="ts">\n</script>\n<template><button>生成</button></template>',
    refusedIn: ['renderer/features/links/Planted.vue'],
    approvedIn: [],
  },
  {
    rule: 'text-from-texts',
    text: '<script setup lang="ts">\n</script>\n<template><input placeholder="路径"></template>',
    refusedIn: ['renderer/features/links/Planted.vue'],
    approvedIn: [],
  },
  {
    rule: 'sql-in-repositories',
    text: "export const sql = 'SELECT id FROM links'",
    refusedIn: [feature, 'electron/features/links/service.ts', 'electron/platform/jobs/planted.ts'],
    approvedIn: [
      'electron/features/links/repository.ts',
      'electron/platform/store/planted.ts',
      'electron/platform/audit/planted.ts',
      'electron/migrations/0001.ts',
      unitTest,
    ],
  },
  {
    rule: 'sql-in-repositories',
    text: 'export const sql = (t: string) => `\n  DELETE FROM ${t}`',
    refusedIn: [feature],
    approvedIn: ['electron/features/links/repository.ts'],
  },
  { rule: 'no-inner-html', text: "document.body.innerHTML = '<b>'", refusedIn: [screen], approvedIn: [unitTest] },
]

describe('a planted breach', () => {
  const refused = bans.flatMap(({ rule, text, refusedIn }) =>
    refusedIn.map((file) => [`house/${rule}`, file, text] as const),
  )
  const approved = bans.flatMap(({ rule, text, approvedIn }) =>
    approvedIn.map((file) => [`house/${rule}`, file, text] as const),
  )

  it.each(refused)('of %s is reported in %s', async (rule, file, text) => {
    expect(await reported(file, text)).toContain(rule)
  })

  it.each(approved)('of %s is none in %s', async (rule, file, text) => {
    expect(await reported(file, text)).not.toContain(rule)
  })

  it('is known for every rule of the house', async () => {
    const config = (await lint.calculateConfigForFile(join(root, feature))) as {
      plugins: { house: { rules: Record<string, unknown> } }
    }
    expect([...new Set(bans.map(({ rule }) => rule))].sort()).toEqual(Object.keys(config.plugins.house.rules).sort())
  })

  it('may be worded as ordinary English', async () => {
    expect(await reported(feature, "export const hint = 'Select a row, update it, then delete the others'")).toEqual([])
  })

  it('of v-html is reported', async () => {
    const text =
      '<script setup lang="ts">\ndefineProps<{ html: string }>()\n</script>\n<template><p v-html="html" /></template>'
    expect(await reported('renderer/features/links/Planted.vue', text)).toContain('vue/no-v-html')
  })
})

describe('the rules that need types', () => {
  const files = [
    feature,
    screen,
    'renderer/features/links/Planted.vue',
    'shared/domain/planted.ts',
    'test/e2e/planted.ts',
  ]
  const rules = [
    'no-floating-promises',
    'no-misused-promises',
    'no-explicit-any',
    'no-non-null-assertion',
    'switch-exhaustiveness-check',
  ]

  it.each(files)('are errors in %s', async (file) => {
    const config = (await lint.calculateConfigForFile(join(root, file))) as { rules: Record<string, [number]> }
    for (const rule of rules) expect(config.rules[`@typescript-eslint/${rule}`]?.[0], rule).toBe(2)
  })

  const planted = [
    'export const later = (): Promise<void> => Promise.resolve()',
    '// A promise that nobody waits for.',
    'later()',
  ].join('\n')
  it.each([
    ['a file', 'renderer/ui/text/instant.ts', planted, 3],
    ['a component', 'renderer/ui/text/CopyText.vue', inComponent('setup'), 5],
    ['a generic component', 'renderer/ui/table/HeaderCell.vue', inComponent('setup generic="Row"'), 5],
  ])('see the types in %s, and report the line', async (_, file, text, line) => {
    const [result] = await lint.lintText(text, { filePath: join(root, file) })
    expect(result?.messages.filter(({ fatal }) => fatal === true)).toEqual([])
    expect(result?.messages).toContainEqual(
      expect.objectContaining({ ruleId: '@typescript-eslint/no-floating-promises', line }),
    )
  })
})

/** A component whose fifth line is a promise that nobody waits for, which only the type of an imported name tells. */
function inComponent(script: string): string {
  return [
    '<template><p>{{ later }}</p></template>',
    `<script ${script} lang="ts">`,
    "import { nextTick } from 'vue'",
    'const later = nextTick',
    'later()',
    '</script>',
  ].join('\n')
}
