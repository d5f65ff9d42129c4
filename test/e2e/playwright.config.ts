import { defineConfig } from '@playwright/test'

/**
 * The real program in a real Chromium: the loopback shell, the sandbox over HTTP, one data folder per test. The same
 * suite could drive Electron; where its binary exists, electron-smoke does.
 */
export default defineConfig({
  testDir: '.',
  testMatch: '**/*.e2e.ts',
  outputDir: '../../test-results/e2e',
  fullyParallel: true,
  workers: 2,
  retries: 0,
  timeout: 90_000,
  expect: { timeout: 10_000 },
  reporter: [['list']],
  use: {
    viewport: { width: 1280, height: 800 },
    locale: 'zh-CN',
    timezoneId: 'Asia/Shanghai',
    actionTimeout: 10_000,
    // Recording every step of every test takes about as much as the tests themselves; ask for it when one fails.
    trace: process.env.MINIDESK_TRACE ? 'retain-on-failure' : 'off',
    screenshot: 'only-on-failure',
    launchOptions: {
      // Without a UTF-8 locale Chromium on Linux can neither read nor give Chinese file names.
      env: { ...process.env, LC_ALL: 'C.UTF-8' },
      ...(process.env.MINIDESK_BROWSER ? { executablePath: process.env.MINIDESK_BROWSER } : {}),
      args: [
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
        // Chromium's own sandbox cannot start under root, as in a container; the pages are our own.
        ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      ],
    },
  },
})
