export { findRabbitmq } from './find-rabbitmq.ts'
export { startPostgresServer } from './postgres-server.ts'
export { startRabbitmqServer } from './rabbitmq-server.ts'
export type { ServerProcess } from './server-process.ts'
