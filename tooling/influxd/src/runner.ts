/** One influxd, as a process or in a container, that can be started again with the data it had. */
export interface Runner {
  start(): Promise<void>
  /** Ends it at once, as a crash would. */
  kill(): Promise<void>
  /** Lets it end in good order. */
  terminate(): Promise<void>
  /** Removes its data; it has ended before. */
  remove(): Promise<void>
  /** A shell command that does both, for when this process is gone. */
  readonly cleanUp: string
  /** The end of its log. */
  lastWords(): Promise<string>
  /** Whether it ended by itself. */
  hasEnded(): boolean
}
