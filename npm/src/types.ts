/**
 * The JSON of cards and lorebooks that crosses between JavaScript and the core.
 *
 * Names are those of the card specifications and of the core, in snake_case. Objects that authors extend
 * keep fields that are not listed here; those read as `JsonValue`.
 */

/** Any JSON value. */
export type JsonValue = boolean | null | number | string | JsonValue[] | JsonObject

/** Any JSON object; `undefined` fields are left out when it is sent. */
export interface JsonObject {
  [field: string]: JsonValue | undefined
}

/** A character card in the shape of V3, into which all others are upgraded. */
export interface Card {
  /** Always `chara_card_v3`. */
  spec: string
  /** `3.0`, or what a newer V3 card said. */
  spec_version: string
  /** The card itself. */
  data: CardData
  /** Fields beside `data` that the file had. */
  [field: string]: JsonValue | undefined
}

/** The fields of a card, as the author wrote them: macros such as `{{char}}` are still in the texts. */
export interface CardData {
  /** Name of the character. */
  name: string
  /** Shown instead of the name in `{{char}}` when it is not empty. */
  nickname?: string
  /** Who the character is. */
  description: string
  /** How the character is. */
  personality: string
  /** Where the chat takes place. */
  scenario: string
  /** The greeting. */
  first_mes: string
  /** Example dialogue, in blocks that begin with `<START>`. */
  mes_example: string
  /** A note of the author to the person who chats; never part of a prompt. */
  creator_notes: string
  /** Replaces the main section of the prompt; `{{original}}` is what it replaces. */
  system_prompt: string
  /** A last word to the model, after the history. */
  post_history_instructions: string
  /** Other greetings. */
  alternate_greetings: string[]
  /** Greetings for group chats only. */
  group_only_greetings: string[]
  /** For sorting and searching. */
  tags: string[]
  /** Who made the card. */
  creator: string
  /** The author's version of the card. */
  character_version: string
  /** Data of other programs, by name. */
  extensions: JsonObject
  /** The lorebook of the card. */
  character_book?: Lorebook
  /** The pictures and other files of the card, as it names them; `assets` of {@link Import} says where they are. */
  assets?: CardAsset[]
  /** Fields that this package does not know. */
  [field: string]: JsonValue | undefined
}

/** A file that a card names. */
export interface CardAsset {
  /** What it is for: `icon`, `background`, `user_icon`, `emotion`, or a name of some program's own. */
  type: string
  /** Its address: `https:`, `data:`, `embeded://` and a path in a CHARX, or `ccdefault:` for what the program has. */
  uri: string
  /** Its name; the icon named `main` is the picture of the card. */
  name: string
  /** Kind of file, in lower case and without a dot, or `unknown`. */
  ext: string
  /** Fields that this package does not know. */
  [field: string]: JsonValue | undefined
}

/** A lorebook: texts that join the prompt when one of their keys is in the chat. */
export interface Lorebook {
  /** Name of the book. */
  name?: string
  /** What the book is about. */
  description?: string
  /** How many of the newest messages are searched for keys. */
  scan_depth?: number
  /** How many tokens all entries together may take. */
  token_budget?: number
  /** Whether the text of an entry is searched for keys too. */
  recursive_scanning?: boolean
  /** Data of other programs, by name. */
  extensions?: JsonObject
  /** The entries, in the order of the book. */
  entries: LoreEntry[]
  /** Fields that this package does not know. */
  [field: string]: JsonValue | undefined
}

/** One text of a lorebook and what brings it into the prompt. */
export interface LoreEntry {
  /** Words that bring the entry into the prompt. */
  keys?: string[]
  /** What is inserted. */
  content: string
  /** Whether the entry takes part at all. */
  enabled?: boolean
  /** Entries with a lower number are inserted first. */
  insertion_order: number
  /** Whether `Salt` and `salt` are different keys. */
  case_sensitive?: boolean
  /** Whether `keys` are regular expressions. */
  use_regex?: boolean
  /** Whether the entry is always in the prompt. */
  constant?: boolean
  /** Whether one of `secondary_keys` is needed as well. */
  selective?: boolean
  /** Keys of which one is needed as well, where `selective` is set. */
  secondary_keys?: string[]
  /** Whether the text goes before or after the description of the character. */
  position?: 'after_char' | 'before_char'
  /** Entries with a higher number are dropped last when the budget is short. */
  priority?: number
  /** Name of the entry, for people. */
  name?: string
  /** The author's remark. */
  comment?: string
  /** A number or name of the entry within its book. */
  id?: number | string
  /** Data of other programs, by name. */
  extensions?: JsonObject
  /** Fields that this package does not know. */
  [field: string]: JsonValue | undefined
}

/** What `readCard` gives. */
export interface Import {
  /** The card, as V3, with every field of the file. */
  card: Card
  /** Lorebooks that came in the file beside the card's own. */
  lorebooks: Lorebook[]
  /** The files that `assets` of the card names, in its order. */
  assets: Asset[]
  /** What the file was. */
  format: Format
  /** What was odd about the file and accepted all the same. */
  warnings: Warning[]
}

/** What a card file was. */
export interface Format {
  /**
   * The kind of file: `byaf` is an archive of Backyard AI, `charx` one with `card.json`, `text` has the card in front
   * matter or in a fenced block.
   */
  container: 'byaf' | 'charx' | 'jpeg' | 'json' | 'png' | 'text' | 'webp' | 'yaml'
  /** The version that the card was written in, or the program whose format it was. */
  spec: 'agnai' | 'byaf' | 'persona' | 'pygmalion' | 'text_generation_web_ui' | Spec
  /** The keyword of the PNG text chunk that held it; `null` outside a PNG. */
  chunk: 'ccv3' | 'chara' | 'other' | null
}

/** A version of the card specification. */
export type Spec = 'v1' | 'v2' | 'v3'

/** A file that belongs to a card. */
export interface Asset {
  /** What it is for: `icon`, `background`, `user_icon`, `emotion`, or a name of some program's own. */
  type: string
  /** Name, not always unique. */
  name: string
  /** The address that the card gives. */
  uri: string
  /** Kind of file, in lower case and without a dot, or `unknown`. */
  ext: string
  /** Where its bytes are. */
  place: AssetPlace
}

/**
 * Where the bytes of an asset are; offsets and lengths are bytes of the card's file. `image`: the file itself.
 * `base64`: in a text chunk of a PNG. `stored`, `deflated`: in an archive. `uri`: in the address, a `data:` URI.
 * `elsewhere`: not in the file. `missing`: the address names a part of the file that is not there.
 */
export type AssetPlace =
  | { in: 'base64'; offset: number; length: number }
  | { in: 'deflated'; offset: number; length: number; unpacked: number }
  | { in: 'elsewhere' }
  | { in: 'image' }
  | { in: 'missing' }
  | { in: 'stored'; offset: number; length: number }
  | { in: 'uri' }

/** What `readPicture` gives. */
export interface Picture {
  /** An image file. A PNG holds neither the card nor its assets any more. */
  bytes: Uint8Array<ArrayBuffer>
  /** Its media type, which is told by its first bytes. SVG is never among them. */
  type: 'image/apng' | 'image/avif' | 'image/gif' | 'image/jpeg' | 'image/png' | 'image/webp'
}

/** The kind of file that a card is written as. CHARX holds V3 alone; a PNG with V3 holds V2 too. */
export type CardFile = 'charx' | 'json' | 'png'

/** How `writeCard` writes. */
export interface WriteCardOptions {
  /** The kind of file. */
  readonly format: CardFile
  /** The version of the card; V3 unless given. */
  readonly spec?: Spec | undefined
  /** The file that brings the picture, the assets and the rest, where that is not the first argument itself. */
  readonly source?: ArrayBuffer | Uint8Array | string | undefined
  /** A PNG that is shown where the card has no picture of its own. Without it, the initials are drawn. */
  readonly cover?: ArrayBuffer | Uint8Array | undefined
}

/** What `readLorebook` gives. */
export interface LorebookImport {
  /** The book, as V3, with every field of the file. */
  lorebook: Lorebook
  /** What the file was. */
  format: LorebookFormat
  /** What was odd about the file and accepted all the same. */
  warnings: Warning[]
}

/** The format that a lorebook was written in. */
export type LorebookFormat = 'agnai' | 'novel_ai' | 'risu' | LorebookTarget

/** The format that a lorebook is written in; `character_book` is the book of a V2 card. */
export type LorebookTarget = 'character_book' | 'lorebook_v3' | 'silly_tavern'

/** Something odd that was accepted. */
export interface Warning {
  /** A name that never changes. */
  code: string
  /** The same for people. */
  message: string
  /** Where it was first, as a JSON Pointer, if it is in a document. */
  path?: string
  /** Where it was first, in bytes, if the place is known that exactly. */
  offset?: number
  /** How often it was found, if more than once. */
  count?: number
}
