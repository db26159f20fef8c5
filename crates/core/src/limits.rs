//! Every cap on input, in one place, with the reason for its size.
//!
//! Card files, lorebooks and provider streams come from strangers. Nothing in this crate allocates, recurses or
//! loops by a number that input chose without comparing it with one of these first. A cap is an error unless its
//! text says that it is a cut with a warning.

/// How much input is accepted. Start from [`Limits::edge`] or [`Limits::local`].
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct Limits {
    /// Bytes of a card file. The edge has 128 MB for all requests of an isolate together.
    pub file_bytes: usize,
    /// Levels of nesting in JSON. Cards in the wild stay below 20; the parser's own stack is safe to 128.
    pub json_depth: usize,
    /// Values in one JSON document, of which an object counts as eight, and each field and each member of a list as one
    /// more: parsed, a value takes about 100 bytes and an object of one field over 500. An entry of a lorebook with all
    /// fields of SillyTavern has a hundred, and 5,000 of them have to be read.
    pub json_nodes: usize,
    /// Fields of one object, which is copied as one piece when it grows or is put into another shape. Worlds of SillyTavern
    /// have one for each entry.
    pub object_fields: usize,
    /// Values that the aliases of a YAML document may copy, of which an object counts as eight. A kilobyte can announce
    /// a billion; cards hardly use them.
    pub yaml_copies: usize,
    /// Text chunks of a PNG that are looked at. Writers of several tools leave one or two each.
    pub png_text_chunks: usize,
    /// Bytes that one text of a file may unpack to: a compressed text chunk of a PNG, a document in an archive,
    /// or what is unpacked already, the text of a WEBP or JPEG. Cards in the wild stay below 2 MiB; ten bytes of DEFLATE
    /// can announce ten thousand.
    pub unpacked_bytes: usize,
    /// Assets that a card names. Cards with a picture for every mood have some hundred.
    pub assets: usize,
    /// Bytes of one asset, unpacked; of all together where they are moved to another kind of file, and with the card.
    pub asset_bytes: usize,
    /// Files in an archive. RisuAI writes two for each asset.
    pub archive_files: usize,
    /// Bytes that all files of an archive announce together, unpacked.
    pub archive_bytes: usize,
    /// Entries of the lorebooks of one prompt.
    pub book_entries: usize,
    /// Bytes of keys and content of the lorebooks of one prompt.
    pub book_bytes: usize,
    /// Bytes of all keys of the lorebooks of one prompt. Compiling takes up to 45 for each,
    /// 70 where keys are single letters, and at most 35 are kept, beside 64 KB in all.
    pub key_bytes: usize,
    /// Bytes of chat that are searched for keys. More is a cut: the newest text is searched.
    pub scan_bytes: usize,
    /// Key matches that one search looks at. More is a cut: keys that overlap each other thousands of times at
    /// every letter cannot occupy the processor for longer.
    pub scan_matches: usize,
    /// Bytes of one regular expression.
    pub regex_bytes: usize,
    /// Levels of groups in one regular expression, which are read by recursion.
    pub regex_depth: usize,
    /// Capturing groups of one regular expression. A search for captures keeps two places for each at each instruction.
    pub regex_groups: usize,
    /// Instructions that one regular expression compiles to. `a{1000}` takes a thousand, and each may be busy at each
    /// letter of the text.
    pub regex_instructions: usize,
    /// Steps that compiling and searching may take together, each some ten nanoseconds.
    pub regex_steps: u64,
    /// Messages of history, and passages, in one prompt.
    pub messages: usize,
    /// Bytes of all messages of one prompt, with every macro expanded.
    pub prompt_bytes: usize,
    /// Bytes of one question.
    pub message_bytes: usize,
    /// Bytes of one server-sent event. Image events of providers exceed 8 MiB.
    pub event_bytes: usize,
    /// Bytes of one line of newline-delimited JSON.
    pub frame_bytes: usize,
    /// Bytes of template source.
    pub template_bytes: usize,
    /// Bytes that a template may print.
    pub template_output_bytes: usize,
    /// Steps that a template may take.
    pub template_fuel: u64,
}

impl Limits {
    /// For a Worker, which shares its memory with the other requests of its isolate.
    #[must_use]
    pub const fn edge() -> Self {
        Self {
            file_bytes: 16 * MIB,
            json_depth: 64,
            json_nodes: 1_000_000,
            object_fields: 20_000,
            yaml_copies: 100_000,
            png_text_chunks: 4_096,
            unpacked_bytes: 8 * MIB,
            assets: 2_000,
            asset_bytes: 16 * MIB,
            archive_files: 10_000,
            archive_bytes: 128 * MIB,
            book_entries: 5_000,
            book_bytes: 4 * MIB,
            key_bytes: 512 * 1024,
            scan_bytes: MIB,
            scan_matches: 4_000_000,
            regex_bytes: 1_000,
            regex_depth: 64,
            regex_groups: 64,
            regex_instructions: 4_000,
            regex_steps: 20_000_000,
            messages: 10_000,
            prompt_bytes: 8 * MIB,
            message_bytes: 32 * 1024,
            event_bytes: 16 * MIB,
            frame_bytes: 16 * MIB,
            template_bytes: 64 * 1024,
            template_output_bytes: 256 * 1024,
            template_fuel: 200_000,
        }
    }

    /// For a browser or a program of one person, on that person's own files.
    #[must_use]
    pub const fn local() -> Self {
        Self {
            file_bytes: 256 * MIB,
            json_nodes: 8_000_000,
            object_fields: 200_000,
            unpacked_bytes: 64 * MIB,
            assets: 10_000,
            asset_bytes: 256 * MIB,
            archive_bytes: 1024 * MIB,
            book_entries: 25_000,
            book_bytes: 32 * MIB,
            key_bytes: 4 * MIB,
            prompt_bytes: 64 * MIB,
            ..Self::edge()
        }
    }
}

const MIB: usize = 1024 * 1024;
