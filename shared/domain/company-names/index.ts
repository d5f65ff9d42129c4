export { compareNames, type NameComparison, type NameNote, type NamePiece, type NameVerdict } from './compare'
