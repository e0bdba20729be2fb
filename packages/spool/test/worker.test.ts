import { spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Worker } from 'node:worker_threads'
import { startLoopback } from '@fluxline/test-support'
import type { Loopback, RequestHandler } from '@fluxline/test-support'
import type { BatchOptions, SpoolEvent } from '@fluxline/write-batching'
import { createSpool } from '@fluxline/write-batching/spool'
import { createWorkerBatchWriter } from '@fluxline/write-batching/worker'
import type { WorkerBatchWriter } from '@fluxline/write-batching/worker'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { fileSpool } from '../src/index.ts'
import type { FileSpoolOptions } from '../src/index.ts'
import { lines, longLines } from './fake-influx.ts'
import { temporaryFolder } from './temporary-folder.ts'

// A thread takes its time to start where the machine is busy.
vi.setConfig({ testTimeout: 60_000 })

const stored: RequestHandler = (_, response) => void response.writeHead(204).end()
const busy: RequestHandler = (_, response) => void response.writeHead(503).end()

interface Opened {
  readonly writer: WorkerBatchWriter
  readonly events: SpoolEvent[]
  readonly segments: () => string[]
}

function open({ url }: Loopback, spool: FileSpoolOptions, options: BatchOptions = {}): Opened {
  const events: SpoolEvent[] = []
  const writer = createWorkerBatchWriter(
    { url, token: 'secret', org: 'acme', gzip: false },
    {
      bucket: 'b',
      batchSize: 10,
      flushInterval: 5,
      retryInterval: 5,
      maxRetryDelay: 20,
      spool: fileSpool(spool),
      onSpool: (event) => void events.push(event),
      ...options,
    },
  )
  onTestFinished(() => void writer.abort())
  const folder = join(spool.directory, spool.slot ?? 'default')
  return { writer, events, segments: () => readdirSync(folder).filter((name) => name.endsWith('.seg')) }
}

/** The next thread that is started. */
async function nextThread(): Promise<Worker> {
  const [thread] = (await once(process, 'worker')) as [Worker]
  return thread
}

/** Lines that arrived, each once. */
function arrived({ requests }: Loopback): Set<string> {
  return new Set(requests.flatMap(({ body }) => body.toString().split('\n').slice(0, -1)))
}

describe('the spool of a worker writer', () => {
  it.each(['process', 'periodic', 'batch'] as const)(
    'is owned by its thread, and leaves lines to the next writer, with durability %s',
    async (durability) => {
      const directory = temporaryFolder()
      await using server = await startLoopback(busy)
      const first = open(server, { directory, durability, segmentBytes: 4096 })
      for (let at = 0; at < 50; at++) await first.writer.write(lines(10, at * 10))
      const folder = join(directory, 'default')
      expect(readFileSync(join(folder, first.segments()[0]!)).toString('latin1')).toContain('m v=9 9\n')
      // No file is open in this thread, and yet its slot is taken.
      expect(() => open(server, { directory })).toThrow(
        expect.objectContaining({ code: 'FLUXLINE_SPOOL_LOCKED', pid: process.pid }) as Error,
      )
      expect(await first.writer.close()).toMatchObject({ written: 0, spooled: 500, recovered: 0 })
      await using next = await startLoopback(stored)
      const second = open(next, { directory, durability })
      await second.writer.start()
      expect(second.writer.stats.spool).toMatchObject({ recovered: 500 })
      void second.writer.write(lines(10, 500))
      expect(await second.writer.close({ until: 'stored' })).toMatchObject({ written: 510, spooled: 0, recovered: 500 })
      expect(arrived(next)).toEqual(new Set(lines(510)))
      expect(readdirSync(folder)).toEqual([])
    },
  )

  it('counts what earlier writers left in the report of a writer that is closed at once', async () => {
    const directory = temporaryFolder()
    await using server = await startLoopback(busy)
    const first = open(server, { directory })
    await first.writer.write(lines(25))
    await first.writer.close()
    expect(await open(server, { directory }).writer.close()).toMatchObject({ recovered: 25, spooled: 25, written: 0 })
  })

  it('is taken over by another thread after a crash, with exact counts', async () => {
    const directory = temporaryFolder()
    let isDown = true
    await using server = await startLoopback((request, response, socket) =>
      (isDown ? busy : stored)(request, response, socket),
    )
    const first = open(server, { directory, segmentBytes: 4096 })
    await first.writer.write(longLines(100))
    await first.writer.close()
    const starting = nextThread()
    const { writer, events } = open(server, { directory, segmentBytes: 4096 }, { maxBufferBytes: 4000, concurrency: 1 })
    let thread = await starting
    await writer.start()
    for (let round = 0; round < 3; round++) {
      for (let at = 0; at < 10; at++) await writer.write(longLines(10, 100 + round * 200 + at * 10))
      const again = nextThread()
      // These are on their way.
      const writes = Array.from({ length: 10 }, async (_, at) =>
        writer.write(longLines(10, 200 + round * 200 + at * 10)),
      )
      await new Promise((resolve) => setImmediate(resolve))
      await thread.terminate()
      thread = await again
      await Promise.all(writes)
      if (round === 1) isDown = false
    }
    const report = await writer.close({ until: 'stored' })
    expect(report).toMatchObject({ written: 700, failed: 0, unsent: 0, spooled: 0, recovered: 100 })
    expect(arrived(server)).toEqual(new Set(longLines(700)))
    const told = events.map(({ kind }) => kind)
    expect(events.filter(({ kind }) => kind === 'damaged')).toEqual([])
    expect(told.filter((kind) => kind === 'failing')).toHaveLength(3)
    expect(told.filter((kind) => kind === 'writable')).toHaveLength(3)
    expect(readdirSync(join(directory, 'default'))).toEqual([])
  })

  it('locks its slot again if somebody deletes the folder', async () => {
    const directory = temporaryFolder()
    await using server = await startLoopback(busy)
    const { writer } = open(server, { directory })
    await writer.write(lines(15))
    const folder = join(directory, 'default')
    rmSync(folder, { recursive: true })
    await writer.write(lines(5, 15))
    expect(existsSync(join(folder, 'lock'))).toBe(true)
    expect(await writer.close()).toMatchObject({ spooled: 20, unsent: 0 })
    expect(existsSync(join(folder, 'lock'))).toBe(false)
  })

  it('keeps nothing back when a writer ends at once', async () => {
    const directory = temporaryFolder()
    await using server = await startLoopback(busy)
    const { writer } = open(server, { directory })
    void writer.write(lines(25))
    expect(await writer.terminate()).toEqual([])
    expect(await writer.close()).toMatchObject({ spooled: 25, unsent: 0 })
    expect(await open(server, { directory }).writer.close()).toMatchObject({ recovered: 25 })
  })

  it('keeps the process until its promises are settled, and no longer', () => {
    const directory = temporaryFolder()
    const program = `
      import { createWorkerBatchWriter } from '@fluxline/write-batching/worker'
      import { fileSpool } from '@fluxline/spool'
      const spool = fileSpool({ directory: ${JSON.stringify(directory)} })
      const writer = createWorkerBatchWriter({ url: 'http://127.0.0.1:9', org: 'a' }, { bucket: 'b', spool })
      await writer.write('m v=1 1')
      const { spooled, recovered } = await writer.close()
      console.log(spooled, recovered)
    `
    const args = ['--conditions=@fluxline/source', '--input-type=module', '--eval', program]
    const run = (): string => spawnSync(process.execPath, args, { cwd: import.meta.dirname }).stdout.toString()
    expect([run(), run()]).toEqual(['1 0\n', '2 1\n'])
  })

  it('has the lines of the last turn when the process exits, if the writer closes on exit', () => {
    const directory = temporaryFolder()
    const program = `
      import { createWorkerBatchWriter } from '@fluxline/write-batching/worker'
      import { fileSpool } from '@fluxline/spool'
      const spool = fileSpool({ directory: ${JSON.stringify(directory)} })
      const writer = createWorkerBatchWriter({ url: 'http://127.0.0.1:9', org: 'a' }, { bucket: 'b', spool, closeOnExit: true })
      for (let at = 0; at < 100; at++) void writer.write('m v=1 ' + at)
      process.exit(0)
    `
    const args = ['--conditions=@fluxline/source', '--input-type=module', '--eval', program]
    const { stderr } = spawnSync(process.execPath, args, { cwd: import.meta.dirname })
    expect(stderr.toString()).toBe('')
    const segment = readdirSync(join(directory, 'default')).find((name) => name.endsWith('.seg'))
    expect(readFileSync(join(directory, 'default', segment!)).toString('latin1')).toContain('m v=1 99\n')
  })

  it('sends from memory while its store cannot be opened, and says why', async () => {
    const directory = temporaryFolder()
    await using server = await startLoopback(stored)
    // Another store at the module's place.
    const spool = createSpool(
      {
        ...fileSpool({ directory }),
        module: 'data:text/javascript,export const openStore = () => { throw new Error("no disk") }',
      },
      {
        lock: () => ({ release: () => {} }),
        open: () => {
          throw new Error('not in this thread')
        },
      },
    )
    const { writer, events } = open(server, { directory }, { spool })
    await writer.write(lines(20))
    expect(writer.stats.written).toBe(20)
    expect(events).toMatchObject([{ kind: 'failing', message: 'no disk' }])
    expect(writer.stats.spool!.error).toMatchObject({ message: 'no disk' })
    expect(await writer.close({ timeout: 100 })).toMatchObject({ written: 20, unsent: 0, spooled: 0 })
  })

  it('needs a module, and gives the slot back without one', async () => {
    await using server = await startLoopback(stored)
    const release = vi.fn<() => void>()
    const { module: _, ...data } = fileSpool({ directory: temporaryFolder() })
    const spool = createSpool(data, {
      lock: () => ({ release }),
      open: () => {
        throw new Error('not opened')
      },
    })
    expect(() => createWorkerBatchWriter({ url: server.url }, { bucket: 'b', spool })).toThrow(
      expect.objectContaining({ code: 'FLUXLINE_OPTION', option: 'spool' }) as Error,
    )
    expect(release).toHaveBeenCalledTimes(1)
  })
})
