/** The binary, as the platforms that import `.wasm` files give it. */
declare const module: WebAssembly.Module
export default module
