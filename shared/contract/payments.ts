import { accountCommands } from './payment-accounts'
import { disputeCommands } from './payment-disputes'
import { labCommands } from './payment-lab'
import { notificationCommands } from './payment-notifications'
import { orderCommands } from './payment-orders'
import { providers } from './payment-providers'
import { refundCommands } from './payment-refunds'

/** The payments workbench: accounts, orders, refunds, disputes, notifications, and the signature laboratory. */
export const payments = {
  ...providers,
  ...accountCommands,
  ...orderCommands,
  ...refundCommands,
  ...notificationCommands,
  ...disputeCommands,
  ...labCommands,
}
