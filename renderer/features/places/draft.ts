import type { FieldError } from '@shared/contract/error'
import type { Place, PlaceFields } from '@shared/contract/places'
import { isZone } from '@shared/domain/days'

/** A place as it is typed. */
export interface PlaceDraft {
  code: string
  name: string
  zone: string
  appIds: string[]
  owner: string
}

export const emptyDraft: PlaceDraft = { code: '', name: '', zone: 'Asia/Shanghai', appIds: [], owner: '' }

export function draftOf({ code, name, zone, appIds, owner }: Place): PlaceDraft {
  return { code, name, zone, appIds: [...appIds], owner }
}

export function fieldsOf(draft: PlaceDraft): PlaceFields {
  return {
    code: draft.code.trim(),
    name: draft.name.trim(),
    zone: draft.zone,
    appIds: [...draft.appIds],
    owner: draft.owner.trim(),
  }
}

/** The mistakes that show while typing; the service has the last word. */
export function checkDraft(draft: PlaceDraft): FieldError[] {
  const issues: FieldError[] = []
  const texts = [
    ['code', draft.code, 40, true],
    ['name', draft.name, 100, true],
    ['owner', draft.owner, 60, false],
  ] as const
  for (const [path, text, maximum, required] of texts) {
    const length = text.trim().length
    if (required && length === 0) issues.push({ path, code: 'required' })
    else if (length > maximum) issues.push({ path, code: 'tooLong', params: { maximum } })
  }
  if (draft.zone === '') issues.push({ path: 'zone', code: 'required' })
  else if (!isZone(draft.zone)) issues.push({ path: 'zone', code: 'places.zoneUnknown', params: { text: draft.zone } })
  if (draft.appIds.length > 200) {
    issues.push({ path: 'appIds', code: 'places.tooManyApps', params: { count: draft.appIds.length, max: 200 } })
  }
  return issues
}
