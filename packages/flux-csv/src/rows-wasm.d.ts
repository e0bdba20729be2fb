// Bundlers for Workers import a `.wasm` file as a compiled module, and Next.js one that ends with `?module`.
declare module '*/rows.wasm' {
  const rows: WebAssembly.Module
  export default rows
}
declare module '*/rows.wasm?module' {
  const rows: WebAssembly.Module
  export default rows
}
