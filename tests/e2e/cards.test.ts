/** Card files and lorebooks of every kind in the card view: what they show, and what is saved of them. */

import type { Browser, Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { Visit, openBrowser } from '../support/browser.js'
import { keeper, salt } from '../support/cards.js'
import { byaf } from '../support/containers.js'
import { jpegWithCard, webpWithCard } from '../support/exif.js'
import { drawn, drop, pick, saved } from '../support/files.js'
import { cardPng } from '../support/png.js'
import { archive } from '../support/zip.js'

const NAME = 'Ada Lightfoot'
const SIZE = [60, 90] as const

let browser: Browser

beforeAll(async () => {
  browser = await openBrowser()
})

afterAll(() => browser.close())

/** A flat card, the first of all formats. */
function flat(name: string): object {
  const { description, personality, scenario, first_mes, mes_example } = keeper(name).data
  return { name, description, personality, scenario, first_mes, mes_example }
}

const YAML = `name: ${NAME}\ncontext: |\n  Keeps a lighthouse.\ngreeting: Mind the step.\n`

/** A world of SillyTavern with an entry and one that is switched off. */
const WORLD = {
  entries: {
    0: { uid: 0, key: ['salt'], keysecondary: [], comment: 'Salt', content: salt.content, order: 100, position: 0 },
    1: { uid: 1, key: ['fog'], keysecondary: [], comment: 'Fog', content: 'A horn for it.', disable: true, order: 90 },
  },
}

/** A card whose assets are pictures, what looks like one, what is elsewhere and what is lost. */
async function cardWithAssets(page: Page): Promise<{ file: Uint8Array; joy: Buffer }> {
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

const heading = (page: Page, name: string): Locator => page.getByRole('heading', { level: 1, name, exact: true })

const facts = (page: Page): Locator => page.getByRole('region', { name: 'Card', exact: true })

/** The width and height of the picture of the open card. */
async function pictureOf(page: Page): Promise<number[]> {
  const picture = facts(page).getByRole('img', { name: `The card of ${NAME}` })
  return picture.evaluate((image: HTMLImageElement) => [image.naturalWidth, image.naturalHeight])
}

const saveDialog = (page: Page): Locator => page.getByRole('dialog', { name: 'Save as' })

/** Opens the dialog and chooses a kind of file. */
async function choose(page: Page, kind: string): Promise<Locator> {
  await page.getByRole('button', { name: 'Save as' }).click()
  await saveDialog(page).getByRole('radio', { name: kind, exact: true }).check()
  return saveDialog(page)
}

/** Saves the open card and opens what was saved. */
async function saveAndOpen(page: Page, kind: string): Promise<string> {
  const dialog = await choose(page, kind)
  const { name, bytes } = await saved(page, dialog.getByRole('button', { name: /^Save / }))
  await dialog.getByText(/^Saved, /).waitFor()
  await page.keyboard.press('Escape')
  await dialog.waitFor({ state: 'detached' })
  await pick(page, name, bytes)
  return name
}

describe('a file that is opened', () => {
  type File = readonly [file: string, format: string, make: (page: Page) => Promise<Uint8Array> | Uint8Array | string]
  const pictures: File[] = [
    ['ada.webp', 'WEBP, card of version 2', webp],
    ['ada.jpg', 'JPEG, card of version 2', async (page) => jpegWithCard(await drawn(page, 'image/jpeg', SIZE), v2())],
    ['ada.charx', 'CHARX archive, card of version 3', async (page) => (await cardWithAssets(page)).file],
    ['ada.byaf', 'BYAF archive, character of Backyard AI', (page) => drawn(page, 'image/png', SIZE).then(backyard)],
  ]
  const texts: File[] = [
    ['ada.json', 'JSON, card of version 1', () => JSON.stringify(flat(NAME))],
    ['ada.md', 'Text, card of version 3', () => `# Ada\n\n\`\`\`json\n${JSON.stringify(keeper(NAME))}\n\`\`\`\n`],
    ['ada.yaml', 'YAML, character of text-generation-webui', () => YAML],
  ]

  test.for(pictures)('shows its picture: %s', async ([file, format, make]) => {
    const visit = await Visit.begin(browser, '/#card')
    const { page } = visit
    await drop(page, file, '', Buffer.from(await make(page)))
    await heading(page, NAME).waitFor()
    expect(await facts(page).getByText(format, { exact: true }).count()).toBe(1)
    expect(await pictureOf(page)).toEqual([...SIZE])
    await page.getByRole('region', { name: 'Messages' }).getByText('lighthouse').first().waitFor()
    await visit.end()
  })

  test.for(texts)('is read without one: %s', async ([file, format, make]) => {
    const visit = await Visit.begin(browser, '/#card')
    const { page } = visit
    await pick(page, file, await make(page))
    await heading(page, NAME).waitFor()
    expect(await facts(page).getByText(format, { exact: true }).count()).toBe(1)
    expect(await facts(page).getByRole('img').count()).toBe(0)
    await visit.end()
  })

  test('fetches the reader for YAML once, and only for YAML', async () => {
    const visit = await Visit.begin(browser, '/#card')
    const { page } = visit
    const binaries = (): number => visit.requests.filter((request) => request.endsWith('.wasm')).length
    await pick(page, 'ada.json', JSON.stringify(flat('Grace Lightfoot')))
    await heading(page, 'Grace Lightfoot').waitFor()
    expect(binaries()).toBe(1)
    for (const name of [NAME, 'Ines Lightfoot']) {
      await pick(page, 'card.yaml', YAML.replace(NAME, name))
      await heading(page, name).waitFor()
      expect(binaries()).toBe(2)
    }
    await visit.end()
  })

  test('says while it waits that a reader is fetched', async () => {
    const visit = await Visit.begin(browser, '/#card')
    const { page } = visit
    await pick(page, 'ada.json', JSON.stringify(flat('Grace Lightfoot')))
    await heading(page, 'Grace Lightfoot').waitFor()
    let arrive = (): void => undefined
    const arrival = new Promise<void>((resolve) => (arrive = resolve))
    await page.route('**/assets/**', async (route) => {
      await arrival
      await route.continue()
    })
    await pick(page, 'ada.yaml', YAML)
    await page.getByText('Fetching the reader for this kind of file.').waitFor()
    expect(await page.getByRole('status').innerText()).toBe('Loading the reader for ada.yaml')
    arrive()
    await heading(page, NAME).waitFor()
    await visit.end()
  })

  test('can be talked to, of whatever kind it is', async () => {
    const visit = await Visit.begin(browser, '/#card')
    const { page } = visit
    const name = 'Mary Lightfoot'
    await pick(page, 'mary.yaml', YAML.replace(NAME, name))
    await page.getByRole('button', { name: 'Talk to this character' }).click()
    await page.getByLabel(`Your message to ${name}`).waitFor()
    expect(visit.requests).toContain('POST /v1/characters/import')
    await visit.end()
  })

  test('greets with all of its greeting, also on the next visit', async () => {
    const visit = await Visit.begin(browser, '/#card')
    const { page } = visit
    const end = 'That was the last of the ships.'
    const card = keeper('Long Tom')
    const data = { ...card.data, first_mes: `${'A ship, and another one. '.repeat(40)}${end}` }
    await pick(page, 'tom.json', JSON.stringify({ ...card, data }))
    await page.getByRole('button', { name: 'Talk to this character' }).click()
    await page.getByText(end).waitFor()
    await page.reload()
    await page.getByText(end).waitFor()
    await visit.end()
  })

  test('tells what was odd about it, where, and how often', async () => {
    const visit = await Visit.begin(browser, '/#card')
    const { page } = visit
    const card = keeper(NAME)
    const data = { ...card.data, tags: 'night, sea', character_version: 2, creation_date: 1_700_000_000_000 }
    await pick(page, 'ada.json', JSON.stringify({ ...card, data }))
    const list = page.getByRole('region', { name: 'What was odd' }).getByRole('listitem')
    await list.first().waitFor()
    const texts = await list.allInnerTexts()
    expect(texts).toHaveLength(3)
    const tags = texts.find((text) => text.includes('tags_as_text'))
    expect(tags).toContain('Tags in one text were split at its commas.')
    expect(tags).toContain('in /data/tags')
    await visit.end()
  })
})

describe('the files of a card', () => {
  test('are shown where they are pictures, and named where they are not', async () => {
    const visit = await Visit.begin(browser, '/#card')
    const { page } = visit
    const { file, joy } = await cardWithAssets(page)
    await pick(page, 'ada.charx', file)
    const gallery = page.getByRole('region', { name: 'Pictures and files' })
    await gallery.scrollIntoViewIfNeeded()
    const tile = (name: string): Locator => gallery.getByRole('list', { name, exact: true }).getByRole('listitem')
    await tile('Icons').locator('img').waitFor()
    await tile('Emotions').locator('img').waitFor()
    expect(await tile('Emotions').innerText()).toMatch(/joy\s+PNG \d+ bytes/)
    expect(await tile('Other files').innerText()).toMatch(/drawing\s+SVG \d+ bytes/)
    expect(await tile('Other files').locator('img').count()).toBe(0)
    expect(await tile('Backgrounds, not in the file').innerText()).toContain('https://pictures.example/sunset.png')
    expect(await tile('Emotions, not in the file').innerText()).toContain('The file does not hold it.')
    expect(await gallery.getByRole('link').count()).toBe(0)

    const emotion = await saved(page, gallery.getByRole('button', { name: 'Save joy' }))
    expect(emotion).toEqual({ name: 'joy.png', bytes: joy })
    await visit.end()
  })

  test('are let go of when the card is closed', async () => {
    const visit = await Visit.begin(browser, '/#card')
    const { page } = visit
    const { file } = await cardWithAssets(page)
    const kept = await page.evaluateHandle(() => {
      const urls = new Set<string>()
      const { createObjectURL, revokeObjectURL } = URL
      URL.createObjectURL = (object) => {
        const url = createObjectURL.call(URL, object)
        urls.add(url)
        return url
      }
      URL.revokeObjectURL = (url) => {
        urls.delete(url)
        revokeObjectURL.call(URL, url)
      }
      return urls
    })
    await pick(page, 'ada.charx', file)
    const emotions = page.getByRole('list', { name: 'Emotions', exact: true })
    await emotions.scrollIntoViewIfNeeded()
    await emotions.locator('img').waitFor()
    expect(await kept.evaluate((urls) => urls.size)).toBe(3)
    await facts(page).getByRole('button', { name: 'Close' }).click()
    await heading(page, 'Open a character card').waitFor()
    expect(await kept.evaluate((urls) => urls.size)).toBe(0)
    await visit.end()
  })

  test('do not move the page when they arrive', async () => {
    const visit = await Visit.begin(browser, '/#card')
    const { page } = visit
    const { file } = await cardWithAssets(page)
    await page.evaluate(() => {
      const moved: number[] = []
      Object.assign(globalThis, { moved })
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries() as (PerformanceEntry & { value: number })[]) moved.push(entry.value)
      }).observe({ type: 'layout-shift' })
    })
    await pick(page, 'ada.charx', file)
    const gallery = page.getByRole('region', { name: 'Pictures and files' })
    await gallery.scrollIntoViewIfNeeded()
    await gallery.getByRole('list', { name: 'Emotions', exact: true }).locator('img').waitFor()
    expect(await pictureOf(page)).toEqual([...SIZE])
    const moved = await page.evaluate(() => (globalThis as unknown as { moved: number[] }).moved)
    expect(moved.reduce((sum, shift) => sum + shift, 0)).toBeLessThan(0.01)
    await visit.end()
  })
})

describe('a card that is saved', () => {
  const KINDS: [kind: string, file: string, format: string][] = [
    ['PNG picture', `${NAME}.png`, 'PNG, card of version 3'],
    ['PNG picture, version 2', `${NAME}.png`, 'PNG, card of version 2'],
    ['CHARX archive', `${NAME}.charx`, 'CHARX archive, card of version 3'],
    ['JSON, version 3', `${NAME}.json`, 'JSON, card of version 3'],
    ['JSON, version 2', `${NAME}.json`, 'JSON, card of version 2'],
    ['JSON, version 1', `${NAME}.json`, 'JSON, card of version 1'],
  ]

  test.for(KINDS)('can be opened again: %s', async ([kind, file, format]) => {
    const visit = await Visit.begin(browser, '/#card')
    const { page } = visit
    await pick(page, 'ada.webp', await webp(page))
    await heading(page, NAME).waitFor()
    expect(await saveAndOpen(page, kind)).toBe(file)
    await facts(page).getByText(format, { exact: true }).waitFor()
    await heading(page, NAME).waitFor()
    const isPicture = !kind.startsWith('JSON')
    expect(await facts(page).getByRole('img').count()).toBe(isPicture ? 1 : 0)
    if (isPicture) expect(await pictureOf(page)).toEqual([...SIZE])
    await facts(page).getByText('Description', { exact: true }).click()
    expect(await facts(page).getByText(keeper(NAME).data.description).isVisible()).toBe(true)
    await visit.end()
  })

  test('keeps the bytes of its PNG', async () => {
    const visit = await Visit.begin(browser, '/#card')
    const { page } = visit
    await pick(page, 'ada.png', cardPng(keeper(NAME)))
    await heading(page, NAME).waitFor()
    await saveAndOpen(page, 'PNG picture')
    await facts(page).getByText('ccv3').waitFor()
    expect(await pictureOf(page)).toEqual([1, 1])
    await visit.end()
  })

  test('gets a picture of its initials where it has none', async () => {
    const visit = await Visit.begin(browser, '/#card')
    const { page } = visit
    await pick(page, 'ada.yaml', YAML)
    await heading(page, NAME).waitFor()
    const dialog = await choose(page, 'PNG picture')
    await dialog.getByText('It has no picture, so it gets one with its initials.').waitFor()
    await page.keyboard.press('Escape')
    await saveAndOpen(page, 'PNG picture')
    await facts(page).getByText('PNG, card of version 3').waitFor()
    expect(await pictureOf(page)).toEqual([400, 600])
    await visit.end()
  })

  test('is told before what a version leaves out', async () => {
    const visit = await Visit.begin(browser, '/#card')
    const { page } = visit
    const card = keeper(NAME)
    const book = { ...card.data.character_book, entries: [{ ...salt, content: '@@depth 2\nSalt.', use_regex: true }] }
    const data = { ...card.data, nickname: 'Addie', group_only_greetings: ['All of you!'], character_book: book }
    await pick(page, 'ada.json', JSON.stringify({ ...card, data }))
    await heading(page, NAME).waitFor()
    const dialog = await choose(page, 'JSON, version 3')
    await dialog.getByText('Nothing is left out.').first().waitFor()
    const listed = async (kind: string): Promise<string[]> => {
      await dialog.getByRole('radio', { name: kind, exact: true }).check()
      return dialog.getByRole('listitem').allInnerTexts()
    }
    expect(await listed('JSON, version 2')).toEqual([
      'the decorators of lore entries, the lines that begin with @@',
      'the nickname “Addie”',
      '1 greeting for groups',
      'that the keys of 1 entry are patterns',
    ])
    expect(await dialog.getByText('4 things are left out.').isVisible()).toBe(true)
    expect(await listed('JSON, version 1')).toEqual([
      'the nickname “Addie”',
      'data of other programs: some/program',
      'the field “unknown_field”',
    ])
    await visit.end()
  })

  test('has a name that every file system takes', async () => {
    const visit = await Visit.begin(browser, '/#card')
    const { page } = visit
    const name = '../Ada: "灯台"?\u202e*'
    await pick(page, 'ada.json', JSON.stringify(flat(name)))
    await page.getByRole('heading', { level: 1 }).filter({ hasText: '灯台' }).waitFor()
    const dialog = await choose(page, 'JSON, version 3')
    expect((await saved(page, dialog.getByRole('button', { name: /^Save / }))).name).toBe('Ada 灯台.json')
    await visit.end()
  })

  test('is saved by the keyboard alone', async () => {
    const visit = await Visit.begin(browser, '/#card')
    const { page } = visit
    await pick(page, 'ada.json', JSON.stringify(keeper(NAME)))
    const button = page.getByRole('button', { name: 'Save as' })
    await button.focus()
    await page.keyboard.press('Enter')
    const dialog = saveDialog(page)
    const isChecked = (kind: string) => dialog.getByRole('radio', { name: kind, exact: true }).isChecked()
    const focusedRole = () => page.evaluate(() => (document.activeElement as HTMLInputElement | null)?.type ?? '')
    for (let stops = 0; stops < 5 && (await focusedRole()) !== 'radio'; stops += 1) await page.keyboard.press('Tab')
    expect(await isChecked('PNG picture')).toBe(true)
    for (let step = 0; step < 6; step += 1) await page.keyboard.press('ArrowDown')
    expect(await isChecked('Lorebook, version 3')).toBe(true)
    await page.keyboard.press('Tab')
    const download = page.waitForEvent('download')
    await page.keyboard.press('Enter')
    expect((await download).suggestedFilename()).toBe('The log.json')
    await page.keyboard.press('Escape')
    await dialog.waitFor({ state: 'detached' })
    expect(await button.evaluate((element) => element === document.activeElement)).toBe(true)
    await visit.end()
  })
})

describe('a lorebook that is opened', () => {
  test('shows its entries, and says that it is one', async () => {
    const visit = await Visit.begin(browser, '/#card')
    const { page } = visit
    await pick(page, 'The coast.json', JSON.stringify(WORLD))
    await heading(page, 'The coast').waitFor()
    const about = page.getByRole('region', { name: 'Lorebook file' })
    expect(await about.getByText('World of SillyTavern', { exact: true }).first().isVisible()).toBe(true)
    expect(await about.getByText('2 entries', { exact: true }).isVisible()).toBe(true)
    const entries = page.getByRole('region', { name: 'Lorebook', exact: true }).getByRole('listitem')
    expect(await entries.filter({ hasText: salt.content }).innerText()).toMatch(/^Salt\s+salt\s/)
    expect(await entries.filter({ hasText: 'A horn for it.' }).innerText()).toMatch(/^Fog\s+off\s/)
    await visit.end()
  })

  test.for([
    ['Lorebook, version 3', 'Lorebook of version 3'],
    ['World of SillyTavern', 'World of SillyTavern'],
    ['Book of version 2', 'Book of a card'],
  ] as const)('becomes another one: %s', async ([kind, format]) => {
    const visit = await Visit.begin(browser, '/#card')
    const { page } = visit
    await pick(page, 'The coast.json', JSON.stringify(WORLD))
    await heading(page, 'The coast').waitFor()
    await page.getByRole('radio', { name: kind, exact: true }).check()
    const { name, bytes } = await saved(page, page.getByRole('button', { name: 'Save The coast.json' }))
    await pick(page, `again ${name}`, bytes)
    await heading(page, 'again The coast').waitFor()
    expect(await page.getByRole('definition').filter({ hasText: format }).count()).toBe(1)
    const entries = page.getByRole('region', { name: 'Lorebook', exact: true }).getByRole('listitem')
    expect(await entries.filter({ hasText: salt.content }).count()).toBe(1)
    expect(await entries.filter({ hasText: 'A horn for it.' }).innerText()).toContain('off')
    await visit.end()
  })
})

async function webp(page: Page): Promise<Uint8Array> {
  return webpWithCard(await drawn(page, 'image/webp', SIZE), v2(), ...SIZE)
}

function backyard(picture: Uint8Array): Uint8Array {
  return byaf(NAME, picture)
}

/** A card of version 2. */
function v2(): object {
  const { data } = keeper(NAME)
  const { group_only_greetings: _, ...rest } = data
  return { spec: 'chara_card_v2', spec_version: '2.0', data: rest }
}
