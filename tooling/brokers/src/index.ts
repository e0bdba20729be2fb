export { BrokerError } from './broker.ts'
export type { Broker, BrokerOptions } from './broker.ts'
export { startKafka } from './kafka.ts'
export { startNats } from './nats.ts'
