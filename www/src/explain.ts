/** Errors in the words of the person who meets them. */

import { CuecardError } from 'cuecard'
import type { KnownErrorCode } from 'cuecard'

/** What happened, what to do about it, and the code for those who look it up. */
export interface Explanation {
  title: string
  advice: string
  code: string
}

const LOST_ON_THE_WAY =
  'Programs that shrink or convert a picture throw the card away. Look for the original file.'

/** Codes of this page alone. */
type PageCode = 'unexpected_answer' | 'unreachable' | 'unreadable_file'

type Words = readonly [title: string, advice: string]

/** Titles and advice for each code that the package knows. */
const KNOWN: Readonly<Record<KnownErrorCode | PageCode, Words>> = {
  // The way to the server.
  unreachable: ['The server can’t be reached.', 'Check the connection, or start the Worker, and try again.'],
  unexpected_answer: ['The server answered something unexpected.', 'It may be starting up, or be another program.'],
  not_found: ['The server has nothing at this address.', 'It may be an older version than this page.'],
  method_not_allowed: ['The server does not do this.', 'It may be an older version than this page.'],
  incomplete_stream: ['The connection broke off before the answer was complete.', 'What had arrived is still here.'],
  fetch_failed: ['Part of this page could not be loaded.', 'Check the connection and try again.'],
  panic: ['Something in the core of this page failed.', 'It has been restarted; the next try starts afresh.'],
  not_initialized: ['The core of this page is not loaded yet.', 'Try again in a moment.'],
  // Asking.
  cross_site: ['The server takes nothing from pages of other sites.', 'Open the page of the server itself.'],
  auth_required: ['This server wants to know who you are.', 'It does not take guests.'],
  character_not_found: ['This character is no longer there.', 'Choose another one.'],
  invalid_value: ['The server does not accept one of these values.', ''],
  unknown_field: ['The server does not know one of these fields.', 'It may be an older version than this page.'],
  unknown_brain: ['The server does not have this model.', 'Choose another one.'],
  brain_not_configured: ['The server has no model to answer with.', 'Whoever runs it has to set one up.'],
  insufficient_credits: [
    'There are not enough credits left.',
    'Nothing was charged. Each name has credits of its own.',
  ],
  ledger_unavailable: ['The credits can’t be looked up right now.', 'Nothing was charged. Try again in a moment.'],
  settlement_unknown: ['The answer is complete, but what it cost is not known.', 'The credits are settled in the background.'],
  provider_failed: ['The model failed before its first word.', 'Nothing was charged. Try again in a moment.'],
  provider_unavailable: ['The model is busy.', 'Nothing was charged. Try again in a moment.'],
  provider_error: ['The model failed in the middle of the answer.', 'What had arrived is still here.'],
  event_too_long: ['The server sent more at once than this page reads.', 'What had arrived is still here.'],
  frame_too_long: ['The model sent more at once than is read.', 'What had arrived is still here.'],
  malformed_frame: ['The model sent something that can’t be read.', 'What had arrived is still here.'],
  stalled: ['The model fell silent in the middle of the answer.', 'What had arrived is still here.'],
  timeout: ['The answer took too long.', 'What had arrived is still here.'],
  too_large: ['The answer became longer than it should.', 'What had arrived is still here.'],
  card_too_large: ['This card is too large for the server.', 'Reading it here still works.'],
  prompt_too_large: ['The prompt would be too large.', 'Something in the card names a long text many times.'],
  provider_rejected: ['The model refused the request.', ''],
  provider_timeout: ['The model took too long to begin.', ''],
  provider_unreachable: ['The model can’t be reached.', ''],
  text_too_long: ['That is too much text for one message.', 'Shorten it and send it again.'],
  template_error: ['The prompt could not be written.', 'The template of the server has a mistake in it.'],
  client_left: ['The connection broke off before the answer began.', 'Check the connection and try again.'],
  internal: ['Something went wrong on the server.', ''],
  // Reading a card.
  not_a_card: [
    'This file is not a character card.',
    'Cards are read from PNG, WEBP and JPEG pictures, CHARX and BYAF archives, JSON, YAML and text.',
  ],
  empty_file: ['This file is empty.', 'The download may have been interrupted.'],
  web_page: [
    'This file is a web page, not a character card.',
    'The page about a card was saved instead of the card. Look for a download button there.',
  ],
  no_lorebook: ['This character has no lorebook.', ''],
  not_a_lorebook: ['This file is not a lorebook.', ''],
  lorebook_only: ['This file is a lorebook, not a character.', 'The card view shows what is in it.'],
  risu_module: [
    'This file is a module of RisuAI, not a character card.',
    'A module adds to RisuAI itself. Open the card that it came with.',
  ],
  encrypted_card: [
    'This card is locked with a password.',
    'RisuAI locks cards so. Open it there, and export it again without one.',
  ],
  no_card_in_png: ['This picture has no card in it.', LOST_ON_THE_WAY],
  no_card_in_image: ['This picture has no card in it.', LOST_ON_THE_WAY],
  no_card_in_archive: [
    'This archive has no card in it.',
    'CHARX archives hold a card.json, and BYAF archives of Backyard AI a manifest.json.',
  ],
  asset_not_found: ['The file does not hold this picture.', 'The card names it, and it is elsewhere or was lost.'],
  truncated: ['This file ends too early.', 'The download may have been interrupted.'],
  invalid_json: ['This file is broken: its JSON can’t be read.', ''],
  invalid_yaml: ['This file is broken: its YAML can’t be read.', ''],
  invalid_base64: ['What is packed in this file is damaged.', 'Look for the original file.'],
  invalid_deflate: ['What is compressed in this file is damaged.', 'The download may have been interrupted.'],
  invalid_zip: ['This archive is damaged.', 'The download may have been interrupted.'],
  invalid_utf8: ['The text in this file is damaged.', 'It is not UTF-8.'],
  invalid_pattern: ['A pattern between slashes is not valid.', 'It is read as JavaScript reads it.'],
  unsupported_pattern: [
    'A pattern between slashes uses what is not read here.',
    'Look-ahead, look-behind and back-references could take forever, so they are left out.',
  ],
  unsupported_zip: ['This archive is packed in a way that is not read here.', 'Pack it again as a plain ZIP archive.'],
  missing_field: ['Something that every card has is missing here.', ''],
  wrong_type: ['A field of this card holds the wrong kind of value.', ''],
  file_too_large: ['This file is too large.', ''],
  invalid_multipart: ['The server could not find the file in what was sent.', 'Choose the file and send it again.'],
  body_too_large: ['This file is too large for the server.', 'Reading it here still works.'],
  book_too_large: ['The lorebook of this card is too large.', ''],
  unpacked_too_large: ['Unpacked, this file would be too large.', 'A few bytes can unpack to very many.'],
  json_too_deep: ['This file nests deeper than any card should.', ''],
  json_too_large: ['This file holds more values than any card should.', ''],
  too_many: ['This file has more parts than any card should.', ''],
  needs_formats: ['The server does not read this kind of file.', 'Reading it here still works.'],
  unsupported_media_type: ['The server does not take this kind of file.', 'Reading it here still works.'],
  unreadable_file: ['The browser could not read this file.', 'It may have been moved, or be a folder.'],
}

/** The same for any code: a newer server may send one that is not known. */
const BY_CODE = new Map<string, Words>(Object.entries(KNOWN))

/** Explains whatever was thrown. An unknown code is explained by its own message. */
export function explain(error: unknown): Explanation {
  if (!(error instanceof CuecardError)) {
    return { title: 'Something went wrong.', advice: String(error), code: 'unknown' }
  }
  const { code } = error
  if (code === 'insufficient_credits') return { ...shortOfCredits(error), code }
  // With a status, it was the server that refused, and gave no reason.
  const known = BY_CODE.get(code === 'fetch_failed' && error.status !== undefined ? 'unexpected_answer' : code)
  if (known === undefined) return { title: sentence(error.message), advice: '', code }
  return { title: known[0], advice: known[1], code }
}

/** The place of an error, in words; empty where it is not known. */
export function placeOf(error: unknown): string {
  return error instanceof CuecardError ? placeIn(error) : ''
}

/** A place in a file, in words: the field, the byte, both or nothing. */
export function placeIn({ offset, path }: { offset?: number; path?: string }): string {
  const field = path === undefined ? '' : `in ${path === '' ? 'the document itself' : path}`
  const byte = offset === undefined ? '' : `at byte ${offset.toLocaleString('en')}`
  return [field, byte].filter((part) => part !== '').join(', ')
}

/** A number that the server sent along with an error. */
export function detailOf(error: unknown, field: 'available' | 'charged' | 'needed'): number | undefined {
  const value = error instanceof CuecardError ? error.details?.[field] : undefined
  return typeof value === 'number' ? value : undefined
}

function shortOfCredits(error: CuecardError): Omit<Explanation, 'code'> {
  const needed = detailOf(error, 'needed')
  const available = detailOf(error, 'available')
  const [title, advice] = KNOWN.insufficient_credits
  if (needed === undefined || available === undefined) return { title, advice }
  return { title: `This answer needs ${needed} credits, and you have ${available}.`, advice }
}

/** Messages of the core begin in lower case and end without a full stop. */
export function sentence(message: string): string {
  const text = message.charAt(0).toUpperCase() + message.slice(1)
  return /[.!?]$/.test(text) ? text : `${text}.`
}
