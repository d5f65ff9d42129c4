import { openPack } from '../engine/pack-reader'
import type { Pack } from '../engine/pack-types'

/** The chain of balances of a fund flow: previous balance and amount give the next one (settlement-reconciliation §5.2). */
export interface BalanceChain {
  openingMinor: number | null
  closingMinor: number | null
  breaks: number
}

export const noChain: BalanceChain = { openingMinor: null, closingMinor: null, breaks: 0 }

/** Reads the chain of a file's rows in their order; rows without a balance are no part of it. */
export function chainOf({ rows, amountMinor, balanceMinor }: Pick<Pack, 'rows' | 'amountMinor' | 'balanceMinor'>): BalanceChain {
  let openingMinor: number | null = null
  let before = Number.NaN
  let breaks = 0
  for (let row = 0; row < rows; row += 1) {
    const [amount, balance] = [amountMinor[row] ?? Number.NaN, balanceMinor[row] ?? Number.NaN]
    if (Number.isNaN(balance) || Number.isNaN(amount)) continue
    if (openingMinor === null) openingMinor = balance - amount
    else if (before + amount !== balance) breaks += 1
    before = balance
  }
  return { openingMinor, closingMinor: openingMinor === null ? null : before, breaks }
}

export function readChain(packPath: string): BalanceChain {
  const pack = openPack(packPath)
  try {
    return chainOf(pack)
  } finally {
    pack.close()
  }
}
