import type { Permission } from '@shared/contract/permissions'
import { Fault } from '../../platform/errors/fault'
import type { ReportMaker } from './data'

/** A kind of report as the library offers it. */
export interface ReportKind {
  maker: ReportMaker
  /** What is asked before it is made. */
  asks: ('month' | 'range' | 'subject')[]
  /**
   * Rights that it takes to make one and to look at one; `data.export` where personal data is inside, asked for making
   * and saving only.
   */
  needs: Permission[]
  /** What a report can be about in a month, with the params of each. */
  subjects?: (month: string) => Promise<{ params: Record<string, string>; label: string }[]>
}

/** The kinds that features offered. Kinds grow, so they are words checked here and not a closed list. */
export class ReportKinds {
  readonly #kinds = new Map<string, ReportKind>()

  register(kind: ReportKind): void {
    this.#kinds.set(kind.maker.kind, kind)
  }

  all(): ReportKind[] {
    return [...this.#kinds.values()]
  }

  /** @throws Fault `reports.unknownKind` */
  require(kind: string): ReportKind {
    const found = this.#kinds.get(kind)
    if (!found) throw new Fault('reports.unknownKind', { params: { kind: kind.slice(0, 40) } })
    return found
  }

  /** Whether somebody with these rights may look at a report of a kind; one that is not known here needs none of its own. */
  mayRead(kind: string, permissions: readonly Permission[]): boolean {
    return this.#kinds.get(kind)?.needs.every((needed) => needed === 'data.export' || permissions.includes(needed)) ?? true
  }
}
