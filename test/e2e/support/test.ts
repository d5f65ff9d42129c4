import { cpSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import AxeBuilder from '@axe-core/playwright'
import { type Page, test as base, expect } from '@playwright/test'
import { newDataDir, type Program, projectRoot, removeDataDir, startProgram } from './program'

interface Fixtures {
  /** An empty data folder, removed afterwards. */
  dataDir: string
  /** The program on that folder, in practice with the example; ended afterwards. */
  program: Program
  /** What the page complained about: errors, and breaches of its security policy. Must stay empty. */
  complaints: string[]
}

interface WorkerFixtures {
  /** A data folder that has been started once and holds the example; to be copied. */
  exampleDir: string
}

/** The product's tests: each has its own data folder and its own program. */
export const test = base.extend<Fixtures, WorkerFixtures>({
  // Playwright asks for this empty pattern where a fixture needs no other.
   
  dataDir: async ({}, use) => {
    const dataDir = newDataDir()
    await use(dataDir)
    removeDataDir(dataDir)
  },
  // Filling the example takes half of a start. Tests about that, and about empty folders, start a program themselves.
  exampleDir: [
    async ({}, use) => {
      const exampleDir = newDataDir()
      const program = await startProgram({ dataDir: exampleDir, args: ['--sandbox'] })
      await program.stop()
      await use(exampleDir)
      removeDataDir(exampleDir)
    },
    { scope: 'worker', timeout: 60_000 },
  ],
  program: async ({ dataDir, exampleDir }, use) => {
    cpSync(exampleDir, dataDir, { recursive: true })
    const program = await startProgram({ dataDir, args: ['--sandbox'] })
    await use(program)
    await program.stop()
  },
  complaints: async ({ page }, use) => {
    const complaints: string[] = []
    page.on('pageerror', (error) => complaints.push(`error: ${error.message}`))
    page.on('console', (message) => {
      // The browser's own word that the program went away; tests that end it expect that.
      const gone = /net::ERR_(INCOMPLETE_CHUNKED|CONNECTION|EMPTY_RESPONSE)/u.test(message.text())
      if (message.type() === 'error' && !gone) complaints.push(`console: ${message.text()}`)
    })
    await page.addInitScript(() => {
      document.addEventListener('securitypolicyviolation', (event) => {
        console.error(`policy: ${event.violatedDirective} ${event.blockedURI}`)
      })
    })
    await use(complaints)
    expect(complaints, 'the page complained').toEqual([])
  },
})

export { expect }

/** Opens a window of the program and waits for its frame. */
export async function openWindow(page: Page, program: Program): Promise<void> {
  await page.goto(program.url)
  // The first window of a program starts with it; on a busy machine that takes longer than any step after.
  await page.getByRole('navigation').first().waitFor({ timeout: 30_000 })
}

/** Goes to a screen by its address. */
export async function goTo(page: Page, path: string): Promise<void> {
  await page.evaluate((to) => {
    location.hash = to
  }, `#${path}`)
  await page.getByRole('main').getByRole('heading').first().waitFor()
}

export type Look = 'light' | 'dark'

/** Both looks of a screen as pictures under test-results/screens, to be looked at, and axe over each. */
export async function lookAt(page: Page, name: string): Promise<void> {
  const folder = join(projectRoot, 'test-results', 'screens')
  mkdirSync(folder, { recursive: true })
  for (const look of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme: look, reducedMotion: 'reduce' })
    await expect(page.locator('html')).toHaveClass(new RegExp(look, 'u'))
    await page.screenshot({ path: join(folder, `${name}-${look}.png`), animations: 'disabled' })
    const axe = await axeIn(page)
    // What is on the screen is the same in the dark; only its colours are not.
    const rules = look === 'light' ? axe.withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa']) : axe.withRules(['color-contrast', 'link-in-text-block'])
    const { violations } = await rules.analyze()
    expect(
      violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(' | ')}`),
      `axe on ${name} (${look})`,
    ).toEqual([])
  }
  await page.emulateMedia({ colorScheme: 'light' })
}

/**
 * Axe for a page, loaded into it once. Our pages have no frames: without them axe runs in the page and needs no second,
 * empty one, which costs as much as the check ("legacy" is its name for that).
 */
async function axeIn(page: Page): Promise<AxeBuilder> {
  expect(page.frames(), 'a page with frames needs axe in each of them').toHaveLength(1)
  const loaded = await page.evaluate(() => 'axe' in window)
  return new AxeBuilder({ page, ...(loaded ? { axeSource: 'void 0' } : {}) })
    .setLegacyMode()
    // Where the rules hold is not asked; naming each of those places takes longer than finding them.
    // The style sheets are for a rule that is not among these; loading and reading them takes up to a quarter of the check.
    .options({ resultTypes: ['violations'], preload: { assets: ['media'] } })
}

/** Calls a command from inside the page, as code that got into it could. */
export async function callFromPage(page: Page, name: string, input: unknown): Promise<{ ok: boolean; value?: unknown; error?: { code: string } }> {
  return page.evaluate(
    async ([command, body]) => {
      const answer = await fetch(`/rpc/${String(command)}`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          authorization: `Bearer ${sessionStorage.getItem('minidesk.token') ?? ''}`,
          'x-minidesk-session': sessionStorage.getItem('minidesk.session') ?? '',
        },
        body: JSON.stringify(body),
      })
      return (await answer.json()) as { ok: boolean; value?: unknown; error?: { code: string } }
    },
    [name, input] as const,
  )
}
