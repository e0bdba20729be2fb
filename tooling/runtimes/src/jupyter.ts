import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { createHmac, randomUUID } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { freePort } from '@fluxline/influxd'

/** As much of the package `zeromq` as a client of a kernel needs. */
export interface ZeroMQ {
  readonly Dealer: new () => Socket
  readonly Subscriber: new () => Socket & { subscribe(): void }
}

interface Socket {
  connect(address: string): void
  close(): void
  send(frames: readonly string[]): Promise<void>
  receive(): Promise<readonly Uint8Array[]>
}

interface Message {
  readonly type: string
  /** The request that it belongs to. */
  readonly request: string
  readonly content: Readonly<Record<string, unknown>>
}

const DELIMITER = '<IDS|MSG>'

/**
 * A kernel of Jupyter, with as much of a client as a notebook needs: it runs cells, and returns what they print.
 * @see Jupyter documentation, "Messaging in Jupyter"
 */
export class Kernel implements Disposable {
  readonly #process: ChildProcess
  readonly #key: string
  readonly #shell: Socket
  readonly #output: Socket
  readonly #session: string = randomUUID()

  private constructor(process: ChildProcess, key: string, shell: Socket, output: Socket) {
    this.#process = process
    this.#key = key
    this.#shell = shell
    this.#output = output
  }

  /** Starts a kernel in a folder. @param command the program and its arguments; the file of the connection comes last */
  static async start(
    { Dealer, Subscriber }: ZeroMQ,
    command: readonly string[],
    cwd: string,
    env: NodeJS.ProcessEnv,
  ): Promise<Kernel> {
    const names = ['shell_port', 'iopub_port', 'stdin_port', 'control_port', 'hb_port'] as const
    const ports = Object.fromEntries(await Promise.all(names.map(async (name) => [name, await freePort()] as const)))
    const key = randomUUID()
    const file = join(cwd, `${key}.json`)
    const connection = { ip: '127.0.0.1', transport: 'tcp', signature_scheme: 'hmac-sha256', key, ...ports }
    await writeFile(file, JSON.stringify({ ...connection, kernel_name: 'fluxline' }))
    const [program, ...args] = command
    const process = spawn(program!, [...args, file], { cwd, env, stdio: 'ignore' })
    const [shell, output] = [new Dealer(), new Subscriber()]
    shell.connect(`tcp://127.0.0.1:${ports['shell_port']}`)
    output.connect(`tcp://127.0.0.1:${ports['iopub_port']}`)
    output.subscribe()
    const kernel = new Kernel(process, key, shell, output)
    await kernel.#send('kernel_info_request', {})
    await kernel.#shell.receive()
    // The subscription reaches the kernel on its own.
    await new Promise((resolve) => setTimeout(resolve, 500))
    return kernel
  }

  /** Runs a cell and returns what it prints. @throws Error if it fails */
  async run(code: string): Promise<string> {
    const id = await this.#send('execute_request', { code, silent: false, store_history: true, allow_stdin: false })
    let printed = ''
    for (;;) {
      const { type, request, content } = this.#read(await this.#output.receive())
      if (request !== id) continue
      if (type === 'stream') printed += String(content['text'])
      if (type === 'error') throw new Error(`A cell failed: ${JSON.stringify(content)}\n${code}`)
      if (type === 'status' && content['execution_state'] === 'idle') break
    }
    const { content } = this.#read(await this.#shell.receive())
    if (content['status'] !== 'ok') throw new Error(`A cell failed: ${printed}\n${code}`)
    return printed
  }

  [Symbol.dispose](): void {
    this.#shell.close()
    this.#output.close()
    this.#process.kill()
  }

  async #send(type: string, content: object): Promise<string> {
    const id = randomUUID()
    const header = { msg_id: id, session: this.#session, username: '', date: new Date().toISOString(), msg_type: type }
    const parts = [{ ...header, version: '5.3' }, {}, {}, content].map((part) => JSON.stringify(part))
    const signature = createHmac('sha256', this.#key).update(parts.join('')).digest('hex')
    await this.#shell.send([DELIMITER, signature, ...parts])
    return id
  }

  #read(frames: readonly Uint8Array[]): Message {
    const texts = frames.map((frame) => new TextDecoder().decode(frame))
    const first = texts.indexOf(DELIMITER) + 2
    const [header, parent, , content] = texts.slice(first, first + 4).map((text) => JSON.parse(text) as never)
    const { msg_type: type } = header as unknown as { msg_type: string }
    const { msg_id: request } = parent as unknown as { msg_id: string }
    return { type, request, content: content as unknown as Message['content'] }
  }
}
