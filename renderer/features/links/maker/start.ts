import { isLinkKind } from '@shared/domain/links'
import type { LocationQuery } from 'vue-router'
import type { MakerForm } from './form'
import { fieldsOf } from './kind-fields'

/** What another screen asked to start from (`/links/new?app=…&path=…`). */
export function startOf(asked: LocationQuery): Partial<MakerForm> {
  const text = (key: string) => {
    const value = asked[key]
    return typeof value === 'string' ? value : undefined
  }
  const named = text('kind')
  const kind = named !== undefined && isLinkKind(named) ? named : undefined
  const [app, place, path, query, campaign] = ['app', 'place', 'path', 'query', 'campaign'].map(text)
  const [channel, audience] = ['channel', 'audience'].map(text)
  return {
    ...(app === undefined ? {} : { appId: app }),
    ...(place === undefined ? {} : { placeId: place }),
    ...(path === undefined ? {} : { path }),
    ...(query === undefined ? {} : kind && fieldsOf(kind).scene ? { scene: query } : { query }),
    ...(campaign === undefined ? {} : { campaign }),
    ...(channel === undefined ? {} : { channel }),
    ...(audience === undefined ? {} : { audience }),
    ...(kind ? { kind } : {}),
    ...(text('tag') === '0' ? { withDefaultTag: false } : {}),
  }
}
