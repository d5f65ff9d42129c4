import type { StandInRequest } from '../http/server'

const bodyMaximum = 2000

/** Path and query of a call; tokens and secrets in it are shortened, as the platform does in what it shows. */
export function shownAddress({ path, query }: StandInRequest): string {
  const shown = new URLSearchParams(query)
  const token = shown.get('access_token')
  if (token !== null) shown.set('access_token', `${token.slice(0, 6)}***`)
  for (const name of ['secret', 'appsecret']) if (shown.has(name)) shown.set(name, '***')
  const text = shown.toString()
  return text === '' ? path : `${path}?${text}`
}

/** Body of a call with its secrets masked, cut where it is very long; of a face verification nothing. */
export function shownBody({ path, body }: StandInRequest): string {
  // Names and identity numbers stand in these; what is noted here is written to the practice folder.
  if (path.startsWith('/cityservice/face/')) return '***'
  const text = body.subarray(0, bodyMaximum).toString('utf8')
  return text.replace(/("(?:app)?secret"\s*:\s*)"[^"]*"?/g, '$1"***"')
}
