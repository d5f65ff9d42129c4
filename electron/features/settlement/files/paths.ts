import { join } from 'node:path'

/** Where files of settlement stand below the workspace's folder. Originals and evidence by hash; packs can be made again. */
export interface SettlementFolders {
  originals: string
  packs: string
  /** What is being written and has no name yet; emptied at every start. */
  unfinished: string
}

export function foldersOf(dir: string): SettlementFolders {
  const root = join(dir, 'settlement')
  return { originals: join(root, 'originals'), packs: join(root, 'packs'), unfinished: join(root, 'unfinished') }
}

/** Where the content with this hash stands; two letters of it name a folder, so that none gets too full. */
export function originalPath({ originals }: SettlementFolders, sha256: string): string {
  return join(originals, sha256.slice(0, 2), sha256)
}
