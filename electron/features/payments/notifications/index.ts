export { notifyPath } from './receiver-desk'
export { notificationsRepository } from './repository'
export { openNotificationsRoom } from './room'
