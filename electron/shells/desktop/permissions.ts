import type { App, Session } from 'electron'
import { isOurs } from './origin'

/** Everything else that a page can ask for is refused; Electron by itself would grant it. Notices: kinds and counts. */
const allowed: ReadonlySet<string> = new Set(['clipboard-sanitized-write', 'notifications'])

export function isAllowedPermission(permission: string, requestingAddress: string | undefined): boolean {
  return allowed.has(permission) && requestingAddress !== undefined && isOurs(requestingAddress)
}

/**
 * Sets both permission handlers, because a check that is refused may be asked for, and a request may never be checked;
 * no devices, no screen, no sign-in of the system's user to servers (architecture-anchors §4, rows 11 and 12).
 */
export function restrictSession(session: Session): void {
  session.setPermissionRequestHandler((_contents, permission, callback, details) =>
    callback(isAllowedPermission(permission, details.requestingUrl)),
  )
  session.setPermissionCheckHandler((_contents, permission, requestingOrigin) =>
    isAllowedPermission(permission, requestingOrigin),
  )
  session.setDevicePermissionHandler(() => false)
  session.setDisplayMediaRequestHandler((_request, callback) => callback(null))
  session.allowNTLMCredentialsForDomains('')
}

/** Answers servers that ask for a certificate or a password with none: our pages come from the disk. */
export function refuseCredentials(app: App): void {
  app.on('select-client-certificate', (event, _contents, _url, _list, callback) => {
    event.preventDefault()
    callback()
  })
  app.on('login', (event, _contents, _details, _authInfo, callback) => {
    event.preventDefault()
    callback()
  })
}
