/**
 * The one error class of the package.
 *
 * Its codes are those of the core, which the Worker uses over HTTP too, and a few that only exist on this side. A
 * server may be newer than the package, so a code that it sends is passed on even when it is not in the list.
 */

import type { JsonObject } from './types.js'

/** Codes that this version knows. */
export type KnownErrorCode =
  // The core: files, cards, prompts, streams.
  | 'asset_not_found'
  | 'book_too_large'
  | 'empty_file'
  | 'encrypted_card'
  | 'event_too_long'
  | 'file_too_large'
  | 'frame_too_long'
  | 'incomplete_stream'
  | 'invalid_base64'
  | 'invalid_deflate'
  | 'invalid_json'
  | 'invalid_pattern'
  | 'invalid_utf8'
  | 'invalid_value'
  | 'invalid_yaml'
  | 'invalid_zip'
  | 'json_too_deep'
  | 'json_too_large'
  | 'lorebook_only'
  | 'malformed_frame'
  | 'missing_field'
  | 'needs_formats'
  | 'no_card_in_archive'
  | 'no_card_in_image'
  | 'no_card_in_png'
  | 'no_lorebook'
  | 'not_a_card'
  | 'not_a_lorebook'
  | 'prompt_too_large'
  | 'risu_module'
  | 'template_error'
  | 'text_too_long'
  | 'too_many'
  | 'truncated'
  | 'unknown_field'
  | 'unpacked_too_large'
  | 'unsupported_pattern'
  | 'unsupported_zip'
  | 'web_page'
  | 'wrong_type'
  // This package.
  | 'fetch_failed'
  | 'not_initialized'
  | 'panic'
  // The Worker, in a problem document or an `error` event.
  | 'auth_required'
  | 'body_too_large'
  | 'brain_not_configured'
  | 'card_too_large'
  | 'character_not_found'
  | 'client_left'
  | 'cross_site'
  | 'insufficient_credits'
  | 'internal'
  | 'invalid_multipart'
  | 'ledger_unavailable'
  | 'method_not_allowed'
  | 'not_found'
  | 'provider_error'
  | 'provider_failed'
  | 'provider_rejected'
  | 'provider_timeout'
  | 'provider_unavailable'
  | 'provider_unreachable'
  | 'settlement_unknown'
  | 'stalled'
  | 'timeout'
  | 'too_large'
  | 'unknown_brain'
  | 'unsupported_media_type'

/** A stable snake_case name. Editors complete the known ones; any other text is what a newer server sent. */
export type ErrorCode = KnownErrorCode | (string & Record<never, never>)

/** Where an error was, and what came with it. */
export interface ErrorPlace {
  /**
   * Bytes from the start of the input. In JSON that is unpacked or decoded first (from a text chunk of a PNG, an
   * archive, Base64), bytes from the start of that JSON.
   */
  readonly offset?: number | undefined
  /** The field of a JSON document, as a JSON Pointer (RFC 6901). */
  readonly path?: string | undefined
  /** The HTTP status, where a response was refused. */
  readonly status?: number | undefined
  /** The whole problem document or `error` event: `available`, `charged`, `needed`, `retryable` and the like. */
  readonly details?: JsonObject | undefined
  /** What made it fail. */
  readonly cause?: unknown
}

/** What every function of this package throws, or rejects with. */
export class CuecardError extends Error {
  override readonly name = 'CuecardError'
  /** A name that never changes, to branch on. */
  readonly code: ErrorCode
  // `declare`: an absent place is no property, rather than one that is undefined.
  /**
   * Bytes from the start of the input. In JSON that is unpacked or decoded first (from a text chunk of a PNG, an
   * archive, Base64), bytes from the start of that JSON.
   */
  declare readonly offset?: number
  /** The field of a JSON document, as a JSON Pointer (RFC 6901). */
  declare readonly path?: string
  /** The HTTP status, where a response was refused. */
  declare readonly status?: number
  /** The whole problem document or `error` event that a server sent. */
  declare readonly details?: JsonObject

  constructor(code: ErrorCode, message: string, { offset, path, status, details, cause }: ErrorPlace = {}) {
    super(message, cause === undefined ? undefined : { cause })
    this.code = code
    if (offset !== undefined) this.offset = offset
    if (path !== undefined) this.path = path
    if (status !== undefined) this.status = status
    if (details !== undefined) this.details = details
  }
}
