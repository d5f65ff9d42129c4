/** The text of a dropped file; read in the window and sent nowhere by itself. */
export async function textOf(file: File): Promise<string> {
  return (await file.text()).replace(/^\uFEFF/u, '')
}
