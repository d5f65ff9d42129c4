/**
 * A header as it is compared: half-width, without byte order mark, backtick, tab, quotes and blanks around, one blank
 * within, small letters. Brackets stay: `订单金额(标价币种)` is not `订单金额`.
 */
export function headerName(header: string): string {
  return header
    .normalize('NFKC')
    .replace(/^[\s\uFEFF`'"]+|[\s"']+$/gu, '')
    .replace(/\s+/gu, ' ')
    .toLowerCase()
}

/** Where a header stands, by its name; of two equal ones the first. */
export function headerIndex(headers: readonly string[]): ReadonlyMap<string, number> {
  const index = new Map<string, number>()
  headers.forEach((header, column) => {
    const name = headerName(header)
    if (name !== '' && !index.has(name)) index.set(name, column)
  })
  return index
}
