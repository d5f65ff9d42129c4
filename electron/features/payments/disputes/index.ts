export { disputesRepository } from './repository'
export { openDisputesRoom } from './room'
