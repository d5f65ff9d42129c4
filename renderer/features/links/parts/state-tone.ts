import type { LinkState } from '@shared/contract/links'
import type { Tone } from '@renderer/ui/text/tone'

/** What the colour of a link's state says. */
export const stateTones: Record<LinkState, Tone> = { valid: 'done', expired: 'attention', archived: 'neutral' }
