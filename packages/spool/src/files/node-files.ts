import * as fs from 'node:fs'
import { open, unlink } from 'node:fs/promises'
import { promisify } from 'node:util'
import { codeOf } from './files.ts'
import type { Files, OpenFile } from './files.ts'

const fdatasync = promisify(fs.fdatasync)
const readAt: (fd: number, buffer: Uint8Array, position: number) => Promise<number> = (fd, buffer, position) =>
  new Promise((resolve, reject) => {
    fs.read(fd, buffer, 0, buffer.length, position, (error, count) => (error ? reject(error) : resolve(count)))
  })

class NodeFile implements OpenFile {
  readonly path: string
  readonly #fd: number

  constructor(path: string, flags: string) {
    this.path = path
    this.#fd = fs.openSync(path, flags)
  }

  write(buffers: readonly Uint8Array[], position: number): number {
    return fs.writevSync(this.#fd, buffers, position)
  }

  readSync(buffer: Uint8Array, position: number): number {
    return fs.readSync(this.#fd, buffer, 0, buffer.length, position)
  }

  read(buffer: Uint8Array, position: number): Promise<number> {
    return readAt(this.#fd, buffer, position)
  }

  truncate(bytes: number): void {
    fs.ftruncateSync(this.#fd, bytes)
  }

  get isGone(): boolean {
    return fs.fstatSync(this.#fd).nlink === 0
  }

  get size(): number {
    return fs.fstatSync(this.#fd).size
  }

  sync(): Promise<void> {
    return fdatasync(this.#fd)
  }

  close(): void {
    fs.closeSync(this.#fd)
  }
}

/** The files of Node, Deno and Bun. */
export const nodeFiles: Files = {
  create: (path) => new NodeFile(path, 'wx+'),
  open: (path, mode) => new NodeFile(path, mode === 'read' ? 'r' : 'r+'),
  append(path, bytes) {
    const fd = fs.openSync(path, 'a')
    try {
      for (let at = 0; at < bytes.length;) at += fs.writeSync(fd, bytes, at)
      return fs.fstatSync(fd).size
    } finally {
      fs.closeSync(fd)
    }
  },
  readAll: (path) => fs.readFileSync(path),
  createFolder(path) {
    try {
      fs.mkdirSync(path, { recursive: true })
    } catch (error) {
      // Node says so of a read-only disk too; the plain call tells what is wrong.
      if (codeOf(error) !== 'ENOENT') throw error
      fs.mkdirSync(path)
    }
  },
  list(folder) {
    try {
      return fs.readdirSync(folder).toSorted()
    } catch (error) {
      if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR') return []
      throw error
    }
  },
  async syncFolder(folder) {
    let handle
    try {
      handle = await open(folder, 'r')
      await handle.sync()
    } catch (error) {
      // Windows opens no folders, and some file systems sync none.
      if (!/^(EISDIR|EPERM|EINVAL|ENOTSUP|EACCES)$/.test(codeOf(error) ?? '')) throw error
    } finally {
      await handle?.close()
    }
  },
  rename: fs.renameSync,
  link: fs.linkSync,
  remove: fs.unlinkSync,
  removeLater: unlink,
  removeFolder: fs.rmdirSync,
  exists: fs.existsSync,
  space(folder) {
    try {
      const { bavail, blocks, bsize } = fs.statfsSync(folder)
      return { free: bavail * bsize, total: blocks * bsize }
    } catch {
      return undefined
    }
  },
}
