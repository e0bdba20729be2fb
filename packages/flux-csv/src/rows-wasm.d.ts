// Bundlers for Workers import a `.wasm` file as a compiled module.
declare module '*/rows.wasm' {
  const rows: WebAssembly.Module
  export default rows
}
