import type { EnvVersion } from './types'

/** What a mini-program code says. */
export interface CodeTarget {
  shape: 'round' | 'square'
  appId: string
  /** With its query for codes of interface A and C. */
  path: string
  /** Only with codes of interface B. */
  scene: string | undefined
  envVersion: EnvVersion
}

const prefix = 'sandbox-code:?'

/**
 * A code as a text. Nobody can read the real ones without WeChat, so this form is the stand-in's own: it stands in the
 * comment of the picture, and the phone page takes it for the scanned code.
 */
export function codeText({ shape, appId, path, scene, envVersion }: CodeTarget): string {
  const params = new URLSearchParams({ shape, appid: appId, path })
  if (scene !== undefined) params.set('scene', scene)
  params.set('env_version', envVersion)
  return prefix + params.toString()
}

export function parseCodeText(text: string): CodeTarget | undefined {
  if (!text.startsWith(prefix)) return undefined
  const params = new URLSearchParams(text.slice(prefix.length))
  const appId = params.get('appid')
  const envVersion = params.get('env_version')
  if (appId === null || (envVersion !== 'release' && envVersion !== 'trial' && envVersion !== 'develop')) {
    return undefined
  }
  return {
    shape: params.get('shape') === 'square' ? 'square' : 'round',
    appId,
    path: params.get('path') ?? '',
    scene: params.get('scene') ?? undefined,
    envVersion,
  }
}
