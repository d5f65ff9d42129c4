import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { _electron, expect, test } from '@playwright/test'
import { whyNoElectron } from './electron-here'

const root = fileURLToPath(new URL('../../../', import.meta.url))

/** The desktop shell in a real Electron, on an empty data folder. Everything else about it is tested with a double. */
test('the desktop program opens, paints, keeps its page shut in, and ends', async () => {
  const { binary, reason } = await whyNoElectron(root)
  if (binary === undefined) process.stdout.write(`electron-smoke skipped: ${reason}\n`)
  test.skip(binary === undefined, reason)

  const dataDir = await mkdtemp(join(tmpdir(), 'minidesk-electron-'))
  // A terminal inside another Electron program sets this; ours would come up as a plain Node.
  const { ELECTRON_RUN_AS_NODE: _unused, ...env } = process.env
  const program = await _electron.launch({
    executablePath: binary ?? '',
    args: [root, '--data-dir', dataDir],
    env: Object.fromEntries(Object.entries(env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]]))),
  })
  try {
    const page = await program.firstWindow()
    await expect(page.locator('#app > *').first()).toBeVisible()
    await expect.poll(() => program.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.isVisible())).toBe(true)
    expect(await page.evaluate(() => location.origin)).toBe('minidesk://ui')
    expect(await page.evaluate(() => [typeof Reflect.get(window, 'require'), typeof Reflect.get(window, 'process')])).toEqual([
      'undefined',
      'undefined',
    ])
    expect(await page.evaluate(() => window.open('about:blank'))).toBeNull()
    expect(await page.evaluate(() => Object.keys(window.minidesk ?? {}).toSorted())).toEqual([
      'follow',
      'invoke',
      'openExternal',
      'save',
      'upload',
    ])
  } finally {
    await program.close()
  }
  expect(existsSync(join(dataDir, 'workspaces'))).toBe(true)
  await rm(dataDir, { recursive: true, force: true, maxRetries: 3 })
})
