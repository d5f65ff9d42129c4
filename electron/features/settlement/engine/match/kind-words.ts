import type { KindRule } from '@shared/contract/settlement-reconciliation'
import type { SourceKind } from '@shared/contract/settlement-values'
import { isOrderKind, kindCode } from './kinds'
import type { Side } from './side'

/**
 * Says by words what rows are that no order stands behind. What a profile knows as payment or refund stays so: goods are
 * called 充值卡 too. A title decides only where the profile does not know the row; a business type decides anywhere.
 */
export function applyKindRules(side: Side, rules: readonly KindRule[], source: SourceKind | undefined): void {
  const these = rules
    .filter((rule) => rule.on && (rule.source === undefined || source === undefined || rule.source === source))
    .map(({ words, kind }) => ({ words: words.map((word) => word.toLowerCase()), kind: kindCode[kind] }))
  if (these.length === 0) return
  const known = new Map<string, number>()
  const kindOf = (text: string): number => {
    const before = known.get(text)
    if (before !== undefined) return before
    const plain = text.toLowerCase()
    const kind = these.find(({ words }) => words.some((word) => plain.includes(word)))?.kind ?? -1
    // A source with ever new texts must not fill the memory.
    if (known.size < 10_000) known.set(text, kind)
    return kind
  }
  for (let row = 0; row < side.rows; row += 1) {
    const kind = side.kind[row] ?? 0
    if (isOrderKind(kind)) continue
    const type = kindOf(`${side.text('rawState', row)}\n${side.text('scene', row)}`)
    const decided = type < 0 && kind === kindCode.other ? kindOf(side.text('title', row)) : type
    if (decided >= 0) side.kind[row] = decided
  }
}
