import { z } from 'zod'
import { command } from './define'
import { FileTicket, Id } from './values'

export const files = {
  offer: command({
    kind: 'query',
    access: 'signedIn',
    summary: 'A one-time ticket for a file that a job of this workspace made.',
    input: z.strictObject({ fileId: Id }),
    output: FileTicket,
  }),
}
