import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ManualClock } from '../../electron/platform/clock/clock'
import { Door } from '../../electron/shells/loopback/door'
import { RecordingApplication } from '../../electron/shells/loopback/loopback.fixture'
import { startLoopback } from '../../electron/shells/loopback/server'
import { allCommands } from '../../shared/contract'
import { callFromPage, expect, openWindow, test } from './support/test'

const secret = 'f00dfeedc0ffee00f00dfeedc0ffee42'

/** A page that some other program on this computer serves. */
async function foreignPage(body: string): Promise<{ url: string; close: () => Promise<void> }> {
  const server = createServer((_request, response) => {
    response.setHeader('content-type', 'text/html; charset=utf-8')
    response.end(`<!doctype html><title>elsewhere</title>${body}`)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}/`,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  }
}

test('a page on another port of this computer reaches nothing, even with the token', async ({ page, program }) => {
  const { origin, hash } = new URL(program.url)
  const token = new URLSearchParams(hash.slice(1)).get('token')
  const elsewhere = await foreignPage('')
  try {
    await page.goto(elsewhere.url)
    const results = await page.evaluate(
      async ([target, bearer]) => {
        const tries: Record<string, string> = {}
        const attempt = async (name: string, run: () => Promise<Response>) => {
          tries[name] = await run().then(
            (answer) => `answered ${answer.status} ${answer.type}`,
            () => 'refused',
          )
        }
        const headers = { authorization: `Bearer ${String(bearer)}`, 'content-type': 'application/json' }
        await attempt('post', () => fetch(`${String(target)}/rpc/apps.list`, { method: 'POST', headers, body: '{}' }))
        await attempt('plain post', () => fetch(`${String(target)}/rpc/apps.list`, { method: 'POST', body: '{}' }))
        await attempt('events', () => fetch(`${String(target)}/events`, { headers }))
        await attempt('door', () => fetch(`${String(target)}/door`, { method: 'POST', body: '{"code":"x"}' }))
        return tries
      },
      [origin, token] as const,
    )
    expect(results).toEqual({ post: 'refused', 'plain post': 'refused', events: 'refused', door: 'refused' })
    const framed = await page.evaluate(async (target) => {
      const frame = document.createElement('iframe')
      frame.src = String(target)
      document.body.append(frame)
      await new Promise((resolve) => frame.addEventListener('load', resolve))
      return frame.contentDocument === null ? 'unreachable' : 'readable'
    }, origin)
    expect(framed).toBe('unreachable')
  } finally {
    await elsewhere.close()
  }
})

test('the token leaves the address at once and is told to nobody', async ({ page, program, complaints }) => {
  await openWindow(page, program)
  expect(complaints).toEqual([])
  expect(page.url()).not.toContain('token=')
  expect(await page.evaluate(() => document.referrer)).toBe('')
  expect(await page.evaluate(() => document.cookie)).toBe('')
})

test('injected inline script does not run', async ({ page, program }) => {
  await openWindow(page, program)
  const ran = await page.evaluate(async () => {
    const violations: string[] = []
    document.addEventListener('securitypolicyviolation', (event) => violations.push(event.violatedDirective))
    const script = document.createElement('script')
    script.textContent = 'window.injected = true'
    document.body.append(script)
    const image = document.createElement('img')
    image.setAttribute('onerror', 'window.injected = true')
    image.src = 'data:image/png;base64,AAAA'
    document.body.append(image)
    await new Promise((resolve) => image.addEventListener('error', resolve))
    return { injected: 'injected' in window, violations: violations.length > 0 }
  })
  expect(ran).toEqual({ injected: false, violations: true })
})

test('code in the page that asks every query for a secret gets none', async ({ page, program }) => {
  await openWindow(page, program)
  const created = await callFromPage(page, 'apps.create', {
    name: '密钥测试',
    appId: 'wx1234567890abcdef',
    subjectType: 'company_domestic',
  })
  const { id } = created.value as { id: string }
  expect((await callFromPage(page, 'apps.setSecret', { id, secret })).ok).toBe(true)
  await callFromPage(page, 'apps.testConnection', { id })
  let asked = 0
  for (const [name, { kind }] of allCommands()) {
    if (kind !== 'query') continue
    for (const input of [{}, { id }, { fields: ['secret'] }]) {
      const answer = JSON.stringify(await callFromPage(page, name, input))
      expect(answer, name).not.toContain(secret)
      asked += 1
    }
  }
  expect(asked).toBeGreaterThan(30)
  const refused = await callFromPage(page, 'apps.update', { id, rev: 1, fields: {}, __proto__: { secret: 'x' } })
  expect(refused.ok).toBe(false)
})

test('an HTML file served as a report cannot read the token, call the program, or be opened as a page of ours', async ({ page }) => {
  const clock = new ManualClock('2026-11-23T08:00:00.000Z')
  const application = new RecordingApplication(clock)
  const folder = mkdtempSync(join(tmpdir(), 'minidesk-report-'))
  const path = join(folder, 'report.html')
  writeFileSync(
    path,
    `<!doctype html><title>report</title><p id="out">nothing</p><script>
      const found = []
      try { found.push('token ' + sessionStorage.getItem('minidesk.token')) } catch (error) { found.push('storage ' + error.name) }
      try { found.push('parent ' + parent.sessionStorage.getItem('minidesk.token')) } catch (error) { found.push('parent ' + error.name) }
      fetch('/rpc/apps.list', { method: 'POST', body: '{}' }).then((answer) => found.push('rpc ' + answer.status), () => found.push('rpc refused'))
        .then(() => { document.getElementById('out').textContent = found.join(', ') })
    </script>`,
  )
  const server = await startLoopback({
    application: Promise.resolve(application),
    rendererDir: folder,
    port: 0,
    door: new Door(clock),
    clock,
  })
  try {
    const offer = (disposition: 'attachment' | 'sandboxed') =>
      application.tickets.offer({ path, name: 'report.html', bytes: 1, temporary: false, disposition }).ticket
    // A page of the program's own origin that holds the token, as the window does.
    await page.route(`${server.origin}/window`, (route) => route.fulfill({ contentType: 'text/html', body: '<title>window</title>' }))
    await page.goto(`${server.origin}/window`)
    await page.evaluate(() => sessionStorage.setItem('minidesk.token', 'the-token'))
    const shown = page.waitForResponse((response) => response.url().includes('/files/'))
    await page.evaluate((source) => {
      const frame = document.createElement('iframe')
      frame.src = source
      document.body.append(frame)
    }, `/files/${offer('sandboxed')}`)
    expect((await shown).headers()['content-security-policy']).toContain('sandbox allow-scripts')
    const out = page.frameLocator('iframe').locator('#out')
    await expect(out).toHaveText('storage SecurityError, parent SecurityError, rpc refused')
    expect(application.calls).toEqual([])

    const saved = page.waitForEvent('download')
    await page.goto(`${server.origin}/files/${offer('attachment')}`).catch(() => undefined)
    expect((await saved).suggestedFilename()).toBe('report.html')
    expect(await page.title()).toBe('window')
  } finally {
    await server.close(0)
    rmSync(folder, { recursive: true, force: true })
  }
})
