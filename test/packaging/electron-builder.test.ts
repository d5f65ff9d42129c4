import { existsSync, readFileSync, statSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Configuration } from 'electron-builder'
import { beforeAll, describe, expect, it } from 'vitest'
import { resourcesBeside } from '../../electron/shells/build-info'

const root = fileURLToPath(new URL('../../', import.meta.url))
const require = createRequire(import.meta.url)

interface ConfigModule {
  getConfig(projectDir: string, configPath: string | null, options: null): Promise<Configuration>
  validateConfiguration(config: Configuration, debugLogger: object): Promise<void>
}
interface Filter {
  (file: string, stat: { isDirectory(): boolean }): boolean
}
interface MatcherModule {
  FileMatcher: new (
    from: string,
    to: string,
    expand: (pattern: string) => string,
    patterns?: string[],
  ) => {
    createFilter(): Filter
  }
}

// The packager's own loader, schema and file matcher, which its command line uses.
const { getConfig, validateConfiguration } = require('app-builder-lib/out/util/config/config') as ConfigModule
const { FileMatcher } = require('app-builder-lib/out/fileMatcher') as MatcherModule
const { DebugLogger } = require('builder-util') as { DebugLogger: new (enabled: boolean) => object }

let config: Configuration

beforeAll(async () => {
  config = await getConfig(root, 'electron-builder.yml', null)
})

type Patterns = (string | { filter: string[] })[]

/** Plain patterns; the loader collects those of the file's top level in one object. */
function plain(patterns: unknown): string[] {
  return ((patterns ?? []) as Patterns).flatMap((pattern) => (typeof pattern === 'string' ? [pattern] : pattern.filter))
}

/** The patterns for a platform in the order in which the packager applies them. */
function filesOf(platform: 'win' | 'mac' | 'linux'): string[] {
  return [...plain(config.files), ...plain(config[platform]?.files)]
}

/** Whether a file of a production dependency is packed; only what is excluded counts there, as in the packager. */
function packs(platform: 'win' | 'mac' | 'linux', arch: string, file: string): boolean {
  const excludes = filesOf(platform).filter((pattern) => pattern.startsWith('!'))
  const matcher = new FileMatcher(root, root, (pattern) => pattern.replaceAll('${arch}', arch), ['**/*', ...excludes])
  return matcher.createFilter()(join(root, file), { isDirectory: () => false })
}

describe('electron-builder.yml', () => {
  it("is valid by electron-builder's own schema", async () => {
    await expect(validateConfiguration(config, new DebugLogger(false))).resolves.toBeUndefined()
  })

  it('is refused by that schema when an option is misspelt', async () => {
    const misspelt = { ...config, electronFuse: {} } as Configuration
    await expect(validateConfiguration(misspelt, new DebugLogger(false))).rejects.toThrow('electronFuse')
  })

  it('makes the installers of the three systems', () => {
    expect(config.win?.target).toEqual([{ target: 'nsis', arch: ['x64', 'arm64'] }])
    expect(config.mac?.target).toEqual([{ target: 'dmg', arch: ['x64', 'arm64'] }])
    expect((config.linux?.target as { target: string }[]).map(({ target }) => target)).toEqual(['AppImage', 'deb'])
  })

  it('flips the fuses: no plain Node, no injected options, only the signed archive', () => {
    expect(config.electronFuses).toEqual({
      runAsNode: false,
      enableCookieEncryption: true,
      enableNodeOptionsEnvironmentVariable: false,
      enableNodeCliInspectArguments: false,
      enableEmbeddedAsarIntegrityValidation: true,
      onlyLoadAppFromAsar: true,
      loadBrowserProcessSpecificV8Snapshot: false,
      grantFileProtocolExtraPrivileges: false,
    })
    expect(config.asar).toBe(true)
    expect(config.disableAsarIntegrity).toBe(false)
  })

  it('hardens the macOS application and asks for just-in-time code alone', () => {
    expect(config.mac).toMatchObject({ hardenedRuntime: true })
    expect(config.mac?.entitlementsInherit).toBe(config.mac?.entitlements)
    const plist = readFileSync(join(root, config.mac?.entitlements ?? ''), 'utf8')
    expect([...plist.matchAll(/<key>(.*?)<\/key>/g)].map(([, key]) => key)).toEqual(['com.apple.security.cs.allow-jit'])
  })

  it("claims no address scheme and publishes nothing; a feed would need the publisher's name", () => {
    expect(config.protocols).toBeUndefined()
    const updates = config.publish !== null && config.publish !== undefined
    if (updates) expect(config.win?.signtoolOptions?.publisherName).toBeTruthy()
    expect(updates).toBe(false)
  })

  it('compiles nothing', () => {
    expect(config).toMatchObject({ npmRebuild: false, nodeGypRebuild: false, buildDependenciesFromSource: false })
  })

  it('starts what the build makes', () => {
    const { main, dependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
      main: string
      dependencies: Record<string, string>
    }
    expect(main).toBe('out/main/desktop.js')
    expect(plain(config.files)).toContain('out/**')
    // All else is bundled by the build: a dependency here is shipped a second time.
    expect(Object.keys(dependencies)).toEqual(['better-sqlite3'])
  })

  it.each([
    ['win', 'x64', 'win32-x64'],
    ['win', 'arm64', 'win32-arm64'],
    ['mac', 'x64', 'darwin-x64'],
    ['mac', 'arm64', 'darwin-arm64'],
    ['linux', 'x64', 'linux-x64'],
    ['linux', 'arm64', 'linux-arm64'],
  ] as const)('packs for %s %s the database library of that system alone', (platform, arch, own) => {
    const all = ['win32-x64', 'win32-arm64', 'darwin-x64', 'darwin-arm64', 'linux-x64', 'linux-arm64', 'linuxmusl-x64']
    const file = (name: string) => `node_modules/better-sqlite3/prebuilds/${name}.node`
    for (const name of all) expect(existsSync(join(root, file(name))), name).toBe(true)
    expect(all.filter((name) => packs(platform, arch, file(name)))).toEqual([own])
  })

  it.each(['win', 'mac', 'linux'] as const)(
    'packs for %s the code of the database library without its sources',
    (platform) => {
      expect(packs(platform, 'x64', 'node_modules/better-sqlite3/lib/index.js')).toBe(true)
      expect(packs(platform, 'x64', 'node_modules/better-sqlite3/package.json')).toBe(true)
      expect(packs(platform, 'x64', 'node_modules/better-sqlite3/deps/sqlite3/sqlite3.c')).toBe(false)
      expect(packs(platform, 'x64', 'node_modules/better-sqlite3/src/better_sqlite3.cpp')).toBe(false)
      expect(packs(platform, 'x64', 'node_modules/node-addon-api/napi.h')).toBe(false)
    },
  )

  it('leaves the memory of the bootstrap out', () => {
    const patterns = filesOf('linux')
    const filter = new FileMatcher(root, root, (pattern) => pattern, patterns).createFilter()
    const packed = (file: string) => filter(join(root, file), { isDirectory: () => false })
    expect(packed('out/main/desktop.js')).toBe(true)
    expect(packed('package.json')).toBe(true)
    expect(packed('out/.start/build.sha256')).toBe(false)
    expect(packed('electron/application.ts')).toBe(false)
    expect(packed('out/main/desktop.js.map')).toBe(false)
  })

  it('ships the font of printed papers where the program looks for it', () => {
    const [all] = config.extraResources as { from: string; to: string; filter: string[] }[]
    expect(all).toMatchObject({ from: 'resources', to: 'resources' })
    const ships = new FileMatcher(join(root, 'resources'), '', (pattern) => pattern, all?.filter ?? []).createFilter()
    const shipped = (file: string) => ships(join(root, 'resources', file), { isDirectory: () => false })
    expect(shipped('fonts/NotoSansSC-Regular.ttf')).toBe(true)
    expect(shipped('fonts/OFL.txt')).toBe(true)
    expect(resourcesBeside('/opt/MiniDesk/resources/app.asar/out/main')).toBe(join('/opt/MiniDesk/resources/resources'))
    expect(resourcesBeside('/project/out/main')).toBe(join('/project/resources'))
  })

  it('puts libraries beside the archive, where the operating system can load them', () => {
    const unpack = new FileMatcher(root, root, (pattern) => pattern, plain(config.asarUnpack)).createFilter()
    const unpacked = (file: string) => unpack(join(root, file), { isDirectory: () => false })
    expect(unpacked('node_modules/better-sqlite3/prebuilds/linux-x64.node')).toBe(true)
    expect(unpacked('node_modules/better-sqlite3/lib/index.js')).toBe(false)
  })
})

describe('what electron-builder.yml names', () => {
  const launcherOf = (platform: 'win' | 'mac' | 'linux') => {
    return (config[platform]?.extraResources as [{ from: string; to: string }])[0]
  }

  it('is there', () => {
    const named = [
      config.directories?.buildResources,
      config.mac?.entitlements,
      ...(['win', 'mac', 'linux'] as const).flatMap((platform) => [
        config[platform]?.icon as string,
        launcherOf(platform).from,
      ]),
      ...(config.extraResources as { from: string }[]).map(({ from }) => from),
    ]
    for (const path of named) expect(existsSync(join(root, path ?? 'undefined')), path ?? 'undefined').toBe(true)
  })

  it('has an icon from which those of all systems can be made', () => {
    const png = readFileSync(join(root, config.win?.icon as string))
    expect(png.subarray(1, 4).toString()).toBe('PNG')
    expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([1024, 1024])
  })

  it('has a launcher for the command line that can be run', () => {
    expect(launcherOf('win')).toEqual({ from: 'resources/build/launcher/minidesk.cmd', to: 'bin/minidesk.cmd' })
    expect(launcherOf('mac').to).toBe('bin/minidesk')
    expect(launcherOf('linux').to).toBe('bin/minidesk')
    if (process.platform !== 'win32') expect(statSync(join(root, launcherOf('linux').from)).mode & 0o111).toBe(0o111)
  })
})
