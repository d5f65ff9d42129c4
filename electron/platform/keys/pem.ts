/** The first PEM block of a kind in pasted text; undefined where there is none. */
export function onePem(text: string, label: string): string | undefined {
  return new RegExp(`-----BEGIN ${label}-----[A-Za-z0-9+/=\\s]+-----END ${label}-----`, 'u').exec(text)?.[0]
}
