// oxlint-disable-next-line typescript/triple-slash-reference -- projects that compile this source need the type of the file
/// <reference path="./rows-wasm.d.ts" />
/**
 * The same as `workerd.ts` for Next.js, which imports compiled modules by another name.
 *
 * @see Next.js documentation, "Edge Runtime"
 */
import rows from './rows.wasm?module'
import { useRowsModule } from './wasm/wasm-module.ts'

useRowsModule(rows)
