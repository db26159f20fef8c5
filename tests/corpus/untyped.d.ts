/** The three packages that cut PNG files into chunks have no types of their own. */

declare module 'png-chunk-text' {
  export function encode(keyword: string, text: string): { name: string; data: Uint8Array }
}

declare module 'png-chunks-encode' {
  export default function encodeChunks(chunks: { name: string; data: Uint8Array }[]): Uint8Array
}

declare module 'png-chunks-extract' {
  export default function extractChunks(png: Uint8Array): { name: string; data: Uint8Array }[]
}
