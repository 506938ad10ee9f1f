export { decode, encode } from './codec.ts'
export { Broker, type BrokerOptions } from './connection.ts'
export { ConfirmPublisher, NotPublishedError, sincePublished } from './publisher.ts'
export { assertTopology, deliveryLimit, names } from './topology.ts'
