/**
 * The rule against formula injection in CSV (OWASP "CSV Injection").
 *
 * A spreadsheet program takes a cell as a formula when it begins with `=`, `+`, `-` or `@`, and strips a leading tab
 * or line break before it looks. Some also strip spaces, and East Asian versions take the full-width ＝＋－＠ for
 * their narrow forms. Such a cell gets an apostrophe in front, which every spreadsheet program reads as "this is text".
 *
 * Two cases are decided on purpose:
 * - a plain negative number (`-12.50`, `-8%`) stays as it is: it can do nothing, and a sum must find it;
 * - whatever begins with `+` is guarded, also `+8613800000000` and `+3`: a phone number would lose its plus and turn
 *   into 8.6E+12, or `+86-138` into a subtraction.
 *
 * {@link unguardFormula} undoes it exactly: a text that already has apostrophes before such a beginning gets one more,
 * so that no text is changed by writing and reading it again.
 *
 * XLSX needs no guard: there a cell says itself that it is text.
 */
const dangerous = /^'*[\s\u200B\uFEFF]*[=+\-@\t\r\n＝＋－＠]/u
const guarded = /^'+[\s\u200B\uFEFF]*[=+\-@\t\r\n＝＋－＠]/u
const plainNegative = /^-\d+(?:\.\d+)?%?$/

/** The text as it may stand in a CSV cell. */
export function guardFormula(text: string): string {
  return dangerous.test(text) && !plainNegative.test(text) ? `'${text}` : text
}

/** The text that {@link guardFormula} was given. */
export function unguardFormula(text: string): string {
  return guarded.test(text) ? text.slice(1) : text
}
