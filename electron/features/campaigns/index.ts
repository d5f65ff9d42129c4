export { campaignsCommands } from './commands'
export { campaignsRepository } from './repository'
export { CampaignsService, type CampaignsOptions } from './service'
