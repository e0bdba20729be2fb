/** Unit of the times in line protocol. */
export type Precision = 'ns' | 'us' | 'ms' | 's'

/** What a writable is asked for: the unit of its times, and tags for points that do not have them. */
export interface LineContext {
  readonly precision?: Precision | undefined
  readonly defaultTags?: Readonly<Record<string, string>> | undefined
}

/** A point, a record of a schema: one line, without a newline; `undefined` where it has no field. */
export interface LineWritable {
  toLineProtocol(options?: LineContext): string | undefined
}

/** Many lines at once, as bytes of whole lines, each with its newline. */
export interface LinesWritable {
  [lines](options?: LineContext): Iterable<Uint8Array> | AsyncIterable<Uint8Array>
}

/** The method of a {@link LinesWritable}: `Symbol.for('fluxline.lines')`. */
export const lines: unique symbol = Symbol.for('fluxline.lines') as never

/** One piece of what can be written. Text and bytes are lines already; default tags do not change them. */
export type Writable = string | Uint8Array | LineWritable | LinesWritable

/** All that can be written: a piece, or any iterable or stream of pieces. */
export type WriteInput = Writable | Iterable<WriteInput> | AsyncIterable<WriteInput> | ReadableStream<Writable>
