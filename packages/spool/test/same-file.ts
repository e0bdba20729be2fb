import type { OpenFile } from '../src/files/files.ts'

/** Returns an open file that passes every call on to another one, except those that are replaced. */
export function sameFile(file: OpenFile, replaced: Partial<OpenFile>): OpenFile {
  return {
    path: file.path,
    write: (buffers, position) => file.write(buffers, position),
    readSync: (buffer, position) => file.readSync(buffer, position),
    read: (buffer, position) => file.read(buffer, position),
    truncate: (bytes) => file.truncate(bytes),
    get isGone() {
      return file.isGone
    },
    get size() {
      return file.size
    },
    sync: () => file.sync(),
    close: () => file.close(),
    ...replaced,
  }
}
