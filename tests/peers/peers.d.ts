/** What is used of the packages of `package.json` here, so that types can be checked where they are not installed. */

declare module 'png-chunks-extract' {
  export default function extract(file: Uint8Array): { name: string; data: Uint8Array }[]
}

declare module 'png-chunk-text' {
  const text: { decode(data: Uint8Array): { keyword: string; text: string } }
  export default text
}

declare module '@risuai/ccardlib' {
  type Version = 'v1' | 'v2' | 'v3'
  export const CCardLib: {
    character: {
      check(card: unknown): Version | 'unknown'
      convert(card: unknown, how: { from: Version; to: 'v3' }): unknown
    }
  }
}

declare module 'character-card-utils' {
  export function parseToV2(card: unknown): unknown
}

declare module 'fflate' {
  export function unzipSync(file: Uint8Array): Record<string, Uint8Array>
}
