/** Fields of the pushed message, as A23-6 lists them; their meaning stands under `identityScreens.push.fields`. */
const pushFields = ['ToUserName', 'FromUserName', 'CreateTime', 'MsgType', 'Event', 'openid', 'out_seq_no', 'verify_result'] as const
export type PushField = (typeof pushFields)[number]

export const isPushField = (name: string): name is PushField => (pushFields as readonly string[]).includes(name)
