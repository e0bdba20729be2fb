import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { servePage } from '../src/server/serve.ts'

const access = { url: 'u', org: 'o', bucket: 'b', token: 't' }
const main = join(import.meta.dirname, '../src/server/main.ts')

/** Runs the program, and returns what it prints and its exit code. */
async function run(...args: string[]): Promise<{ code: number; output: string; errors: string }> {
  const child = spawn(process.execPath, ['--conditions=@fluxline/source', main, ...args], { stdio: 'pipe' })
  onTestFinished(() => void child.kill('SIGKILL'))
  let [output, errors] = ['', '']
  child.stdout.on('data', (bytes: Buffer) => (output += String(bytes)))
  child.stderr.on('data', (bytes: Buffer) => (errors += String(bytes)))
  const [code] = (await once(child, 'close')) as [number]
  return { code, output, errors }
}

it('has help, and names what it does not know', async () => {
  const help = await run('--help')
  expect([help.code, help.errors]).toEqual([0, ''])
  expect(help.output).toContain('--port')
  const wrong = await run('--prot', '1')
  expect([wrong.code, wrong.output]).toEqual([1, ''])
  expect(wrong.errors).toMatch(/^Unknown option '--prot'.*\n$/)
})

it('takes the next port if nobody asks for one, and says so if the one asked for is in use', async () => {
  const first = await servePage(access)
  const second = await servePage(access)
  expect(new URL(second.url).port).not.toBe(new URL(first.url).port)
  const { port } = new URL(second.url)
  await expect(servePage(access, port)).rejects.toThrow(`Port ${port} is in use. Choose another one with --port.`)
  await expect(servePage(access, 'http')).rejects.toThrow('--port is http, which is not a number from 0 to 65535.')
  await Promise.all([first.server.close(), second.server.close()])
  const other = createServer().listen(0, '127.0.0.1')
  await once(other, 'listening')
  const taken = String((other.address() as AddressInfo).port)
  await expect(servePage(access, taken)).rejects.toThrow('is in use')
  other.close()
})
