/** The page as a visitor uses it, in Chromium, with the Worker behind it. */

import type { Message } from 'cuecard'
import type { Browser, Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { newUser } from '../support/accounts.js'
import { Visit, openBrowser } from '../support/browser.js'
import { keeper } from '../support/cards.js'
import { drop } from '../support/files.js'
import { getJson } from '../support/http.js'
import { cardPng, png } from '../support/png.js'

const SKY = 'Why is the sky spiral-shaped?'
const HASH = /\b[0-9a-f]{64}\b/

let browser: Browser

beforeAll(async () => {
  browser = await openBrowser()
})

afterAll(() => browser.close())

const character = (page: Page, name: string): Locator =>
  page.getByRole('navigation', { name: 'Characters' }).getByRole('button', { name })

/** Takes a name of its own, whose account is new. */
async function introduce(page: Page): Promise<void> {
  const name = page.getByLabel('You are')
  await name.fill(newUser())
  await name.press('Enter')
}

async function choose(page: Page, name: string): Promise<void> {
  await character(page, name).click()
  await page.getByRole('heading', { level: 1, name }).waitFor()
}

async function ask(page: Page, name: string, text: string): Promise<void> {
  const question = page.getByLabel(`Your message to ${name}`)
  await question.fill(text)
  await question.press('Enter')
}

const answerOf = (page: Page, name: string): Locator => page.getByRole('article', { name: `${name} says` }).last()

const answered = (page: Page): Promise<void> =>
  page.getByRole('status').filter({ hasText: 'Answer complete' }).waitFor({ state: 'attached' })

/** The lengths that the next answer in a chat goes through. */
async function watchAnswer(log: Locator): Promise<() => Promise<number[]>> {
  const lengths = await log.evaluateHandle((element) => {
    const seen: number[] = []
    const before = element.querySelectorAll('article').length
    const look = (): void => {
      // The question comes first.
      const answer = element.querySelectorAll('article')[before + 1]
      const length = answer?.textContent?.length ?? 0
      if (length > 0 && seen.at(-1) !== length) seen.push(length)
    }
    new MutationObserver(look).observe(element, { subtree: true, childList: true, characterData: true })
    return seen
  })
  return () => lengths.jsonValue()
}

describe('a visitor who asks a character', () => {
  test('sees the answer grow, and then what it rests on and cost', async () => {
    const visit = await Visit.begin(browser)
    const { page } = visit
    await introduce(page)
    await choose(page, 'Nan Kett')
    await choose(page, 'Arieol')
    expect(await character(page, 'Arieol').getAttribute('aria-current')).toBe('true')
    expect(await page.title()).toContain('Arieol')

    const log = page.getByRole('log', { name: 'Chat with Arieol' })
    const lengthsOfAnswer = await watchAnswer(log)
    await ask(page, 'Arieol', SKY)
    await answered(page)
    const lengths = await lengthsOfAnswer()
    expect(lengths.length).toBeGreaterThan(5)
    expect(lengths).toEqual([...lengths].sort((a, b) => a - b))

    const answer = answerOf(page, 'Arieol')
    await answer.getByText(/5 credits, 95 left/).waitFor()
    await answer.getByText(/^cites p\d\d$/).click()
    const [, cited] = /cites (p\d\d)/.exec(await answer.innerText()) ?? []
    expect(await answer.getByRole('listitem').filter({ hasText: 'cited' }).innerText()).toContain(cited)
    expect(await answer.innerText()).toMatch(HASH)
    expect(await page.getByText('95 credits').isVisible()).toBe(true)
    await visit.end()
  })

  test('sees the prompt before it is sent, and that it was the one', async () => {
    const visit = await Visit.begin(browser)
    const { page } = visit
    await introduce(page)
    await choose(page, 'Osmund Teasel')
    await page.getByLabel('Your message to Osmund Teasel').fill(SKY)
    await page.getByRole('button', { name: 'Show prompt' }).click()
    const dialog = page.getByRole('dialog', { name: 'The prompt for Osmund Teasel' })
    await dialog.getByText('Fingerprint').waitFor()
    const shown = await dialog.innerText()
    expect(shown).toContain(SKY)
    expect(visit.requests).not.toContain('POST /ask')
    await dialog.getByRole('button', { name: 'Close' }).click()

    await page.getByRole('button', { name: 'Send' }).click()
    await answered(page)
    const answer = answerOf(page, 'Osmund Teasel')
    await answer.getByText(/95 left/).click()
    expect(HASH.exec(await answer.innerText())?.[0]).toBe(HASH.exec(shown)?.[0])
    await visit.end()
  })

  test('can stop the answer and ask again', async () => {
    const visit = await Visit.begin(browser)
    const { page } = visit
    await introduce(page)
    await choose(page, 'Arieol')
    await ask(page, 'Arieol', SKY)
    await page.getByRole('button', { name: 'Stop' }).click()
    const answer = answerOf(page, 'Arieol')
    await answer.getByText('Stopped.').waitFor()
    await answer.getByRole('button', { name: 'Ask again' }).click()
    await answered(page)
    await answerOf(page, 'Arieol').getByText(/5 credits, 9\d left/).waitFor()
    await visit.end()
  })

  test('finds the chat again after a look at another character', async () => {
    const visit = await Visit.begin(browser)
    const { page } = visit
    await introduce(page)
    await choose(page, 'Ines')
    const suggestions = page.getByRole('list', { name: 'Suggestions' })
    const suggestion = (await suggestions.getByRole('button').first().innerText()).trim()
    await suggestions.getByRole('button').first().click()
    await answered(page)
    await choose(page, 'Arieol')
    expect(await page.getByText(suggestion).count()).toBe(0)
    await choose(page, 'Ines')
    expect(await page.getByRole('log').getByText(suggestion).isVisible()).toBe(true)
    await visit.end()
  })
})

describe('a greeting that the list cut', () => {
  const NAME = 'Osmund Teasel'
  const WHOLE = /\/v1\/characters\/[0-9a-f-]{36}$/

  async function greeting(): Promise<string> {
    const { character } = await getJson<{ character: { greeting: string } }>('/v1/characters/osmund_teasel')
    expect(character.greeting.length).toBeGreaterThan(300)
    return character.greeting
  }

  /** What was said before the question that is sent next. */
  const messagesOf = async (page: Page, path: string): Promise<Message[]> =>
    ((await page.waitForRequest((request) => request.url().endsWith(path))).postDataJSON() as { messages: Message[] }).messages

  test('is waited for before the first question, and goes along whole', async () => {
    const visit = await Visit.begin(browser)
    const { page } = visit
    let release = (): void => {}
    const released = new Promise<void>((resolve) => {
      release = resolve
    })
    await page.route(WHOLE, async (route) => {
      await released
      await route.continue()
    })
    await introduce(page)
    await choose(page, NAME)
    const sent = messagesOf(page, '/ask')
    await ask(page, NAME, SKY)
    await page.getByRole('button', { name: 'Stop' }).waitFor()
    await page.waitForTimeout(300)
    expect(visit.requests).not.toContain('POST /ask')
    release()
    const [first, ...rest] = await sent
    const user = await page.getByLabel('You are').inputValue()
    const content = (await greeting()).replaceAll('{{user}}', user)
    expect([first, rest]).toEqual([{ role: 'assistant', content }, []])
    await answered(page)
    await visit.end()
  })

  test('is not waited for by who stops the question', async () => {
    const visit = await Visit.begin(browser)
    const { page } = visit
    // Nothing ever answers.
    await page.route(WHOLE, () => undefined)
    await choose(page, NAME)
    await ask(page, NAME, SKY)
    await page.getByRole('button', { name: 'Stop' }).click()
    await answerOf(page, NAME).getByText('Stopped.').waitFor()
    expect(visit.requests).not.toContain('POST /ask')
    await visit.end()
  })

  test('is left out of what is sent where the server does not give the rest, and tried again', async () => {
    const visit = await Visit.begin(browser)
    const { page } = visit
    await page.route(WHOLE, (route) => route.fulfill({ status: 503, json: {} }))
    await introduce(page)
    await choose(page, NAME)
    const previewed = messagesOf(page, '/v1/preview')
    await page.getByRole('button', { name: 'Show prompt' }).click()
    expect(await previewed).toEqual([])
    const dialog = page.getByRole('dialog', { name: `The prompt for ${NAME}` })
    await dialog.getByText('Fingerprint').waitFor()
    await dialog.getByRole('button', { name: 'Close' }).click()
    const sent = messagesOf(page, '/ask')
    await ask(page, NAME, SKY)
    expect(await sent).toEqual([])
    await answered(page)
    await page.unroute(WHOLE)
    const again = messagesOf(page, '/ask')
    await ask(page, NAME, 'And the tide?')
    expect((await again).map(({ role }) => role)).toEqual(['assistant', 'user', 'assistant'])
    await answered(page)
    await visit.end(/\b503\b/)
  })
})

describe('a visitor who drops a card', () => {
  test('sees what is in it and the prompt that it makes, and nothing leaves the browser', async () => {
    const visit = await Visit.begin(browser)
    const { page } = visit
    await character(page, 'Arieol').waitFor()
    const before = visit.requests.length
    const { data } = keeper('Ada Lightfoot')
    await drop(page, 'ada.png', 'image/png', cardPng(keeper('Ada Lightfoot')))

    await page.getByRole('heading', { level: 1, name: 'Ada Lightfoot' }).waitFor()
    const facts = page.getByRole('region', { name: 'Card' })
    for (const fact of ['ada.png', 'PNG, card of version 3', 'ccv3', data.creator, data.creator_notes, ...data.tags]) {
      expect(await facts.getByText(fact, { exact: true }).count(), fact).toBe(1)
    }
    await facts.getByText('Description', { exact: true }).click()
    expect(await facts.getByText(data.description).isVisible()).toBe(true)
    await facts.getByText(data.character_book.name).click()
    expect(await facts.getByText('Salt keeps the lamp glass clear.').isVisible()).toBe(true)

    const prompt = page.getByRole('region', { name: 'Prompt' })
    const lore = prompt.getByRole('region', { name: 'Lore' })
    const messages = prompt.getByRole('region', { name: 'Messages' })
    await messages.getByText('Ada Lightfoot keeps a lighthouse and counts the ships. — 灯台 🕯').waitFor()
    expect(await lore.getByRole('listitem').count()).toBe(0)
    const fingerprint = HASH.exec(await prompt.innerText())?.[0]

    await prompt.getByLabel('What you say').fill('Is that salt on the glass?')
    await lore.getByText('because of salt in your message').waitFor()
    expect(await lore.getByRole('listitem').innerText()).toMatch(/^Salt\s/)
    await messages.getByText('Salt keeps the lamp glass clear.').waitFor()
    const changed = HASH.exec(await prompt.innerText())?.[0]
    expect(changed).toMatch(HASH)
    expect(changed).not.toBe(fingerprint)

    // The icon is fetched whenever the browser likes.
    expect(visit.requests.slice(before).filter((request) => !request.includes('favicon'))).toEqual([])
    await visit.end()
  })

  test('can talk to its character', async () => {
    const visit = await Visit.begin(browser)
    const { page } = visit
    const { data } = keeper('Grace Lightfoot')
    await introduce(page)
    await drop(page, 'grace.json', 'application/json', Buffer.from(JSON.stringify(keeper('Grace Lightfoot'))))
    await page.getByRole('button', { name: 'Talk to this character' }).click()
    await page.getByRole('heading', { level: 1, name: 'Grace Lightfoot' }).waitFor()
    expect(await character(page, data.name).getAttribute('aria-current')).toBe('true')
    await ask(page, data.name, 'Is that salt on the glass?')
    await answered(page)
    expect(await answerOf(page, data.name).innerText()).toContain('Salt keeps the lamp glass clear.')
    await visit.end()
  })

  test.for<[name: string, type: string, bytes: Uint8Array, code: string]>([
    ['picture.png', 'image/png', png(), 'no_card_in_png'],
    ['notes.txt', 'text/plain', Buffer.from('a lighthouse'), 'not_a_card'],
    ['broken.json', 'application/json', Buffer.from('{"name": '), 'invalid_json'],
  ])('that is none is told what is wrong: %s', async ([name, type, bytes, code]) => {
    const visit = await Visit.begin(browser, '/#card')
    const { page } = visit
    await drop(page, name, type, bytes)
    await page.getByRole('heading', { level: 1, name }).waitFor()
    expect(await page.getByRole('alert').innerText()).toContain(code)
    await visit.end()
  })
})
