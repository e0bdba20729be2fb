import type {
  addCaller as add,
  noteCaller as note,
  passCaller as pass,
  passedCaller as passed,
} from '@fluxline/internal/caller'
import type { expandTags as expandVariables } from '@fluxline/internal/default-tags'
import { OptionError } from '../errors.ts'
import type { checkValues as check } from '../client/check-values.ts'
import type { describeAddress as describe } from '../client/describe-address.ts'
import { statusRemedies } from '../explain/find-remedy.ts'
import type { explainFailure as explainConnection, explainTimeout as explainPhase } from '../explain/explain-failure.ts'
import type { explainResponse as explain } from '../explain/explain-response.ts'
import type { explainRefusedLines as explainLines } from '../http/explain-refused-lines.ts'
import type { alwaysHide as hideLater, hideSecrets as hide } from '../http/hide-secrets.ts'

/** Where every byte of a bundle counts, an unknown option gets the list of the known ones. */
export { listKnown as describeUnknown } from '@fluxline/internal/option-names'

/** Checks nothing: TypeScript does, and another server than 1, 2 and 3 is found out. */
export const checkValues: typeof check = () => {}

/** Shows nothing of it. */
export const describeAddress: typeof describe = () => 'is missing or wrong'

/** Where a process and its variables rarely exist, a reference to one is an error. */
export const expandTags: typeof expandVariables = (what, tags) => {
  if (JSON.stringify(tags)?.includes('${env.')) {
    throw new OptionError(`${what}: \${env.…} needs Node; pass the value`, { option: 'defaultTags' })
  }
  return tags && { ...tags }
}

/**
 * Explains statuses alone: the 404 of another server is an HttpError with the server's own message. Browsers hide the status
 * of a redirect.
 */
export const explainResponse: typeof explain = ({ status }) => ({
  remedy: /^(0|30[1278])$/.test(String(status)) ? 'It is redirected: correct `url`' : statusRemedies[status],
})

/** Leaves the stack as it is. */
export const addCaller: typeof add = (error) => error

/** Notes nobody. */
export const noteCaller: typeof note = (caller) => caller

/** Has nobody to pass on. */
export const passCaller: typeof pass = (call) => call

/** Has nobody from there either. */
export const passedCaller: typeof passed = () => ({})

/** Leaves it at the system's message. It has no code that says whether another attempt can succeed. */
export const explainFailure: typeof explainConnection = (_request, _cause, system) => ({
  problem: `${system}. Check \`url\``,
  retryable: true,
})

/** Leaves it at the option that was too short. */
export const explainTimeout: typeof explainPhase = (phase, ms) => `\`timeout.${phase}\` of ${ms} ms passed`

/** Hides the words of each secret, which are the same in most encodings, and their base64. */
export const hideSecrets: typeof hide = (text, { headers = {}, secrets = [] }) =>
  Object.entries(headers)
    .flatMap(([name, value]) => (/auth|cookie|key|secret|token/.test(name) ? value : []))
    .concat(secrets)
    .flatMap((secret) => secret.match(/[\w-]{6,}/g) ?? [])
    .reduce((shown, word) => shown.replaceAll(word, '***').replaceAll(btoa(word).slice(0, -3), '***'), text)

/** Does nothing: only Node has proxies. */
export const alwaysHide: typeof hideLater = () => {}

/** Leaves the list of refused lines in the error's `serverDetails`. */
export const explainRefusedLines: typeof explainLines = (error) => error
