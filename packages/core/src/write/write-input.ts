/** Unit of the times in line protocol. */
export type Precision = 'ns' | 'us' | 'ms' | 's'

/** What a point needs to write its line. */
export interface LineContext {
  /** Unit in which the line has its time. */
  readonly precision?: Precision | undefined
  /** A time that is finer than the precision: an error, or cut to the floor. @defaultValue 'throw' */
  readonly finerTimes?: 'throw' | 'truncate' | undefined
  /** Tags for points that do not have them. */
  readonly defaultTags?: Readonly<Record<string, string>> | undefined
}

/** What many points need to write their lines. */
export interface LinesContext extends LineContext {
  /** Unit of integer times whose unit is not known. @defaultValue the precision */
  readonly integerPrecision?: Precision | undefined
}

/** A point, or a record of a schema: one line, without a newline; `undefined` if it has no field. */
export interface LineWritable {
  toLineProtocol(context?: LineContext): string | undefined
}

/** Many lines at once: bytes of whole lines, each with its newline. */
export interface LinesWritable {
  [lines](context?: LinesContext): Iterable<Uint8Array> | AsyncIterable<Uint8Array>
}

/** The method of a {@link LinesWritable}: `Symbol.for('fluxline.lines')`. */
export const lines: unique symbol = Symbol.for('fluxline.lines') as never

/** One piece of input. Text and bytes are lines already; default tags do not change them. */
export type Writable = string | Uint8Array | LineWritable | LinesWritable

/** Everything that can be written: a piece, or any iterable or stream of pieces. */
export type WriteInput = Writable | Iterable<WriteInput> | AsyncIterable<WriteInput> | ReadableStream<Writable>
