export interface Token {
  kind: 'text' | 'tag' | 'string' | 'comment'
  text: string
}

const pattern = /(<!--[^]*?-->|^\s*\/\/[^\n]*)|("(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')|(<\/?[a-z][\w-]*|\/?>)/gmu

/** Splits code into what is coloured: comments, texts in quotes, tags. Put together again it is the code. */
export function tokensOf(code: string): Token[] {
  const tokens: Token[] = []
  let from = 0
  for (const found of code.matchAll(pattern)) {
    if (found.index > from) tokens.push({ kind: 'text', text: code.slice(from, found.index) })
    const kind = found[1] === undefined ? (found[2] === undefined ? 'tag' : 'string') : 'comment'
    tokens.push({ kind, text: found[0] })
    from = found.index + found[0].length
  }
  if (from < code.length) tokens.push({ kind: 'text', text: code.slice(from) })
  return tokens
}
