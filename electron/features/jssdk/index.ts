export { jssdkCommands } from './commands'
export { JssdkService, type TicketSource } from './service'
