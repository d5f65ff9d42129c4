import type { TodoSource } from '../../today'
import { ordersCommands } from './commands'
import { registerOrderJobs } from './job-hosts'
import type { OrdersParts } from './parts'
import { OrdersService } from './service'
import { orderTodos } from './todos'

export type { OrdersParts } from './parts'
export { ordersRepository } from './repository'
export { savedFiltersRepository } from './saved-filters.repository'
export { OrdersService } from './service'

/** The room of orders as `openPayments` plugs it in. */
export interface OrdersRoom {
  orders: OrdersService
  commands: ReturnType<typeof ordersCommands>
  todos: TodoSource[]
  /** Interrupted creations become unknown and are asked about at once. */
  recover(): Promise<void>
  /** Begins to ask about what is not over. */
  start(): void
  stop(): Promise<void>
}

/** Plugs the room of orders together. */
export function openOrdersRoom(parts: OrdersParts): OrdersRoom {
  const orders = new OrdersService(parts)
  registerOrderJobs(orders)
  return {
    orders,
    commands: ordersCommands(orders),
    todos: orderTodos(parts),
    recover: () => orders.recover(),
    start: () => orders.poller.start(),
    stop: () => orders.poller.stop(),
  }
}
