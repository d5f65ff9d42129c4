import { type CodeType, codeTypes, type ScanWay, scanWays } from './places'
import type { Rule } from './rule'

export interface MatrixAnswer {
  rule: Rule
  /** The two sources say different things. */
  contradicted: boolean
  /** Another code that works there for certain, where this one does not. */
  instead?: CodeType
}

const find = (rules: readonly Rule[], code: CodeType, scan: ScanWay) =>
  rules.find(({ table, subject, object }) => table === 'matrix' && subject === code && object === scan)

/** Whether a code is read in a way, why, and which code to take instead. */
export function readable(rules: readonly Rule[], code: CodeType, scan: ScanWay): MatrixAnswer | undefined {
  const rule = find(rules, code, scan)
  if (!rule) return undefined
  const good = rule.verdict === 'works' && rule.certain
  const instead = good
    ? undefined
    : codeTypes.find((other) => {
        const found = other === code ? undefined : find(rules, other, scan)
        return found?.verdict === 'works' && found.certain
      })
  return {
    rule,
    contradicted: rule.earlier !== undefined && rule.earlier.verdict !== rule.verdict,
    ...(instead === undefined ? {} : { instead }),
  }
}

/** The whole table, code by code, in the order of the columns. */
export function matrixOf(rules: readonly Rule[]): { code: CodeType; cells: { scan: ScanWay; answer: MatrixAnswer }[] }[] {
  return codeTypes.map((code) => ({
    code,
    cells: scanWays.flatMap((scan) => {
      const answer = readable(rules, code, scan)
      return answer ? [{ scan, answer }] : []
    }),
  }))
}
