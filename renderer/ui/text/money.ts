const formats = new Map<string, Intl.NumberFormat>()

function formatOf(currency: string, locale: string): Intl.NumberFormat {
  const name = `${locale} ${currency}`
  const known = formats.get(name)
  if (known) return known
  const made = new Intl.NumberFormat(locale, { style: 'currency', currency })
  formats.set(name, made)
  return made
}

/** Decimals of a currency (ISO 4217), as the platform's tables know it; 2 for a code nobody knows. */
export function currencyDecimals(currency: string): number {
  try {
    return formatOf(currency, 'en').resolvedOptions().maximumFractionDigits ?? 2
  } catch {
    return 2
  }
}

function currencySign(currency: string, locale: string): string {
  try {
    const parts = formatOf(currency, locale).formatToParts(0)
    return parts.find((part) => part.type === 'currency')?.value ?? currency
  } catch {
    return currency
  }
}

/**
 * Money as a person reads it: sign, currency, grouped amount with the currency's own decimals (`−€1,234.50`).
 * Works on digits, never on a fraction, so that no cent is rounded away.
 * @param minorUnits integer number of minor units (cents)
 */
export function formatMoney(minorUnits: number | bigint, currency: string, locale: string): string {
  const decimals = currencyDecimals(currency)
  const amount = typeof minorUnits === 'bigint' ? minorUnits : BigInt(Math.trunc(minorUnits))
  const negative = amount < 0n
  const digits = (negative ? -amount : amount).toString().padStart(decimals + 1, '0')
  const whole = digits.slice(0, digits.length - decimals).replace(/\B(?=(\d{3})+$)/g, ',')
  const fraction = decimals > 0 ? `.${digits.slice(-decimals)}` : ''
  const sign = currencySign(currency, locale)
  const space = /[A-Za-z]$/.test(sign) ? '\u00a0' : ''
  return `${negative ? '−' : ''}${sign}${space}${whole}${fraction}`
}
