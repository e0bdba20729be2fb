import { OptionError } from '../errors.ts'
import type { NodeOptions } from '../pool/node-options.ts'

/** Refuses the options of connections, which `fetch` manages itself. @throws OptionError naming the option and `problem` */
export function refuseNodeOptions(options: NodeOptions, problem: string): void {
  for (const name of ['tls', 'proxy', 'connections', 'dispatcher'] as const) {
    if (options[name] !== undefined) throw new OptionError(`\`${name}\` ${problem}`, { option: name })
  }
}
