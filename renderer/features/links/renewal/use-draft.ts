import type { CommandInput } from '@shared/contract'
import type { LinkUse } from '@shared/contract/links'
import { hasAddress } from './reach'

/** A note of where a link went, as typed. */
export interface UseDraft {
  kind: LinkUse['kind']
  text: string
  url: string
  count: number | null
}

export const emptyUse: Readonly<UseDraft> = { kind: 'sms', text: '', url: '', count: null }

/** What is wrong with it, as text keys by field; empty: nothing. */
export function useMistakes({ kind, text, url }: UseDraft): Record<string, string> {
  const address = url.trim()
  return {
    ...(text.trim() === '' ? { text: 'links.uses.textMissing' } : {}),
    ...(hasAddress(kind) && address !== '' && !isWebAddress(address) ? { url: 'links.uses.urlForm' } : {}),
  }
}

function isWebAddress(text: string): boolean {
  return /^https?:\/\/\S+$/iu.test(text) && URL.canParse(text)
}

/** The note as the contract takes it. */
export function useOf(linkId: string, { kind, text, url, count }: UseDraft): CommandInput<'links.uses.add'> {
  const address = url.trim()
  return {
    linkId,
    kind,
    text: text.trim(),
    ...(hasAddress(kind) && address !== '' ? { url: address } : {}),
    ...(count === null ? {} : { count }),
  }
}
