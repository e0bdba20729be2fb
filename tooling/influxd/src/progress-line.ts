/** Called with progress messages while a server is obtained. Only a build takes long. */
export type OnProgress = (message: string) => void

const QUIET_MS = 15_000

/** Shows progress: one line that is rewritten on a terminal, and an occasional line elsewhere. */
export function progressLine(stream: NodeJS.WriteStream = process.stderr): { show: OnProgress; done(): void } {
  let last = ''
  let shownAt = 0
  return {
    show(message) {
      if (stream.isTTY) {
        stream.write(`\r\u001B[K${message}`)
        last = message
      } else if (last === '' || Date.now() - shownAt > QUIET_MS || stage(message) !== stage(last)) {
        stream.write(`${message}\n`)
        last = message
        shownAt = Date.now()
      }
    },
    done() {
      if (stream.isTTY && last !== '') stream.write('\r\u001B[K')
      last = ''
    },
  }
}

/** Returns the message without its seconds. */
function stage(message: string): string {
  return message.replace(/ \(\d+ s\)$/, '')
}
