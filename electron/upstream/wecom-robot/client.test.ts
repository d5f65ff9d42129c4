import { describe, expect, it, onTestFinished } from 'vitest'
import { ManualClock, systemClock } from '../../platform/clock/clock'
import { type CallRecord, createHttp } from '../../platform/http'
import { createRedactor } from '../../platform/log'
import { startWecomRobotSandbox } from '../../sandbox/wecom-robot'
import { createWecomRobot, webhookKey, wecomRobotRateLimit } from './index'

const key = '693a91f6-7c3e-4bc4-97a0-0ec2sifa5aaa'
const call = { correlationId: 'c' }

async function made() {
  const clock = new ManualClock('2026-11-22T06:05:00.000Z')
  const sandbox = await startWecomRobotSandbox({ clock, known: (given) => given === key })
  const calls: CallRecord[] = []
  const http = createHttp({
    clock: { now: () => clock.now(), instant: () => clock.instant(), monotonic: () => systemClock.monotonic() },
    redactor: createRedactor(),
    record: (one) => calls.push(one),
    random: () => 0,
    sleep: () => Promise.resolve(),
  })
  onTestFinished(async () => {
    http.close()
    await sandbox.close()
  })
  return { clock, sandbox, calls, robot: createWecomRobot({ http, baseUrl: () => Promise.resolve(sandbox.baseUrl) }) }
}

describe('the robot', () => {
  it('writes into its group, and the call log shows no key', async () => {
    const { robot, sandbox, calls } = await made()
    await robot.send(key, '**你好**', call)
    expect(sandbox.messages()).toEqual([{ at: '2026-11-22T06:05:00.000Z', key, text: '**你好**' }])
    expect(calls).toMatchObject([{ system: 'wecomRobot', method: 'POST', path: '/cgi-bin/webhook/send?key=***', upstreamCode: '0', outcome: 'done' }])
    expect(JSON.stringify(calls)).not.toContain(key)
  })

  it.each([
    [{ errcode: 45009, errmsg: 'api freq out of limit' }, 'wecomRobot.tooMany', 'safe'],
    [{ errcode: -1, errmsg: 'busy' }, 'wecomRobot.busy', 'safe'],
    [{ errcode: 40058, errmsg: 'content exceed' }, 'wecomRobot.other', 'no'],
  ])('%j is %s', async (fault, code, retry) => {
    const { robot, sandbox, calls } = await made()
    sandbox.fail(fault)
    await expect(robot.send(key, 'x', call)).rejects.toMatchObject({ code, retry, upstream: { code: String(fault.errcode) } })
    expect(calls).toMatchObject([{ outcome: 'refused' }])
  })

  it('a webhook that is not there is refused by name', async () => {
    const { robot } = await made()
    await expect(robot.send(`${key}-other`, 'x', call)).rejects.toMatchObject({ code: 'wecomRobot.invalidWebhook', retry: 'no' })
  })

  it('whose answer does not come, or is none, is unknown and is asked once', async () => {
    const { robot, sandbox, calls } = await made()
    sandbox.fail('drop', 'gateway')
    await expect(robot.send(key, 'x', call)).rejects.toMatchObject({ retry: 'afterCheck' })
    await expect(robot.send(key, 'y', call)).rejects.toMatchObject({ retry: 'afterCheck' })
    expect(calls).toHaveLength(2)
    expect(calls.map(({ outcome }) => outcome)).toEqual(['unknown', 'unknown'])
  })

  it('is not asked to take more than 4,096 bytes', async () => {
    const { robot, calls } = await made()
    await robot.send(key, 'x'.repeat(4096), call)
    await expect(robot.send(key, '集'.repeat(1366), call)).rejects.toMatchObject({ code: 'wecomRobot.tooLong' })
    expect(calls).toHaveLength(1)
  })

  it('takes twenty a minute, and the limit of ours stays below', async () => {
    const { robot, sandbox, clock } = await made()
    for (let n = 0; n < 20; n += 1) await robot.send(key, `${n}`, call)
    await expect(robot.send(key, '21', call)).rejects.toMatchObject({ code: 'wecomRobot.tooMany' })
    clock.advance(60_000)
    await robot.send(key, '21', call)
    expect(sandbox.messages()).toHaveLength(21)
    expect((wecomRobotRateLimit(`wecomRobot:${key}`)?.perSecond ?? 1) * 60).toBeLessThan(20)
    expect(wecomRobotRateLimit('wechat.query:x')).toBeUndefined()
  })
})

describe('what is pasted as a webhook', () => {
  it.each([
    [`https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=${key}`, key],
    [` https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=${key}&debug=1\n`, key],
    [key, key],
    ['', undefined],
    ['https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=', undefined],
    [`https://qyapi.weixin.qq.com.evil.test/cgi-bin/webhook/send?key=${key}`, undefined],
    [`https://evil.test/?https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=${key}`, undefined],
    [`${key}&x=1`, undefined],
  ])('%s', (text, wanted) => expect(webhookKey(text)).toBe(wanted))
})
