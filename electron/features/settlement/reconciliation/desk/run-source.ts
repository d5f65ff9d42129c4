/** Where a run and its packs stand; what the desk opens. */
export interface RunSource {
  file: string
  left: PackSource[]
  right: PackSource[]
}

export interface PackSource {
  fileId: string
  path: string
  /** What the file is called; empty for our own orders. */
  name: string
  source: string
}
