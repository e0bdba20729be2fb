/** Unit of the times in line protocol. */
export type Precision = 'ns' | 'us' | 'ms' | 's'

/** What a point needs to write its line: the unit of times, and tags for points that do not have them. */
export interface LineContext {
  readonly precision?: Precision | undefined
  readonly defaultTags?: Readonly<Record<string, string>> | undefined
}

/** A point, or a record of a schema: one line, without a newline; `undefined` if it has no field. */
export interface LineWritable {
  toLineProtocol(context?: LineContext): string | undefined
}

/** Many lines at once: bytes of whole lines, each with its newline. */
export interface LinesWritable {
  [lines](context?: LineContext): Iterable<Uint8Array> | AsyncIterable<Uint8Array>
}

/** The method of a {@link LinesWritable}: `Symbol.for('fluxline.lines')`. */
export const lines: unique symbol = Symbol.for('fluxline.lines') as never

/** One piece of input. Text and bytes are lines already; default tags do not change them. */
export type Writable = string | Uint8Array | LineWritable | LinesWritable

/** Everything that can be written: a piece, or any iterable or stream of pieces. */
export type WriteInput = Writable | Iterable<WriteInput> | AsyncIterable<WriteInput> | ReadableStream<Writable>
