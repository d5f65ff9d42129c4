export { type Received, type ReceiverOptions, type ReceiverStand, type ReceiverStats, startReceiver } from './receiver'
