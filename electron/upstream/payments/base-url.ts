import { Fault } from '../../platform/errors/fault'

/**
 * The base address that an account names, or the official one. Only over TLS and only to hosts of its kind: keys and
 * refunds must not be led elsewhere by a setting.
 * @throws Fault `payments.hostNotAllowed`
 */
export function baseUrlWithin(wanted: string | undefined, official: string, hosts: readonly string[]): string {
  const text = wanted === undefined || wanted.trim() === '' ? official : wanted.trim()
  const url = URL.canParse(text) ? new URL(text) : undefined
  const fine = url?.protocol === 'https:' && url.username === '' && url.password === '' && url.search === '' && url.hash === '' && hosts.includes(url.host)
  if (!fine) throw new Fault('payments.hostNotAllowed', { params: { host: url?.host ?? text.slice(0, 60), hosts: hosts.join(', ') } })
  return url.href.replace(/\/+$/u, '')
}
