import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import { z } from 'zod'

const Remembered = z.object({
  v: z.literal(1),
  locale: z.enum(['zh-CN', 'en']).default('zh-CN'),
  maximized: z.boolean().default(false),
  bounds: z.object({ x: z.int(), y: z.int(), width: z.int().min(1), height: z.int().min(1) }).optional(),
})
export type Remembered = z.infer<typeof Remembered>

/** What the shell itself remembers from one start to the next. A file that cannot be read is as good as none. */
export function readRemembered(file: string): Remembered {
  try {
    return Remembered.parse(JSON.parse(readFileSync(file, 'utf8')))
  } catch {
    return Remembered.parse({ v: 1 })
  }
}

/** Written at once and whole, because it is written while the program ends. @throws what the file system says */
export function writeRemembered(file: string, remembered: Remembered): void {
  writeFileSync(`${file}.partial`, JSON.stringify(remembered), { mode: 0o600 })
  renameSync(`${file}.partial`, file)
}
