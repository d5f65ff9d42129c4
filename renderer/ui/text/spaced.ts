/**
 * Puts a space where Chinese meets a Latin word, as a carefully set text has it: a verb and a kind of link are joined by
 * the program, and only one of them knows in which script the other is.
 */
export function spaced(text: string): string {
  return text.replace(/(\p{Script=Han})(?=[A-Za-z])|([A-Za-z])(?=\p{Script=Han})/gu, '$& ')
}
