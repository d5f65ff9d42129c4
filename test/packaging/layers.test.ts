import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const root = fileURLToPath(new URL('../../', import.meta.url))
const configFile = join(root, '.dependency-cruiser.cjs')
const config = createRequire(import.meta.url)(configFile) as { forbidden: { name: string }[] }

/** A small house in which everybody keeps to the rules. */
const house = {
  'tsconfig.json': JSON.stringify({
    compilerOptions: { paths: { '@shared/*': ['./shared/*'], '@renderer/*': ['./renderer/*'] } },
  }),
  'shared/domain/money.ts': 'export const cents = 100',
  'shared/domain/signature.ts': 'export const canonical = 1',
  'shared/contract/links.ts': "import { cents } from '@shared/domain/money'\nexport const links = cents",
  'shared/contract/links.test.ts': "import { readFileSync } from 'node:fs'\nexport const read = readFileSync",
  'renderer/main.ts':
    "import { links } from '@shared/contract/links'\nimport './features/links/index'\nexport default links",
  'renderer/ui/table.ts': 'export const table = 1',
  'renderer/features/links/index.ts':
    "import { inner } from './inner'\nimport '../apps/index'\nexport const links = inner",
  'renderer/features/links/inner.ts': "import { table } from '@renderer/ui/table'\nexport const inner = table",
  'renderer/features/apps/index.ts': "import { screen } from './screen'\nexport const apps = screen",
  'renderer/features/apps/screen.ts': 'export const screen = 1',
  'electron/platform/http/client.ts': 'export const client = 1',
  'electron/upstream/wechat/index.ts':
    "import { client } from '../../platform/http/client'\nexport const wechat = client",
  'electron/upstream/wechat/index.test.ts':
    "import { standIn } from '../../sandbox/wechat/index'\nexport default standIn",
  'electron/sandbox/wechat/index.ts': 'export const standIn = 1',
  'electron/features/apps/index.ts': "import { service } from './service'\nexport const apps = service",
  'electron/features/apps/service.ts': 'export const service = 1',
  'electron/features/links/index.ts':
    "import '../apps/index'\nimport { wechat } from '../../upstream/wechat'\nexport const links = wechat",
  'electron/bridge/router.ts': "import { links } from '@shared/contract/links'\nexport const router = links",
  'electron/practice.ts': "import { standIn } from './sandbox/wechat/index'\nexport const practice = standIn",
  'electron/workspace.ts': "import { practice } from './practice'\nexport const workspace = practice",
  'electron/application.ts':
    "import { workspace } from './workspace'\nimport './features/links'\nexport const application = workspace",
  'electron/shells/cli/main.ts': "import { application } from '../../application'\nexport default application",
  'electron/shells/desktop/main.ts': "import { app } from 'electron'\nimport '../../application'\nexport default app",
}

/** For each rule one file that breaks it, and nothing else that it needs. */
const breaches: Record<string, [file: string, text: string]> = {
  'renderer-without-electron': ['renderer/app/renderer-without-electron.ts', "import '../../electron/bridge/router'"],
  'renderer-without-node': ['renderer/app/renderer-without-node.ts', "import 'node:fs'"],
  'shared-stands-alone': [
    'shared/domain/shared-stands-alone.ts',
    "import type { table } from '@renderer/ui/table'\nexport type A = typeof table",
  ],
  'shared-without-node': ['shared/domain/shared-without-node.ts', "import 'node:crypto'"],
  'domain-below-contract': ['shared/domain/domain-below-contract.ts', "import '@shared/contract/links'"],
  'only-the-desktop-shell-imports-electron': [
    'electron/platform/vault/only-the-desktop-shell-imports-electron.ts',
    "import 'electron'",
  ],
  'features-through-their-index': [
    'electron/features/links/features-through-their-index.ts',
    "import '../apps/service'",
  ],
  'renderer-features-through-their-index': [
    'renderer/features/links/renderer-features-through-their-index.ts',
    "import '@renderer/features/apps/screen'",
  ],
  'ui-below-features': ['renderer/ui/ui-below-features.ts', "import '../features/apps/index'"],
  'platform-below-the-rest': [
    'electron/platform/jobs/platform-below-the-rest.ts',
    "import '../../features/links/index'",
  ],
  'upstream-below-features': [
    'electron/upstream/wechat/upstream-below-features.ts',
    "import '../../features/links/index'",
  ],
  'bridge-knows-no-feature': ['electron/bridge/bridge-knows-no-feature.ts', "import '../features/links/index'"],
  'only-the-root-imports-sandbox': [
    'electron/features/links/only-the-root-imports-sandbox.ts',
    "import '../../sandbox/wechat/index'",
  ],
  'sandbox-computes-for-itself': [
    'electron/sandbox/wechat/sandbox-computes-for-itself.ts',
    "import '@shared/domain/signature'",
  ],
  'only-shells-import-application': [
    'electron/features/links/only-shells-import-application.ts',
    "import '../../application'",
  ],
  'nothing-imports-a-shell': ['electron/bridge/nothing-imports-a-shell.ts', "import '../shells/cli/main'"],
  'shells-through-application': [
    'electron/shells/cli/shells-through-application.ts',
    "import '../../features/links/index'",
  ],
  'no-circles': [
    'electron/features/apps/service.ts',
    "import { apps } from './index'\nexport const service = () => apps",
  ],
  'no-test-code-in-the-product': ['shared/domain/no-test-code-in-the-product.ts', "import '../contract/links.test'"],
  'no-missing-module': ['electron/platform/store/no-missing-module.ts', "import './nowhere'"],
}

let folder: string
let sound: Violation[]
let broken: Violation[]

function write(files: Record<string, string>): void {
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, file)), { recursive: true })
    writeFileSync(join(folder, file), text)
  }
}

interface Violation {
  from: string
  to: string
  rule: { name: string }
}

/** What the tool of the test command reports for the folder. */
function violations(): Violation[] {
  const tool = join(root, 'node_modules/dependency-cruiser/bin/dependency-cruiser.mjs')
  const args = [tool, `--config=${configFile}`, '--output-type=json', 'electron', 'renderer', 'shared']
  const { stdout, stderr } = spawnSync(process.execPath, args, { cwd: folder, encoding: 'utf8' })
  if (stdout === '') throw new Error(stderr)
  return (JSON.parse(stdout) as { summary: { violations: Violation[] } }).summary.violations
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'minidesk-layers-'))
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'), 'junction')
  write(house)
  sound = violations()
  write(Object.fromEntries(Object.values(breaches)))
  broken = violations()
})

afterAll(() => {
  rmSync(join(folder, 'node_modules'))
  rmSync(folder, { recursive: true, force: true })
})

describe('the layers', () => {
  it('let a house pass that keeps to them', () => {
    expect(sound).toEqual([])
  })

  it('have a planted breach for every rule', () => {
    expect(Object.keys(breaches).sort()).toEqual(config.forbidden.map(({ name }) => name).sort())
  })

  it.each(Object.entries(breaches))('report %s by its name', (name, [file]) => {
    const here = broken.filter(({ from, to }) => from === file || to === file)
    expect(here.map(({ rule }) => rule.name)).toContain(name)
  })
})
