import { createHash } from 'node:crypto'
import { adviserFacts, advisedPlaces, rank, rulesInForce, shippedRules } from '@shared/domain/adviser'
import { stringToSign } from '@shared/domain/jssdk'
import { signatureOf } from '@shared/domain/jssdk/signature'
import { defaultLedgerLimitValues, type Edge, planBindings, type Wish } from '@shared/domain/ledger'
import type { BenchRow } from './row'
import { each } from './times'

/** What only computes: a JS-SDK signature, the adviser's ranking, and the plan of 500 bindings. */
export function benchRules(): BenchRow[] {
  return [signature(), ranking(), plan()]
}

/** The page of a screen signs with the same code as the main process, so it is a package and not Node's own. */
function signature(): BenchRow {
  const parts = (n: number) => ({
    ticket: 'sM4AOVdWfPE4DxkXGEs8VMCPGGVi4C3VM0P37wVUCFvkVAy_90u5h9nbSlYy3-Sl-HhTdfl2fzFy1AOcHKP7qg',
    nonceStr: `Wm3WZYTPz0wzccn${n}`,
    timestamp: '1414587457',
    url: `https://h5.example.com/room?id=${n}`,
  })
  const native = (n: number) => createHash('sha1').update(stringToSign(parts(n))).digest('hex')
  if (signatureOf(parts(7)) !== native(7)) throw new Error('the signatures differ')
  const perSecond = 1000 / each(5000, (n) => signatureOf(parts(n)))
  const peer = { name: 'node:crypto', value: 1000 / each(5000, native) }
  return { name: 'JS-SDK signatures in a second', ours: perSecond, unit: '', peer, aim: '> 1,000', met: perSecond > 1000 }
}

function ranking(): BenchRow {
  const rules = rulesInForce(shippedRules, new Map())
  const facts = Object.fromEntries(adviserFacts.map((fact) => [fact, 'unknown'])) as Record<(typeof adviserFacts)[number], 'unknown'>
  const ms = each(500, () => rank({ places: advisedPlaces, platforms: [], facts }, rules))
  return { name: `adviser: every way ranked for all ${advisedPlaces.length} places`, ours: ms, unit: 'ms', aim: '< 10 ms', met: ms < 10 }
}

/** A group of 100 official accounts and 10 open-platform accounts with 200 mini programs, half of it bound. */
function plan(): BenchRow {
  const edge = (n: number): Edge => {
    const link = n % 2 === 0
    return {
      kind: link ? 'link' : 'open',
      holderId: link ? `oa${n % 100}` : `op${n % 10}`,
      targetId: `mp${n % 200}-${Math.floor(n / 200)}`,
      targetKind: 'miniProgram',
      relation: n % 3 === 0 ? 'other' : 'same',
      certified: true,
      throughApi: false,
    }
  }
  const bindings = Array.from({ length: 500 }, (_, n) => ({ ...edge(n + 500), boundOn: n % 5 === 0 ? '2026-11-03' : '2026-08-01' }))
  const wishes = Array.from({ length: 500 }, (_, n): Wish => (n % 4 === 0 ? { want: 'drop', edge: edge(n + 500) } : { want: 'have', edge: edge(n) }))
  const input = { bindings, wishes, limits: defaultLedgerLimitValues, today: '2026-11-22' }
  const { steps, refused, met } = planBindings(input)
  if (steps.length + refused.length + met.length !== wishes.length) throw new Error('a wish is neither planned nor refused')
  const ms = each(5, () => planBindings(input))
  return { name: `plan of 500 wishes over 500 bindings (${steps.length} steps, ${refused.length} refused)`, ours: ms, unit: 'ms', aim: '< 100 ms', met: ms < 100 }
}
