import { beijingOffsetMs } from '@shared/domain/beijing-time'

const dayMs = 86_400_000

/** Days since 1970-01-01, counted in Asia/Shanghai. */
export function dayNumber(ms: number): number {
  return Math.floor((ms + beijingOffsetMs) / dayMs)
}
