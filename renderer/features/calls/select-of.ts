/**
 * What a filter's select is bound to: name, choices, and that it can be cleared. As one object, because the library's
 * own types of these properties do not accept their own values.
 */
export function selectOf(
  label: string,
  options: readonly { value: string; label: string }[],
  more: Readonly<Record<string, unknown>> = {},
): Record<string, unknown> {
  return { 'aria-label': label, placeholder: label, options, clearable: true, ...more }
}
