/**
 * Chinese full text over SQLite's FTS5: its trigram tokenizer finds no two-character word (房间), so Han text is
 * indexed as overlapping pairs and searched as phrases of pairs (architecture, *Store*).
 */

const runs = /(\p{Script=Han}+)|([\p{L}\p{N}]+)/gu

/** The words under which a text is indexed: pairs of Han characters, the last one alone, other words in lower case. */
export function searchWords(text: string): string {
  const words: string[] = []
  for (const [, han, other] of text.normalize('NFKC').matchAll(runs)) {
    if (han !== undefined) words.push(...pairs(han), lastOf(han))
    else if (other !== undefined) words.push(...withoutHan(other))
  }
  return words.join(' ')
}

/**
 * What a person typed as an FTS5 query: every part must occur; Latin words and numbers by their beginning, a single
 * Han character by any pair that begins with it.
 * @returns undefined when there is nothing to search for
 */
export function searchQuery(text: string): string | undefined {
  const terms: string[] = []
  for (const [, han, other] of text.normalize('NFKC').matchAll(runs)) {
    if (han !== undefined) terms.push([...han].length === 1 ? `"${han}" *` : `"${pairs(han).join(' ')}"`)
    else if (other !== undefined) for (const word of withoutHan(other)) terms.push(/^\p{Script=Han}/u.test(word) ? `"${word}"` : `"${word}" *`)
  }
  return terms.length === 0 ? undefined : terms.slice(0, 20).join(' AND ')
}

function pairs(han: string): string[] {
  const characters = [...han]
  return characters.slice(0, -1).map((character, at) => character + (characters[at + 1] ?? ''))
}

function lastOf(han: string): string {
  return [...han].at(-1) ?? ''
}

/** A run such as `room房间2` breaks at its Han characters; each side is a word of its own. */
function withoutHan(run: string): string[] {
  return run
    .toLowerCase()
    .split(/(\p{Script=Han}+)/u)
    .filter((part) => part !== '')
    .flatMap((part) => (/^\p{Script=Han}/u.test(part) ? [...pairs(part), lastOf(part)] : [part]))
}
