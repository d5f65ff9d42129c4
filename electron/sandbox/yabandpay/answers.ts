import type { StandInReply } from '../http/server'

const json = (status: number, content: object): StandInReply => ({
  status,
  headers: { 'content-type': 'application/json; charset=utf-8' },
  body: JSON.stringify(content),
})

export const yes = (data: object): StandInReply => json(200, { status: true, code: '200', data, message: '' })

/** A refusal has status 200 and says so in its body. */
export const no = (code: string, message: string): StandInReply => json(200, { status: false, code, data: {}, message })
