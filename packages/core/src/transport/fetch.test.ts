import { describeTransport } from './transport.contract.ts'
import { fetchTransport } from './fetch.ts'

describeTransport('fetch', () => fetchTransport())
