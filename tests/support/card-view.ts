/** Cards for the card view of the page, and what it shows of them. */

import type { Locator, Page } from 'playwright-core'

import { keeper } from './cards.js'
import { webpWithCard } from './exif.js'
import { drawn } from './files.js'
import { archive } from './zip.js'

/** Who is on all of these cards. */
export const NAME = 'Ada Lightfoot'

/** Width and height of the pictures. */
export const SIZE = [60, 90] as const

/** A flat card, the first of all formats. */
export function flat(name: string): object {
  const { description, personality, scenario, first_mes, mes_example } = keeper(name).data
  return { name, description, personality, scenario, first_mes, mes_example }
}

/** A character of text-generation-webui. */
export const YAML = `name: ${NAME}\ncontext: |\n  Keeps a lighthouse.\ngreeting: Mind the step.\n`

/** A card of version 2. */
export function v2(): object {
  const { data } = keeper(NAME)
  const { group_only_greetings: _, ...rest } = data
  return { spec: 'chara_card_v2', spec_version: '2.0', data: rest }
}

/** A picture with a card of version 2. */
export async function webp(page: Page): Promise<Uint8Array> {
  return webpWithCard(await drawn(page, 'image/webp', SIZE), v2(), ...SIZE)
}

/** A card whose assets are pictures, what looks like one, what is elsewhere and what is lost. */
export async function cardWithAssets(page: Page): Promise<{ file: Uint8Array; joy: Buffer }> {
  const card = keeper(NAME)
  const joy = await drawn(page, 'image/png', [30, 30], 'gold')
  const asset = (type: string, name: string, ext: string, uri = `embeded://assets/${name}.${ext}`) => {
    return { type, uri, name, ext }
  }
  const assets = [
    asset('icon', 'main', 'webp'),
    asset('emotion', 'joy', 'png'),
    asset('x-risu-asset', 'drawing', 'svg'),
    asset('background', 'sunset', 'png', 'https://pictures.example/sunset.png'),
    asset('emotion', 'lost', 'png'),
  ]
  const file = archive({
    'card.json': { ...card, data: { ...card.data, assets } },
    'assets/main.webp': await drawn(page, 'image/webp', SIZE),
    'assets/joy.png': joy,
    'assets/drawing.svg': Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'),
  })
  return { file, joy }
}

/** The name of what is open. */
export const heading = (page: Page, name: string): Locator => page.getByRole('heading', { level: 1, name, exact: true })

/** The half that says what the card is. */
export const facts = (page: Page): Locator => page.getByRole('region', { name: 'Card', exact: true })

/** The width and height of the picture of the open card. */
export async function pictureOf(page: Page): Promise<number[]> {
  const picture = facts(page).getByRole('img', { name: `The card of ${NAME}` })
  return picture.evaluate((image: HTMLImageElement) => [image.naturalWidth, image.naturalHeight])
}
