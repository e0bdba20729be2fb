/** An open file. Its methods throw the system's errors. */
export interface OpenFile {
  readonly path: string
  /** Writes buffers at a position; returns how many bytes were written, which may be fewer. */
  write(buffers: readonly Uint8Array[], position: number): number
  /** Reads at a position; returns how many bytes were read. */
  readSync(buffer: Uint8Array, position: number): number
  read(buffer: Uint8Array, position: number): Promise<number>
  truncate(bytes: number): void
  /** Whether the file was deleted while it is open. */
  readonly isGone: boolean
  readonly size: number
  /** Writes what the system holds of the file to the drive. */
  sync(): Promise<void>
  close(): void
}

/** The files that a spool works with: those of the system, or those of a test that loses what was not synced. */
export interface Files {
  /** Creates a file for reading and writing; fails if it exists. */
  create(path: string): OpenFile
  /** Opens an existing file. */
  open(path: string, mode: 'read' | 'write'): OpenFile
  /** Appends to a file, which it creates if need be. Returns the file's size. */
  append(path: string, bytes: Uint8Array): number
  readAll(path: string): Uint8Array
  /** Creates a folder and those around it. */
  createFolder(path: string): void
  /** Returns the names in a folder, sorted; none if it does not exist. */
  list(folder: string): string[]
  /** Writes the names in a folder to the drive, if the system can. */
  syncFolder(folder: string): Promise<void>
  rename(from: string, to: string): void
  /** Gives a file a second name; fails if that exists. */
  link(from: string, to: string): void
  remove(path: string): void
  removeLater(path: string): Promise<void>
  /** Removes an empty folder. */
  removeFolder(path: string): void
  exists(path: string): boolean
  /** Bytes that this user may still write to the drive of a folder, and the drive's size; undefined if unknown. */
  space(folder: string): { readonly free: number; readonly total: number } | undefined
}

/** Returns the same bytes without the methods of a Buffer, whose `slice` copies nothing. */
export function plainBytes({ buffer, byteOffset, length }: Uint8Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, length)
}

/** The code of an error of the system, such as `ENOENT`. */
export function codeOf(error: unknown): string | undefined {
  const { code } = Object(error) as { code?: unknown }
  return typeof code === 'string' ? code : undefined
}
