import { describeTransport } from './transport.contract.ts'
import { undiciTransport } from './undici.ts'

describeTransport('undici', () => undiciTransport(5000))
