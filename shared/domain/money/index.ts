export { exponentOf, isCurrency } from './currencies'
export { type AmountProblem, formatMoney, type ParsedAmount, parseMajor, sumMinor, toMajor } from './amount'
