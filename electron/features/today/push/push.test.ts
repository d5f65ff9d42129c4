import { describe, expect, it } from 'vitest'
import { attentionTodo, failedTodo, mailPassword, mailSettings, robotKey, todayWorkspace, webhook, who } from '../today.fixture'

const minute = 60_000
const rules = { mutedKinds: [], atOnce: true, language: 'zh-CN' as const }
type Workspace = Awaited<ReturnType<typeof todayWorkspace>>

async function withRobot(workspace: Workspace): Promise<string> {
  const { push } = workspace.now
  await push.targets.saveRobot({ name: '运营群', enabled: true, webhook })
  const [target] = (await push.status()).targets
  if (!target) throw new Error('no target')
  return target.id
}
const texts = ({ robot }: Workspace) => robot.messages().map(({ text }) => text)
const lastOf = async ({ now }: Workspace) => (await now.push.status()).targets[0]?.last

describe('at once', () => {
  it('tells of what failed, once, with kind, count and age', async () => {
    const workspace = await todayWorkspace()
    await withRobot(workspace)
    workspace.found.items = [failedTodo('a'), attentionTodo('b')]
    await workspace.now.push.run()
    expect(texts(workspace)).toEqual(['**云栖集团 · 1 项待处理**\n需要处理：\n> 备份失败：1，最早的已等 3 小时\n请打开 MiniDesk 的“今天”查看。'])
    expect(await lastOf(workspace)).toEqual({ at: '2026-11-22T06:05:00.000Z', why: 'atOnce', items: 1, outcome: 'sent' })
    for (let n = 0; n < 5; n += 1) {
      workspace.clock.advance(60 * minute)
      await workspace.now.push.run()
    }
    expect(texts(workspace)).toHaveLength(1)
  })

  it('tells it again when it changed, or when it went away and came back', async () => {
    const workspace = await todayWorkspace()
    await withRobot(workspace)
    workspace.found.items = [failedTodo('a')]
    await workspace.now.push.run()
    workspace.found.items = [failedTodo('a', { count: 2 })]
    workspace.clock.advance(10 * minute)
    await workspace.now.push.run()
    expect(texts(workspace)).toHaveLength(2)
    workspace.found.items = []
    workspace.clock.advance(10 * minute)
    await workspace.now.push.run()
    workspace.found.items = [failedTodo('a', { count: 2 })]
    workspace.clock.advance(10 * minute)
    await workspace.now.push.run()
    expect(texts(workspace)).toHaveLength(3)
  })

  it('forgets nothing while a source cannot be asked', async () => {
    const workspace = await todayWorkspace()
    await withRobot(workspace)
    workspace.found.items = [failedTodo('a')]
    await workspace.now.push.run()
    workspace.now.today.register({ id: 'broken', kinds: [], topics: [], everyMs: 0, load: () => Promise.reject(new Error('x')) })
    workspace.found.items = []
    workspace.clock.advance(10 * minute)
    await workspace.now.push.run()
    workspace.found.items = [failedTodo('a')]
    workspace.clock.advance(10 * minute)
    await workspace.now.push.run()
    expect(texts(workspace)).toHaveLength(1)
  })

  it('collects what comes within five minutes, and leaves muted kinds out', async () => {
    const workspace = await todayWorkspace()
    await withRobot(workspace)
    await workspace.now.push.configure({ ...rules, mutedKinds: ['jobs.failed'] }, 'x')
    workspace.found.items = [failedTodo('a'), failedTodo('j', { kind: 'jobs.failed' })]
    await workspace.now.push.run()
    workspace.found.items.push(failedTodo('b', { kind: 'links.expired' }))
    workspace.clock.advance(5 * minute - 1)
    await workspace.now.push.run()
    expect(texts(workspace)).toHaveLength(1)
    workspace.found.items.push(failedTodo('c', { kind: 'links.expired', count: 4 }))
    workspace.clock.advance(1)
    await workspace.now.push.run()
    expect(texts(workspace)).toHaveLength(2)
    expect(texts(workspace)[1]).toContain('> 用过但已失效的链接：5')
    expect(texts(workspace).join()).not.toContain('任务')
  })

  it('waits for the end of the quiet hours', async () => {
    // 22:30 in Shanghai.
    const workspace = await todayWorkspace({ at: '2026-11-22T14:30:00.000Z' })
    await withRobot(workspace)
    await workspace.now.push.configure({ ...rules, quiet: { from: '22:00', until: '07:00' } }, 'x')
    workspace.found.items = [failedTodo('a')]
    await workspace.now.push.run()
    workspace.clock.advance(8.5 * 60 * minute - 1)
    await workspace.now.push.run()
    expect(texts(workspace)).toHaveLength(0)
    workspace.clock.advance(1)
    await workspace.now.push.run()
    expect(texts(workspace)).toHaveLength(1)
  })

  it('is silent where it is off, and to a target that is off', async () => {
    const workspace = await todayWorkspace()
    const id = await withRobot(workspace)
    workspace.found.items = [failedTodo('a')]
    await workspace.now.push.configure({ ...rules, atOnce: false }, 'x')
    await workspace.now.push.run()
    await workspace.now.push.configure(rules, 'x')
    await workspace.now.push.targets.saveRobot({ id, name: '运营群', enabled: false })
    await workspace.now.push.run()
    expect(texts(workspace)).toHaveLength(0)
  })
})

describe('the daily summary', () => {
  const daily = { ...rules, atOnce: false, digestAt: '09:00' }

  it('comes once a day at its time with what is new, and says how much is older', async () => {
    // 08:59 in Shanghai.
    const workspace = await todayWorkspace({ at: '2026-11-22T00:59:00.000Z' })
    await workspace.now.push.configure(daily, 'x')
    await withRobot(workspace)
    workspace.found.items = [failedTodo('a', { since: undefined as never }), attentionTodo('b', { count: 3 })]
    await workspace.now.push.run()
    expect(texts(workspace)).toHaveLength(0)
    workspace.clock.advance(minute)
    await workspace.now.push.run()
    await workspace.now.push.run()
    expect(texts(workspace)).toHaveLength(1)
    expect(texts(workspace)[0]).toContain('> 结果待确认的请求：3')
    // Nothing new: no message on the next day.
    workspace.clock.advance(24 * 60 * minute)
    await workspace.now.push.run()
    expect(texts(workspace)).toHaveLength(1)
    workspace.found.items.push(attentionTodo('c', { kind: 'apps.withoutSecret' }))
    await workspace.now.push.run()
    expect(texts(workspace)).toHaveLength(1)
    workspace.clock.advance(24 * 60 * minute)
    await workspace.now.push.run()
    expect(texts(workspace)).toHaveLength(2)
    expect(texts(workspace)[1]).toContain('没填 AppSecret 的小程序：1')
    expect(texts(workspace)[1]).not.toContain('备份失败')
    expect(texts(workspace)[1]).toContain('之前推送过的还有 2 项没处理')
  })

  it('is made up for on the same day after a restart, never twice, and let go after midnight', async () => {
    const workspace = await todayWorkspace({ at: '2026-11-22T00:30:00.000Z' })
    await workspace.now.push.configure(daily, 'x')
    await withRobot(workspace)
    workspace.found.items = [failedTodo('a')]
    workspace.clock.advance(10 * 60 * minute)
    await workspace.restart()
    await workspace.now.push.run()
    await workspace.restart()
    await workspace.now.push.run()
    expect(texts(workspace)).toHaveLength(1)
    workspace.found.items.push(failedTodo('b'))
    // 00:30 of the day after the next one: yesterday's summary was missed.
    workspace.clock.advance(30 * 60 * minute)
    await workspace.restart()
    await workspace.now.push.run()
    expect(texts(workspace)).toHaveLength(1)
  })

  it('that certainly did not arrive is tried again on its day', async () => {
    const workspace = await todayWorkspace({ at: '2026-11-22T01:00:00.000Z' })
    await workspace.now.push.configure({ ...daily, digestAt: '09:05' }, 'x')
    await withRobot(workspace)
    workspace.found.items = [attentionTodo('a')]
    workspace.robot.fail({ errcode: 45009, errmsg: 'api freq out of limit' })
    workspace.clock.advance(5 * minute)
    await workspace.now.push.run()
    expect(await lastOf(workspace)).toMatchObject({ outcome: 'refused', error: { code: 'wecomRobot.tooMany' } })
    workspace.clock.advance(5 * minute)
    await workspace.now.push.run()
    expect(texts(workspace)).toHaveLength(1)
  })

  it('begins with the next time where it is chosen late in the day', async () => {
    const workspace = await todayWorkspace()
    await withRobot(workspace)
    workspace.found.items = [attentionTodo('a')]
    await workspace.now.push.configure({ ...daily, digestAt: '08:00' }, 'x')
    await workspace.now.push.run()
    expect(texts(workspace)).toHaveLength(0)
    expect((await workspace.now.push.status()).nextDigestAt).toBe('2026-11-23T00:00:00.000Z')
  })
})

describe('a push that fails', () => {
  it('for good is a to-do, is not repeated, and is made up for after the target was mended', async () => {
    const workspace = await todayWorkspace()
    const id = await withRobot(workspace)
    workspace.now.today.register(workspace.now.push.source())
    workspace.found.items = [failedTodo('a')]
    workspace.robot.fail({ errcode: 93000, errmsg: 'invalid webhook url' }, { errcode: 93000, errmsg: 'again' })
    await workspace.now.push.run()
    const board = await workspace.now.today.list(who('administrator'), true)
    expect(board.items.find(({ kind }) => kind === 'today.pushFailed')).toMatchObject({
      title: { key: 'notices.todos.failed', params: { name: '运营群' } },
      detail: { key: 'errors.wecomRobot.invalidWebhook' },
    })
    expect((await workspace.now.today.list(who('operations'))).items.map(({ kind }) => kind)).not.toContain('today.pushFailed')
    const before = workspace.calls.length
    for (let n = 0; n < 50; n += 1) {
      workspace.found.items = [failedTodo('a', { count: n + 2 })]
      workspace.clock.advance(60 * minute)
      await workspace.now.push.run()
    }
    expect(workspace.calls.length).toBe(before)
    expect((await workspace.now.push.status()).targets[0]?.stopped).toBe(true)
    // A test that fails changes nothing; one that arrives puts it back to work.
    expect(await workspace.now.push.test(id)).toMatchObject({ record: { outcome: 'refused' } })
    expect(await workspace.now.push.test(id)).toMatchObject({ record: { outcome: 'sent' } })
    await workspace.now.push.run()
    expect(texts(workspace)).toHaveLength(2)
    workspace.clock.advance(minute)
    expect((await workspace.now.today.list(who('administrator'), true)).items.map(({ kind }) => kind)).toEqual(['backups.failed'])
  })

  it('for now is tried three times in all, ever later', async () => {
    const workspace = await todayWorkspace()
    await withRobot(workspace)
    workspace.found.items = [failedTodo('a')]
    const busy = { errcode: -1, errmsg: 'system busy' }
    workspace.robot.fail(busy, busy, busy, busy)
    const tries = () => workspace.calls.filter(({ system }) => system === 'wecomRobot').length
    await workspace.now.push.run()
    workspace.clock.advance(5 * minute - 1)
    await workspace.now.push.run()
    expect(tries()).toBe(1)
    workspace.clock.advance(1)
    await workspace.now.push.run()
    expect(tries()).toBe(2)
    workspace.clock.advance(30 * minute)
    await workspace.now.push.run()
    expect(tries()).toBe(3)
    for (let n = 0; n < 20; n += 1) {
      workspace.clock.advance(60 * minute)
      await workspace.now.push.run()
    }
    expect(tries()).toBe(3)
  })

  it('without an answer is unknown and is not sent again', async () => {
    const workspace = await todayWorkspace()
    await withRobot(workspace)
    workspace.now.today.register(workspace.now.push.source())
    workspace.found.items = [failedTodo('a')]
    workspace.robot.fail('drop')
    await workspace.now.push.run()
    expect(await lastOf(workspace)).toMatchObject({ outcome: 'unknown', error: { retry: 'afterCheck' } })
    workspace.clock.advance(60 * minute)
    await workspace.now.push.run()
    await workspace.restart()
    await workspace.now.push.run()
    // It had arrived: a repetition would have been the second.
    expect(texts(workspace)).toHaveLength(1)
  })

  it('that was under way when the program was killed is unknown and is not sent again', async () => {
    const workspace = await todayWorkspace()
    await withRobot(workspace)
    workspace.found.items = [failedTodo('a')]
    const sending = workspace.now.push.run()
    await expect.poll(() => workspace.robot.messages().length, { interval: 1 }).toBe(1)
    await workspace.restart('kill')
    await sending
    expect((await lastOf(workspace))?.outcome).toBeOneOf(['unknown', 'sent'])
    workspace.clock.advance(60 * minute)
    await workspace.now.push.run()
    expect(texts(workspace)).toHaveLength(1)
  })

  it('a message whose end was never written down is unknown at the next start', async () => {
    const workspace = await todayWorkspace()
    const id = await withRobot(workspace)
    workspace.found.items = [failedTodo('a')]
    const { pushRepository } = await import('./repository')
    await workspace.now.store.client(pushRepository).begin({
      id: 'p', targetId: id, why: 'atOnce', count: 1, digestDay: undefined,
      items: [{ id: 'a', likeness: (await import('../likeness')).likenessOf(failedTodo('a')) }],
    })
    await workspace.restart('kill')
    expect(await lastOf(workspace)).toMatchObject({ outcome: 'unknown', error: { code: 'today.pushInterrupted' } })
    workspace.clock.advance(60 * minute)
    await workspace.now.push.run()
    expect(texts(workspace)).toHaveLength(0)
  })

  it('a second target is served though the first one fails', async () => {
    const workspace = await todayWorkspace()
    await withRobot(workspace)
    await workspace.now.push.targets.saveMail({ name: '邮箱', enabled: true, mail: mailSettings, password: mailPassword })
    workspace.found.items = [failedTodo('a')]
    workspace.robot.fail({ errcode: 93000, errmsg: 'x' })
    await workspace.now.push.run()
    expect(workspace.mail.mails()).toHaveLength(1)
    expect(workspace.mail.mails()[0]).toMatchObject({ to: mailSettings.to, user: 'minidesk', subject: '云栖集团 · 1 项待处理' })
  })
})

it('a restored workspace pushes nothing before somebody turns its targets on again, once for each restore', async () => {
  const workspace = await todayWorkspace()
  const id = await withRobot(workspace)
  workspace.found.items = [failedTodo('a')]
  workspace.meta.restoredAt = '2026-11-22T06:00:00.000Z'
  await workspace.restart()
  await workspace.now.push.run()
  expect(texts(workspace)).toHaveLength(0)
  await workspace.now.push.targets.saveRobot({ id, name: '运营群', enabled: true })
  await workspace.restart()
  await workspace.now.push.run()
  expect(texts(workspace)).toHaveLength(1)
})

describe('a target', () => {
  it('is refused where it is wrong, at its field', async () => {
    const { push } = (await todayWorkspace()).now
    const refused = (promise: Promise<unknown>, path: string, code: string) =>
      expect(promise).rejects.toMatchObject({ code: 'bridge.invalidInput', fields: [{ path, code }] })
    for (const wrong of ['x', 'https://evil.test/cgi-bin/webhook/send?key=693a91f6-7c3e-4bc4-97a0-0ec2sifa5aaa', 'http://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=693a91f6-7c3e-4bc4-97a0-0ec2sifa5aaa', 'https://qyapi.weixin.qq.com/cgi-bin/webhook/send', 'https://qyapi.weixin.qq.com:81/cgi-bin/webhook/send?key=693a91f6-7c3e-4bc4-97a0-0ec2sifa5aaa'])
      await refused(push.targets.saveRobot({ name: 'x', enabled: true, webhook: wrong }), 'webhook', 'webhookForm')
    await refused(push.targets.saveRobot({ name: 'x', enabled: true }), 'webhook', 'required')
    const mail = (change: object) => push.targets.saveMail({ name: 'x', enabled: true, mail: { ...mailSettings, ...change }, password: 'p' })
    for (const host of ['', 'a b', 'smtp://x', '-x.com', 'x\r\n.com']) await refused(mail({ host }), 'mail.host', 'mailHost')
    for (const from of ['x', 'a@b\r\nBcc: c@d.com', 'A <a@b.com>', 'a@b.com,c@d.com']) await refused(mail({ from }), 'mail.from', 'mailAddress')
    await refused(mail({ to: ['a@b.com', 'nobody'] }), 'mail.to', 'mailAddress')
    await refused(push.configure({ ...rules, quiet: { from: '08:00', until: '08:00' } }, 'x'), 'quiet.until', 'sameTime')
    await refused(push.configure({ ...rules, digestAt: '23:00', quiet: { from: '22:00', until: '08:00' } }, 'x'), 'digestAt', 'inQuietHours')
    await expect(push.targets.remove('none')).rejects.toMatchObject({ code: 'today.targetGone' })
  })

  it('does not carry its password to another server, nor into the open', async () => {
    const { push } = (await todayWorkspace()).now
    const save = (mail: object, more: object = {}) => push.targets.saveMail({ name: 'x', enabled: true, mail: { ...mailSettings, ...mail }, ...more })
    await save({}, { password: mailPassword })
    const id = (await push.status()).targets[0]?.id ?? ''
    await save({ to: ['other@example.com'], from: 'new@example.com' }, { id })
    for (const change of [{ host: 'evil.test' }, { port: 2525 }, { user: 'other' }, { security: 'none' }])
      await expect(save(change, { id })).rejects.toMatchObject({ fields: [{ path: 'password', code: 'passwordAgain' }] })
    await save({ security: 'starttls' }, { id })
    await save({ host: 'new.example.com' }, { id, password: 'another one' })
    // Without a name to sign in with, none is kept.
    await save({ user: '' }, { id })
    expect((await push.status()).targets[0]?.sealed).toBeUndefined()
  })

  it('never gives its secret back, and it stands neither in the database nor in a log of calls', async () => {
    const workspace = await todayWorkspace()
    const id = await withRobot(workspace)
    const { push } = workspace.now
    workspace.clock.advance(1)
    await push.targets.saveMail({ name: '邮箱', enabled: true, mail: mailSettings, password: mailPassword })
    await push.test(id)
    workspace.robot.fail({ errcode: 93000, errmsg: `no such key ${robotKey}` })
    await push.test(id)
    workspace.mail.fail('login')
    for (const target of (await push.status()).targets) await push.test(target.id)
    const seen = JSON.stringify([await push.status(), workspace.calls]) + workspace.kept()
    for (const secret of [robotKey, mailPassword, Buffer.from(mailPassword).toString('base64')]) expect(seen).not.toContain(secret)
    expect((await push.status()).targets.map(({ sealed }) => sealed?.last4)).toEqual([robotKey.slice(-4), ''])
    expect(workspace.redactor.text(`x ${robotKey} ${mailPassword}`)).toBe('x *** ***'.replaceAll('***', workspace.redactor.text(robotKey)))
    expect(workspace.calls.map(({ path }) => path)).toContain('/cgi-bin/webhook/send?key=***')
  })

  it('after a restart is known to the redactor before anything is sent', async () => {
    const workspace = await todayWorkspace()
    await withRobot(workspace)
    await workspace.restart()
    expect(workspace.redactor.text(`say ${robotKey}`)).not.toContain(robotKey)
  })

  it('is gone with what it was told', async () => {
    const workspace = await todayWorkspace()
    const id = await withRobot(workspace)
    workspace.found.items = [failedTodo('a')]
    await workspace.now.push.run()
    await workspace.now.push.targets.remove(id)
    expect((await workspace.now.push.status()).targets).toEqual([])
    await expect(workspace.now.push.test(id)).rejects.toMatchObject({ code: 'today.targetGone' })
    await withRobot(workspace)
    await workspace.now.push.run()
    expect(texts(workspace)).toHaveLength(2)
  })
})

it('a test shows word for word what was sent, by robot and by mail, in either language', async () => {
  const workspace = await todayWorkspace({ practice: true })
  const id = await withRobot(workspace)
  const { push } = workspace.now
  workspace.clock.advance(1)
  await push.targets.saveMail({ name: '邮箱', enabled: true, mail: mailSettings, password: mailPassword })
  workspace.found.items = [attentionTodo('a', { count: 7 })]
  const robot = await push.test(id)
  expect(robot.text).toBe(workspace.robot.messages()[0]?.text)
  expect(robot.subject).toBe('【练习】云栖集团 · 7 项待处理')
  await push.configure({ ...rules, language: 'en' }, 'x')
  const mail = await push.test((await push.status()).targets[1]?.id ?? '')
  expect(workspace.mail.mails()[0]).toMatchObject({ subject: 'Practice: 云栖集团 · to deal with: 7', text: mail.text })
  // A test is no telling: what it named is told when its time has come.
  workspace.found.items = []
  await push.configure(rules, 'x')
  expect((await push.test(id)).text).toContain('现在没有要处理的事')
})
