import type { Files, OpenFile } from '../src/files/files.ts'
import { nodeFiles } from '../src/files/node-files.ts'
import { sameFile } from './same-file.ts'

/** The calls that can fail. */
export type Call =
  | 'create'
  | 'open'
  | 'write'
  | 'sync'
  | 'append'
  | 'readAll'
  | 'remove'
  | 'list'
  | 'createFolder'
  | 'syncFolder'

/** Files of the system whose calls fail as a test says. */
export class FaultyFiles {
  /** The code with which each call fails. */
  readonly failures: Map<Call, string> = new Map()
  /** Bytes that can still be written; the write that meets the end is short. */
  left: number = Infinity
  /** Files that the process may have open. */
  maxOpen: number = Infinity
  readonly calls: Call[] = []
  #open = 0
  readonly files: Files

  constructor() {
    const check = (call: Call, path: string): void => this.#check(call, path)
    const watch = (file: OpenFile): OpenFile => this.#watch(file)
    this.files = {
      ...nodeFiles,
      create(path) {
        check('create', path)
        return watch(nodeFiles.create(path))
      },
      open(path, mode) {
        check('open', path)
        return watch(nodeFiles.open(path, mode))
      },
      append(path, bytes) {
        check('append', path)
        return nodeFiles.append(path, bytes)
      },
      readAll(path) {
        check('readAll', path)
        return nodeFiles.readAll(path)
      },
      list(folder) {
        check('list', folder)
        return nodeFiles.list(folder)
      },
      createFolder(path) {
        check('createFolder', path)
        nodeFiles.createFolder(path)
      },
      async syncFolder(path) {
        check('syncFolder', path)
        await nodeFiles.syncFolder(path)
      },
      async removeLater(path) {
        check('remove', path)
        await nodeFiles.removeLater(path)
      },
    }
  }

  #check(call: Call, path: string): void {
    this.calls.push(call)
    const code = this.failures.get(call)
    if (code !== undefined) throw Object.assign(new Error(`${code}: ${call} ${path}`), { code })
    const opens = call === 'create' || call === 'open' || call === 'readAll' || call === 'append'
    if (opens && this.#open >= this.maxOpen) throw Object.assign(new Error('too many'), { code: 'EMFILE' })
  }

  #watch(file: OpenFile): OpenFile {
    this.#open++
    const closed = (): void => void this.#open--
    const check = (call: Call): void => this.#check(call, file.path)
    const take = (bytes: number): number => {
      const taken = Math.min(bytes, this.left)
      this.left -= taken
      return taken
    }
    return sameFile(file, {
      write(buffers, position) {
        check('write')
        const whole = Buffer.concat(buffers)
        const count = take(whole.length)
        if (count === 0) throw Object.assign(new Error('ENOSPC'), { code: 'ENOSPC' })
        return file.write([whole.subarray(0, count)], position)
      },
      async sync() {
        check('sync')
        await file.sync()
      },
      close() {
        file.close()
        closed()
      },
    })
  }
}
