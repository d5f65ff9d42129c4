import { readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { AppsService } from './features/apps'
import type { OfficialAccountsService } from './features/official-accounts'
import type { Clock } from './platform/clock/clock'
import { practiceAccounts, practiceApps, practiceConsole, practiceShortService, sandboxAccount } from './practice-data'
import type { IdentityPractice } from './features/identity'
import { type ShortAddressSandbox, startShortAddressSandbox } from './sandbox/short-address'
import { readImageComment, startWechatSandbox, type WechatSandbox } from './sandbox/wechat'

/** The stand-ins behind a practice workspace. They start with the first call, not with the program. */
export interface Practice extends IdentityPractice {
  wechatUrl(): Promise<string>
  /** The stand-in behind every short-address service. */
  shortAddressUrl(): Promise<string>
  /** The page that shows what a phone would do with a link, or with the picture of a code. */
  phoneUrl(link: string | Uint8Array, locale: 'zh-CN' | 'en'): Promise<string>
  close(): Promise<void>
}

/** A short-address service as the stand-in has to know it. */
export interface OwnService {
  id: string
  url: string
  secrets: string[]
}

const snapshotName = 'wechat-sandbox.json'
const shortSnapshotName = 'short-address-sandbox.json'

export function openPractice(parts: {
  clock: Clock
  apps: AppsService
  officialAccounts: OfficialAccountsService
  dir: string
  reportError: (where: string, cause: unknown) => void
  ownServices: () => Promise<OwnService[]>
}): Practice {
  let starting: Promise<WechatSandbox> | undefined
  const file = join(parts.dir, snapshotName)
  let saving: Promise<void> = Promise.resolve()
  const save = (text: string) => {
    saving = saving
      .then(async () => {
        await writeFile(`${file}.partial`, text, { mode: 0o600 })
        await rename(`${file}.partial`, file)
      })
      .catch((cause: unknown) => parts.reportError('practice.save', cause))
  }

  const startWith = (restore: string | undefined) =>
    startWechatSandbox({
      clock: parts.clock,
      seed: [
        ...practiceApps.map((app) => app.sandbox),
        ...practiceAccounts.map(({ fields, secret }) => sandboxAccount(fields, secret)),
      ],
      ...(restore === undefined ? {} : { restore }),
      onChange: (text) => save(text()),
    })
  const start = async (): Promise<WechatSandbox> => {
    const snapshot = await readFile(file, 'utf8').catch(() => undefined)
    try {
      return await startWith(snapshot)
    } catch (cause) {
      if (snapshot === undefined) throw cause
      // Practice must go on: without the memory of earlier links rather than not at all.
      parts.reportError('practice.restore', cause)
      return startWith(undefined)
    }
  }
  const sandbox = async () => {
    starting ??= start()
    starting.catch(() => {
      starting = undefined
    })
    const running = await starting
    await mirrorOwnApps(running, parts.apps)
    await mirrorOwnAccounts(running, parts.officialAccounts)
    return running
  }

  const short = keptShortAddresses(parts)

  return {
    wechatUrl: async () => (await sandbox()).baseUrl,
    shortAddressUrl: short.url,
    phoneUrl: async (link, locale) => {
      // A code is scanned: what it says stands in the picture of the stand-in.
      const text = typeof link === 'string' ? link : (readImageComment(link)?.text ?? '')
      return (await sandbox()).phoneUrl(text, { lang: locale })
    },
    finishFace: async (input) => (await sandbox()).finishFace(input),
    close: async () => {
      await (await starting?.catch(() => undefined))?.close()
      await saving
      await short.close()
    },
  }
}

/** The short-address stand-in: started with the first call, its short addresses remembered in the folder. */
function keptShortAddresses(parts: Parameters<typeof openPractice>[0]) {
  const file = join(parts.dir, shortSnapshotName)
  const known = new Set<string>()
  let starting: Promise<ShortAddressSandbox> | undefined
  let saving: Promise<void> = Promise.resolve()
  const save = (text: string) => {
    saving = saving
      .then(async () => {
        await writeFile(`${file}.partial`, text, { mode: 0o600 })
        await rename(`${file}.partial`, file)
      })
      .catch((cause: unknown) => parts.reportError('practice.save', cause))
  }
  const startWith = (restore: string | undefined) =>
    startShortAddressSandbox({
      clock: parts.clock,
      tokens: [practiceShortService.token],
      ...(restore === undefined ? {} : { restore }),
      onChange: save,
    })
  const start = async () => {
    const snapshot = await readFile(file, 'utf8').catch(() => undefined)
    return startWith(snapshot).catch((cause: unknown) => {
      if (snapshot === undefined) throw cause
      parts.reportError('practice.restore', cause)
      return startWith(undefined)
    })
  }
  return {
    url: async () => {
      starting ??= start()
      starting.catch(() => {
        starting = undefined
      })
      const running = await starting
      // As with mini programs: an operator's own service is known by the secrets it is given first, the example's can be wrong.
      for (const { id, url, secrets } of await parts.ownServices()) {
        if (url === practiceShortService.fields.create.url || secrets.length === 0 || known.has(id)) continue
        known.add(id)
        for (const secret of secrets) running.addToken(secret.replace(/^Bearer /iu, ''))
      }
      return running.baseUrl
    },
    close: async () => {
      await (await starting?.catch(() => undefined))?.close()
      await saving
    },
  }
}

/**
 * A mini program that an operator added in practice becomes known to the stand-in with the secret it was given first;
 * its pages follow what is entered. The example's own mini programs stay as they are: their secrets can be wrong.
 */
async function mirrorOwnApps(sandbox: WechatSandbox, apps: AppsService): Promise<void> {
  const known = new Map(sandbox.state().apps.map((app) => [app.appId, app]))
  for (const app of await apps.all()) {
    if (practiceApps.some(({ fields }) => fields.appId === app.appId)) continue
    const pages = {
      name: app.name,
      subjectType: app.subjectType,
      declaredPages: app.declaredPages,
      releasedPages: app.pages,
      trialPages: app.pages,
      developPages: app.pages,
    }
    if (known.has(app.appId)) sandbox.updateApp(app.appId, pages)
    else if (app.secret) {
      const { secret } = await apps.credentials(app.appId)
      sandbox.addApp({ appId: app.appId, secret, released: true, ipWhitelist: null, ...practiceConsole, ...pages })
    }
  }
}

/** The same for official accounts; the safe domains follow what is entered, those of the example too. */
async function mirrorOwnAccounts(sandbox: WechatSandbox, accounts: OfficialAccountsService): Promise<void> {
  const known = new Set(sandbox.state().apps.map(({ appId }) => appId))
  for (const account of await accounts.all()) {
    const { appId, name, type, safeDomains } = account
    if (known.has(appId)) sandbox.updateApp(appId, { name, type, jsSafeDomains: safeDomains })
    else if (account.secret) sandbox.addApp(sandboxAccount(account, (await accounts.credentials(appId)).secret))
  }
}
