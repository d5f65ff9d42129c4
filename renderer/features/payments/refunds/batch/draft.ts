/** What is picked before a sheet is read. */
export interface BatchDraft {
  name: string
  file: File | undefined
  /** The file as the program took it in; a mapping set anew reads it again. */
  fileId: string | undefined
  accountId: string | undefined
  sheet: string
  reason: string
}

export const emptyDraft = (): BatchDraft => ({
  name: '',
  file: undefined,
  fileId: undefined,
  accountId: undefined,
  sheet: '',
  reason: '',
})
