/** One entry of a company's list in the platform's back end. */
export interface ListedAccount {
  name: string
  appId: string
  originalId: string
  administrator: string
  certifiedOn: string
  certifiedUntil: string
  state: string
}

export interface ListChange {
  name: string
  appId: string
  fields: { field: keyof ListedAccount; before: string; after: string }[]
}

/** What changed between two lists of the same company. */
export interface ListDiff {
  fresh: ListedAccount[]
  gone: ListedAccount[]
  changed: ListChange[]
}

const compared = ['name', 'appId', 'originalId', 'administrator', 'certifiedOn', 'certifiedUntil', 'state'] as const

/** Names an entry: by AppID, else original id, else name, because old lists hold names alone. */
export function listKeys({ appId, originalId, name }: Pick<ListedAccount, 'appId' | 'originalId' | 'name'>): string[] {
  return [
    ...(appId === '' ? [] : [`app ${appId}`]),
    ...(originalId === '' ? [] : [`original ${originalId}`]),
    ...(appId === '' && originalId === '' ? [`name ${name}`] : []),
  ]
}

/**
 * Compares the list of before with the one of now. An entry that changed its name is found by its ids; one that has
 * no id on either side is found by its name. A cell that is empty now says nothing about what stood there.
 */
export function diffLists(before: readonly ListedAccount[], now: readonly ListedAccount[]): ListDiff {
  const left = new Set(before)
  const byKey = new Map<string, ListedAccount>()
  const byName = new Map<string, ListedAccount[]>()
  for (const one of before) {
    for (const key of listKeys(one)) if (!byKey.has(key)) byKey.set(key, one)
    byName.set(one.name, [...(byName.get(one.name) ?? []), one])
  }
  const find = (entry: ListedAccount): ListedAccount | undefined => {
    const known = listKeys(entry)
      .map((key) => byKey.get(key))
      .find((one) => one !== undefined && left.has(one))
    return known ?? (byName.get(entry.name) ?? []).find((one) => left.has(one) && (isBare(entry) || isBare(one)))
  }
  const fresh: ListedAccount[] = []
  const changed: ListChange[] = []
  for (const entry of now) {
    const known = find(entry)
    if (!known) {
      fresh.push(entry)
      continue
    }
    left.delete(known)
    const fields = compared
      .filter((field) => entry[field] !== '' && entry[field] !== known[field])
      .map((field) => ({ field, before: known[field], after: entry[field] }))
    if (fields.length > 0) changed.push({ name: entry.name, appId: entry.appId || known.appId, fields })
  }
  return { fresh, gone: [...left], changed }
}

const isBare = ({ appId, originalId }: ListedAccount) => appId === '' && originalId === ''
