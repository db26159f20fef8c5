/** Card files of every kind in the card view: what they show. */

import type { Browser, Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { Visit, openBrowser } from '../support/browser.js'
import { NAME, SIZE, YAML, cardWithAssets, facts, flat, heading, pictureOf, v2, webp } from '../support/card-view.js'
import { keeper } from '../support/cards.js'
import { byaf } from '../support/containers.js'
import { jpegWithCard } from '../support/exif.js'
import { drawn, drop, pick, saved } from '../support/files.js'

let browser: Browser

beforeAll(async () => {
  browser = await openBrowser()
})

afterAll(() => browser.close())

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

  test('leave the masthead where it is when they are scrolled to', async () => {
    const visit = await Visit.begin(browser, '/#card', { viewport: { width: 360, height: 700 } })
    const { page } = visit
    await pick(page, 'ada.charx', (await cardWithAssets(page)).file)
    const gallery = page.getByRole('region', { name: 'Pictures and files' })
    await gallery.evaluate((element) => element.scrollIntoView())
    expect((await gallery.boundingBox())?.y).toBeLessThan(100)
    expect((await page.getByRole('banner').boundingBox())?.y).toBe(0)
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

function backyard(picture: Uint8Array): Uint8Array {
  return byaf(NAME, picture)
}
