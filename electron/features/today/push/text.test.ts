import { describe, expect, it } from 'vitest'
import type { Todo } from '../types'
import { kindName, linesOf, pushText } from './text'

const now = Date.parse('2026-11-22T06:05:00.000Z')

/** Small, repeatable choices. */
function chooser(seed: number) {
  let state = seed
  return (below: number) => (state = (state * 1_103_515_245 + 12_345) % 2_147_483_648) % below
}

/** What must never leave: each is unmistakable in a text. */
const private_ = ['weixin://dl/business/?t=AbCdEf', 'pages/room/detail', 'roomId=1208', '客房桌卡', '云栖·西湖店', '王小明', 'guest@example.org', '13800138000', 'wx00a1b2c3d4e5f601', '春节召回']

describe('what is sent', () => {
  it('holds kinds, counts, ages and the workspace’s name, whatever the to-dos hold', () => {
    const choose = chooser(7)
    const kinds = ['links.unknown', 'links.batch', 'backups.failed', 'jobs.failed', '没有名字的类别', ...private_.slice(0, 2)]
    for (let run = 0; run < 300; run += 1) {
      const pick = () => private_[choose(private_.length)] ?? ''
      const items = Array.from({ length: choose(12) }, (_, n): Todo => ({
        id: `${pick()}.${n}`,
        kind: kinds[choose(kinds.length)] ?? '',
        tone: (['failed', 'attention', 'info'] as const)[choose(3)] ?? 'info',
        title: { key: 'links.todos.batchFailed', params: { name: pick(), count: choose(9) } },
        detail: { key: pick(), params: { names: pick(), [pick()]: pick() } },
        since: new Date(now - choose(9_000_000_00)).toISOString(),
        due: new Date(now + choose(9_000_000_00)).toISOString(),
        count: choose(100),
        action: { key: pick(), to: `/links?q=${pick()}` },
      }))
      for (const language of ['zh-CN', 'en'] as const) {
        const sent = pushText({ language, workspace: '云栖集团', practice: choose(2) === 1, lines: linesOf(items), earlier: choose(5), now })
        const all = Object.values(sent).join('\n')
        for (const secret of private_) expect(all).not.toContain(secret)
        expect(all).not.toMatch(/today\.|links\.|undefined|\{\w+\}/u)
      }
    }
  })

  it('adds up things of a kind and takes the oldest', () => {
    const item = (more: Partial<Todo>): Todo => ({ id: 'a', kind: 'k', tone: 'info', title: { key: 'x', params: {} }, action: { key: 'x', to: '/' }, ...more })
    expect(linesOf([item({ count: 3, since: '2026-11-02T00:00:00.000Z' }), item({ since: '2026-11-01T00:00:00.000Z' }), item({ count: 2 })])).toEqual([
      { kind: 'k', count: 6, since: '2026-11-01T00:00:00.000Z' },
    ])
  })

  it('takes markup, mentions and lines out of the workspace’s name', () => {
    const { subject, markdown } = pushText({ language: 'zh-CN', workspace: '云栖\n> <@all> **[点我](https://evil.test)** `x`', practice: false, lines: [], earlier: 0, now })
    expect(subject).not.toMatch(/[<>*`[\]()@\n]/u)
    expect(markdown.split('\n')).toHaveLength(3)
  })

  it('stays within what the robot takes, with every kind there is', () => {
    const lines = Array.from({ length: 40 }, (_, n) => ({ kind: `k${n}`, count: 999_999_999, since: '2020-01-01T00:00:00.000Z' }))
    const { markdown } = pushText({ language: 'zh-CN', workspace: '集'.repeat(200), practice: true, lines, earlier: 99, now })
    expect(Buffer.byteLength(markdown)).toBeLessThan(4096)
  })

  it('calls a kind that has no name something else', () => {
    expect(kindName('ledger.certification.unheard', 'zh-CN')).toBe('其他待办')
    expect(kindName('backups.failed', 'en')).toBe('Backup failed')
  })
})
