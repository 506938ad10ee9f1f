export * from '../contract/queue.ts'
export { Broker, type BrokerOptions } from './connection.ts'
export { ConfirmPublisher, NotPublishedError } from './publisher.ts'
export { assertTopology, deliveryLimit, names } from './topology.ts'
