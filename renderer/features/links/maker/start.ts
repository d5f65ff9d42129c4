import { envVersions, isLinkKind } from '@shared/domain/links'
import type { LocationQuery } from 'vue-router'
import { emptyForm, isMakerForm, type MakerForm } from './form'
import { draftOfOptions, fieldsOf, type OptionsDraft } from './kind-fields'

/** What another screen asked to start from (`/links/new?app=…&path=…`). */
export function startOf(asked: LocationQuery): Partial<MakerForm> {
  const text = (key: string) => {
    const value = asked[key]
    return typeof value === 'string' ? value : undefined
  }
  const named = text('kind')
  const kind = named !== undefined && isLinkKind(named) ? named : undefined
  const [app, place, path, query, campaign] = ['app', 'place', 'path', 'query', 'campaign'].map(text)
  const [channel, audience, note] = ['channel', 'audience', 'note'].map(text)
  const envVersion = envVersions.find((one) => one === text('version'))
  return {
    ...(app === undefined ? {} : { appId: app }),
    ...(place === undefined ? {} : { placeId: place }),
    ...(path === undefined ? {} : { path }),
    ...(query === undefined ? {} : kind && fieldsOf(kind).scene ? { scene: query } : { query }),
    ...(campaign === undefined ? {} : { campaign }),
    ...(channel === undefined ? {} : { channel }),
    ...(audience === undefined ? {} : { audience }),
    ...(note === undefined ? {} : { note }),
    ...(envVersion ? { envVersion } : {}),
    ...(kind ? { kind } : {}),
    ...optionsIn(text('options')),
    ...(text('tag') === '0' ? { withDefaultTag: false } : {}),
  }
}

/** The options as a draft of them was written into an address; none where they are no such draft. */
function optionsIn(text: string | undefined): Partial<OptionsDraft> {
  if (text === undefined) return {}
  try {
    const given: unknown = JSON.parse(text)
    if (typeof given !== 'object' || given === null) return {}
    const known = Object.keys(draftOfOptions({}))
    const draft = Object.fromEntries(Object.entries(given).filter(([key]) => known.includes(key)))
    return isMakerForm({ ...emptyForm, ...draft }) ? draft : {}
  } catch {
    return {}
  }
}
