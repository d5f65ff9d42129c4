import { describe, expect, it } from 'vitest'
import type { StreamMessage } from '@shared/contract/events'
import { EventHub } from './events'

function listener(hub: EventHub, workspace: string | undefined, since?: { run: string; seq: number }) {
  const got: StreamMessage[] = []
  const stop = hub.subscribe({ workspaceId: () => workspace, deliver: (message) => got.push(message) }, since)
  const seqs = () => got.flatMap((message): (number | string)[] => (message.type === 'event' ? [message.event.seq] : [message.type]))
  return { got, seqs, stop }
}

describe('events', () => {
  it('reach the listeners of their workspace alone, until they leave', () => {
    const hub = new EventHub('r', 'hash')
    const [a, b, nobody] = [listener(hub, 'a'), listener(hub, 'b'), listener(hub, undefined)]
    hub.publish('links.changed', 'a', { count: 1 })
    a.stop()
    hub.publish('links.changed', 'a', { count: 2 })
    hub.publish('settings.changed', 'b', {})
    expect(a.got).toEqual([
      { type: 'hello', run: 'r', seq: 0, contractHash: 'hash' },
      { type: 'event', event: { seq: 1, topic: 'links.changed', payload: { count: 1 } } },
    ])
    expect([b.seqs(), nobody.seqs()]).toEqual([['hello', 3], ['hello']])
    expect(hub.listeners).toBe(2)
  })

  it('that were missed are told again; nothing twice, nothing of another workspace', () => {
    const hub = new EventHub('r', 'hash')
    for (let n = 1; n <= 5; n++) hub.publish('links.changed', n === 3 ? 'b' : 'a', { count: n })
    expect(listener(hub, 'a', { run: 'r', seq: 2 }).seqs()).toEqual(['hello', 4, 5])
    expect(listener(hub, 'a', { run: 'r', seq: 5 }).seqs()).toEqual(['hello'])
    expect(listener(hub, 'a', { run: 'r', seq: 0 }).seqs()).toEqual(['hello', 1, 2, 4, 5])
    expect(listener(hub, 'a').seqs()).toEqual(['hello'])
  })

  it('that were missed by too much, or in another run, are a gap', () => {
    const hub = new EventHub('r', 'hash')
    for (let n = 1; n <= 2003; n++) hub.publish('links.changed', 'a', { count: n })
    expect(listener(hub, 'a', { run: 'r', seq: 2 }).seqs()).toEqual(['hello', 'gap'])
    expect(listener(hub, 'a', { run: 'r', seq: 3 }).seqs()).toHaveLength(2001)
    expect(listener(hub, 'a', { run: 'earlier', seq: 2003 }).seqs()).toEqual(['hello', 'gap'])
  })

  it('come in the order of their numbers, also when telling one brings about another', () => {
    const hub = new EventHub('r', 'hash')
    let locked = false
    hub.subscribe({
      workspaceId: () => {
        if (!locked) {
          locked = true
          hub.publish('session.changed', 'a', { sessionId: 's', reason: 'locked' })
        }
        return 'a'
      },
      deliver: () => undefined,
    })
    const late = listener(hub, 'a')
    hub.publish('links.changed', 'a', { count: 1 })
    expect(late.seqs()).toEqual(['hello', 1, 2])
  })

  it('go on when a listener has gone without a word', () => {
    const hub = new EventHub('r', 'hash')
    let calls = 0
    hub.subscribe({
      workspaceId: () => 'a',
      deliver: (message) => {
        calls += 1
        if (message.type === 'event') throw new Error('socket closed')
      },
    })
    const other = listener(hub, 'a')
    hub.publish('links.changed', 'a', { count: 1 })
    hub.publish('links.changed', 'a', { count: 2 })
    expect(other.seqs()).toEqual(['hello', 1, 2])
    expect([calls, hub.listeners]).toEqual([2, 1])
  })
})
