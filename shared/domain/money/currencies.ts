/** ISO 4217 currencies whose smallest unit is not a hundredth. Source: ISO 4217 list of active codes. */
const exponents: Readonly<Record<string, number>> = {
  BIF: 0, CLP: 0, DJF: 0, GNF: 0, ISK: 0, JPY: 0, KMF: 0, KRW: 0, PYG: 0, RWF: 0, UGX: 0, UYI: 0, VND: 0, VUV: 0,
  XAF: 0, XOF: 0, XPF: 0,
  BHD: 3, IQD: 3, JOD: 3, KWD: 3, LYD: 3, OMR: 3, TND: 3,
  CLF: 4, UYW: 4,
}

/** Whether a text has the form of an ISO 4217 code: three capital letters. */
export function isCurrency(text: string): boolean {
  return /^[A-Z]{3}$/u.test(text)
}

/** How many decimals the main unit of a currency has: 2 for CNY, 0 for JPY, 3 for KWD. */
export function exponentOf(currency: string): number {
  return exponents[currency] ?? 2
}
