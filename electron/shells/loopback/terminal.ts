import { Fault } from '../../platform/errors/fault'

/** Writes one line to standard error; standard output is for what programs read. */
export function say(line: string): void {
  process.stderr.write(`${line.replaceAll(/\s*\n\s*/gu, ' ')}\n`)
}

/** A text in the language of the terminal. Loaded when one is needed: the texts would delay each start. */
export async function sayText(
  locale: 'zh-CN' | 'en',
  key: string,
  params: Record<string, string | number> = {},
): Promise<void> {
  const { textFor } = await import('../../platform/texts/texts')
  say(textFor(locale, key, params))
}

/** What went wrong, for a person: the fault's text, and for a folder also which of its conditions is not met. */
export async function sayFault(locale: 'zh-CN' | 'en', cause: unknown): Promise<void> {
  const fault = cause instanceof Fault ? cause : new Fault('shell.startFailed')
  await sayText(locale, `errors.${fault.code}`, fault.params)
  const { reason } = fault.params
  if (fault.code === 'owner.folderUnusable') await sayText(locale, `shell.folder.${reason ?? 'notWritable'}`)
  if (fault.code === 'shell.startFailed' && cause instanceof Error) say(`${cause.name}: ${cause.message}`)
}
