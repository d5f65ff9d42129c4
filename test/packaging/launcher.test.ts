import { spawnSync } from 'node:child_process'
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'

const source = fileURLToPath(new URL('../../resources/build/launcher/minidesk', import.meta.url))
const windowsSource = fileURLToPath(new URL('../../resources/build/launcher/minidesk.cmd', import.meta.url))

/** Stands in for the installed application: prints each argument on a line and ends with 3. */
const application = '#!/bin/sh\nfor a in "$@"; do printf "%s\\n" "$a"; done\nexit 3\n'

let home: string

/** An installation with the launcher in its resources, as electron-builder lays it out on Linux or macOS. */
function install(binary: string, resources: string): string {
  mkdirSync(dirname(join(home, binary)), { recursive: true })
  mkdirSync(join(home, resources, 'bin'), { recursive: true })
  writeFileSync(join(home, binary), application, { mode: 0o755 })
  const launcher = join(home, resources, 'bin/minidesk')
  copyFileSync(source, launcher)
  return launcher
}

function run(launcher: string, env: Record<string, string> = { DISPLAY: ':0' }) {
  const args = ['call', 'links.create', '{"name":"中 文 $HOME \\"x\\""}', '*']
  const { status, stdout, stderr } = spawnSync(launcher, args, {
    encoding: 'utf8',
    env: { PATH: '/usr/bin:/bin', ...env },
  })
  return { status, stderr, args: stdout.trimEnd().split('\n') }
}

const expected = ['call', 'links.create', '{"name":"中 文 $HOME \\"x\\""}', '*']

describe.runIf(process.platform !== 'win32')('the console launcher', () => {
  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), 'minidesk 启动 '))
  })
  afterEach(() => {
    rmSync(home, { recursive: true, force: true })
  })

  it('starts the application of Linux with every argument as it was given, and hands its exit code on', () => {
    expect(run(install('minidesk', 'resources'))).toEqual({ status: 3, stderr: '', args: ['--cli', ...expected] })
  })

  it('starts the application of macOS', () => {
    const launcher = install('Contents/MacOS/MiniDesk', 'Contents/Resources')
    expect(run(launcher)).toEqual({ status: 3, stderr: '', args: ['--cli', ...expected] })
  })

  it('works through a link on the search path', () => {
    const launcher = install('minidesk', 'resources')
    mkdirSync(join(home, 'usr/bin'), { recursive: true })
    symlinkSync(launcher, join(home, 'usr/bin/minidesk'))
    expect(run(join(home, 'usr/bin/minidesk')).args).toEqual(['--cli', ...expected])
  })

  it('needs no display', () => {
    expect(run(install('minidesk', 'resources'), {}).args).toEqual(['--ozone-platform=headless', '--cli', ...expected])
  })

  it('says so when the application is gone', () => {
    const launcher = install('minidesk', 'resources')
    rmSync(join(home, 'minidesk'))
    const { status, stderr } = run(launcher)
    expect(status).toBe(127)
    expect(stderr).toContain('install it again')
  })
})

describe('the console launcher of Windows', () => {
  it('is a script, for which cmd.exe waits, with line ends that cmd.exe reads', async () => {
    const { readFile } = await import('node:fs/promises')
    const text = await readFile(windowsSource, 'utf8')
    expect(
      text
        .split('\n')
        .slice(0, -1)
        .every((line) => line.endsWith('\r')),
    ).toBe(true)
    expect(text).toContain('"%~dp0..\\..\\MiniDesk.exe" --cli %*')
    expect(text).toContain('exit /b %errorlevel%')
  })
})
