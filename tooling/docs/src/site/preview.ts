import { serveSite } from './serve.ts'

const { url } = await serveSite(4321)
process.stdout.write(`The site is at ${url} until Ctrl-C.\n`)
