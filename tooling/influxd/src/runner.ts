/** One influxd, as a process or in a container. It can be restarted with its data. */
export interface Runner {
  start(): Promise<void>
  /** Kills it at once, like a crash. */
  kill(): Promise<void>
  /** Stops its clock, like a machine that hangs: connections stay open, and it sends no response. */
  freeze(): Promise<void>
  /** Lets it go on after {@link freeze}. */
  thaw(): Promise<void>
  /** Stops it in order. */
  terminate(): Promise<void>
  /** Deletes its data after it has ended. */
  remove(): Promise<void>
  /** Shell command that kills it and deletes its data, for use after this process has ended. */
  readonly cleanUp: string
  /** Returns the end of its log. */
  logTail(): Promise<string>
  /** Whether it has ended. */
  hasEnded(): boolean
}
