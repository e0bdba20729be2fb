// oxlint-disable-next-line typescript/triple-slash-reference -- projects that compile this source need the type of the file
/// <reference path="./rows-wasm.d.ts" />
/**
 * Reads CSV by WebAssembly in Cloudflare Workers and the edge runtime of Next.js, which allow no code that was not deployed:
 * import this once, for its effect. It imports the compiled module as a file, which wrangler, Vite and Next.js take as it is.
 *
 * ```ts no-run
 * import '@fluxline/flux-csv/workerd'
 * ```
 * @packageDocumentation
 * @see Cloudflare documentation, "WebAssembly (Wasm)"
 */
import rows from './rows.wasm'
import { useRowsModule } from './wasm/wasm-module.ts'

useRowsModule(rows)
