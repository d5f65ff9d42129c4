export { codeMeaning } from './codes'
export { guideCommands } from './commands'
export { identityGuideRepository } from './repository'
export { GuideDesk, type GuideParts } from './service'
