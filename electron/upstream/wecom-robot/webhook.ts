/** Where the robot's page in WeCom shows the webhook. Source: see index.ts. */
const address = { host: 'qyapi.weixin.qq.com', path: '/cgi-bin/webhook/send' }
const keyForm = /^[0-9A-Za-z-]{16,64}$/u

/** The key in what an operator pastes: the whole webhook address, or the key alone; `undefined` for anything else. */
export function webhookKey(pasted: string): string | undefined {
  const text = pasted.trim()
  if (keyForm.test(text)) return text
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url?.protocol !== 'https:' || url.hostname !== address.host || url.port !== '' || url.pathname !== address.path)
    return undefined
  const key = url.searchParams.get('key') ?? ''
  return keyForm.test(key) ? key : undefined
}
