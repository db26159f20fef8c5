/** The files that a card names: which belong together, which are in the card's file, and how large they are. */

import type { Asset } from 'cuecard'

/** Assets of one use. */
export interface AssetGroup {
  readonly name: string
  /** Those whose bytes are in the file. */
  readonly held: readonly Asset[]
  /** Those that are somewhere else, or nowhere. */
  readonly away: readonly Asset[]
  /** Whether its pictures are wider than high. */
  readonly isWide: boolean
}

const BACKGROUNDS = 'Backgrounds'

const GROUPS: readonly (readonly [name: string, types: readonly string[]])[] = [
  ['Icons', ['icon']],
  [BACKGROUNDS, ['background']],
  ['Emotions', ['emotion', 'expression']],
  ['Icons of the user', ['user_icon']],
]

/** The groups that have assets, in the order of their use. */
export function groupsOf(assets: readonly Asset[]): AssetGroup[] {
  const known = GROUPS.flatMap(([, types]) => types)
  const pick = (name: string, isIn: (type: string) => boolean): AssetGroup => {
    const members = assets.filter(({ type }) => isIn(type))
    const [held, away] = [members.filter(isHeld), members.filter((asset) => !isHeld(asset))]
    return { name, held, away, isWide: name === BACKGROUNDS }
  }
  return [
    ...GROUPS.map(([name, types]) => pick(name, (type) => types.includes(type))),
    pick('Other files', (type) => !known.includes(type)),
  ].filter(({ held, away }) => held.length + away.length > 0)
}

/** Whether the bytes of an asset are in the card's file. */
export function isHeld({ place }: Asset): boolean {
  return place.in !== 'elsewhere' && place.in !== 'missing'
}

/** Bytes of an asset of a file of `fileBytes`; exact to a few bytes. */
export function sizeOf({ place, uri }: Asset, fileBytes: number): number {
  const ofBase64 = (length: number): number => Math.floor((length * 3) / 4)
  switch (place.in) {
    case 'image':
      return fileBytes
    case 'base64':
      return ofBase64(place.length)
    case 'stored':
      return place.length
    case 'deflated':
      return place.unpacked
    case 'uri':
      return ofBase64(uri.length - uri.indexOf(',') - 1)
    default:
      return 0
  }
}

/** What an asset is called; many have no name. */
export function labelOf({ name, type }: Asset): string {
  return [name, type].find((text) => text.trim() !== '') ?? 'file'
}
