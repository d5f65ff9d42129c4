/** Described calls: requests and answers of partly known providers as data that an administrator can correct. */
export { checkDescription, type DescriptionProblem } from './check'
export { DescribedClient, type DescribedKind, describedProvider } from './client'
export { askingProblems } from './asks'
export { tryDescription, type TryInput, type TryOutput } from './try'
export { valueNames } from './values'
export * as describe from './describe'
