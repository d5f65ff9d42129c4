import { describe, expect, it } from 'vitest'
import { systemClock } from '../../../platform/clock/clock'
import { disputeTodos } from './todos'

describe('what disputes say on 今天', () => {
  it('ends with the last day of the answer where the workspace is', async () => {
    const one = { id: 'd1', merchantNo: 'YQ1', kind: 'complaint' as const, answerByDay: '2026-07-31', openedDay: '2026-07-01' }
    const dueIn = async (zone: string) => {
      const [source] = disputeTodos({ clock: systemClock, zone: () => zone, disputes: { waiting: () => Promise.resolve([one]) } })
      return (await source?.load())?.map(({ due }) => due)
    }
    expect(await dueIn('Asia/Shanghai')).toEqual(['2026-07-31T15:59:59.000Z'])
    expect(await dueIn('Europe/Paris')).toEqual(['2026-07-31T21:59:59.000Z'])
  })
})
