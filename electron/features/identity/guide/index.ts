export { codeFact } from './codes'
export { type GuideHandlers, guideCommands } from './commands'
export { identityGuideRepository } from './repository'
export { GuideDesk, type GuideParts } from './service'
