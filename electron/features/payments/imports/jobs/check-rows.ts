import type { CheckedRow } from '../repository'
import { type OrderPlan, planRow, type PlanContext } from '../row-plan'

export interface CheckRowsHost {
  context(): Promise<PlanContext>
  rows(after: number): Promise<{ line: number; cells: string[] }[]>
  put(rows: CheckedRow[]): Promise<void>
  finish(): Promise<void>
}

const chunk = 100

/** Checks every row against the mapping, the other rows of the file and the orders; calls nothing, stores no order. */
export async function checkRows(
  host: { [K in keyof CheckRowsHost]: CheckRowsHost[K] },
  control: { signal: AbortSignal; stopping: () => boolean; progress: (update: { doneItems: number; failedItems: number }) => void },
): Promise<void> {
  const context = await host.context()
  const file = new FileRows()
  // A refund may stand before its order: which orders the file has is known first.
  if (context.bill) for await (const rows of pages(host)) for (const { cells } of rows) file.note(planRow(cells, context).plan)
  let doneItems = 0
  let failedItems = 0
  for await (const rows of pages(host))
    for (let from = 0; from < rows.length; from += chunk) {
      control.signal.throwIfAborted()
      if (control.stopping()) return
      const checked = rows.slice(from, from + chunk).map(({ line, cells }) => file.check(line, planRow(cells, context)))
      await host.put(checked)
      doneItems += checked.length
      failedItems += checked.filter(({ issues }) => issues.length > 0).length
      control.progress({ doneItems, failedItems })
    }
  await host.finish()
}

async function* pages(host: Pick<CheckRowsHost, 'rows'>): AsyncGenerator<{ line: number; cells: string[] }[]> {
  for (let after = -1; ; ) {
    const rows = await host.rows(after)
    const last = rows.at(-1)
    if (!last) return
    yield rows
    after = last.line
  }
}

const keysOf = ({ merchantNo, providerNo, wechatNo }: OrderPlan) =>
  [['m', merchantNo], ['p', providerNo], ['w', wechatNo]].filter(([, number]) => number !== '').map(([kind, number]) => `${kind} ${number}`)

/** What the rows of one file say about each other. */
class FileRows {
  readonly #orders = new Set<string>()
  readonly #seen = new Map<string, { line: number; minor: number; currency: string }>()

  note(plan: OrderPlan | null): void {
    if (plan && !plan.refund) for (const key of keysOf(plan)) this.#orders.add(key)
  }

  check(line: number, { issues, plan }: ReturnType<typeof planRow>): CheckedRow {
    if (!plan) return { line, issues, plan }
    if (plan.refund) return { line, issues, plan: { ...plan, refund: { ...plan.refund, orderInFile: keysOf(plan).some((key) => this.#orders.has(key)) } } }
    const earlier = keysOf(plan).map((key) => this.#seen.get(key)).find((row) => row !== undefined)
    if (!earlier) {
      for (const key of keysOf(plan)) this.#seen.set(key, { line, minor: plan.orderedMinor, currency: plan.currency })
      return { line, issues, plan }
    }
    // The same order in two rows with two sums: which one is right, the file does not say.
    if (earlier.minor !== plan.orderedMinor || earlier.currency !== plan.currency)
      return { line, issues: [{ field: 'amount', code: 'orderImport.rowContradicts', params: { line: earlier.line } }], plan: null }
    return { line, issues, plan, repeats: true }
  }
}
