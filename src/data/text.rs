//! From plain text to a [`Corpus`]: words, sentences, vocabulary.
//!
//! The rules are few, and the same for every language that puts spaces between words:
//!
//! * A word is a run of letters, digits and combining accents, in lower case. Everything else parts words, the hyphen and
//!   the underscore included: *well-kept* gives *well* and *kept*, which both then gather more company.
//! * An apostrophe (' or ’) between two letters stays (*don't*), but a possessive *'s* at the end of a word goes: *king's*
//!   counts as *king*.
//! * A sentence ends at `.`, `!`, `?`, `…` or their full-width forms, unless a letter or digit follows at once (*3.14*,
//!   *e.g.*'s first dot), and at a blank line. An abbreviation such as *Mr.* ends one too; all it costs is a few contexts.
//! * Words that are rarer than `minCount`, or not among the `maxWords` most frequent, are left out, and their neighbors
//!   move together, as in word2vec.

use super::stop_words::is_english;
use super::{Corpus, Documents};
use crate::error::{Error, Result};
use crate::hash::WordMap;
use crate::order::by_key;
use crate::parameters::{Arguments, Kind, Parameter};

const OPERATION: &str = "add text";

/// The parameters of [`corpus_from_text`].
pub const TEXT_PARAMETERS: &[Parameter] = &[
    Parameter {
        id: "minCount",
        title: "min count",
        kind: Kind::Integer { min: 1, max: 1_000_000, default: 2, usual: (1, 20) },
        help: "Words that occur less often than this are left out: there is too little to learn them from.",
        live: false,
    },
    Parameter {
        id: "maxWords",
        title: "max words",
        kind: Kind::Integer { min: 1, max: 1_000_000, default: 8_000, usual: (500, 20_000) },
        help: "Only this many words, the most frequent ones, are kept.",
        live: false,
    },
    Parameter {
        id: "stopWords",
        title: "stop words",
        kind: Kind::Choice { options: &["none", "english"], default: "none" },
        help: "Words that are left out because they only hold sentences together: none, or a short list of English ones.",
        live: false,
    },
];

/// Cuts a text into words and sentences, and numbers its words, most frequent first, ties in order of first appearance.
///
/// # Errors
/// [`Error::Empty`] if the text has no word, or none that occurs `minCount` times; [`Error::TooLarge`] if it is longer
/// than 4 GiB.
pub fn corpus_from_text(text: &str, arguments: &Arguments) -> Result<Corpus> {
    let mut words = Words::default();
    words.read(text)?;
    Ok(words.into_corpus(arguments)?.0)
}

/// Like [`corpus_from_text`], of several texts that share a vocabulary: the documents. `known` says what is known about
/// them; its ends are found here.
///
/// # Errors
/// Those of [`corpus_from_text`], and [`Error::Shape`] if there is not one name or label for each text.
pub fn corpus_from_documents<T: AsRef<str>>(texts: &[T], known: Documents, arguments: &Arguments) -> Result<Corpus> {
    let mut words = Words::default();
    for text in texts {
        words.read(text.as_ref())?;
        words.document_ends.push(words.tokens.len() as u32);
    }
    let (corpus, ends) = words.into_corpus(arguments)?;
    corpus.with_documents(Documents { ends, ..known })
}

/// The words of a text, in order, by the rules of [`corpus_from_text`].
pub fn words_of(text: &str) -> impl Iterator<Item = String> + '_ {
    Pieces::of(text).filter_map(|piece| match piece {
        Piece::Word(word) => Some(word),
        Piece::SentenceEnd => None,
    })
}

/// All words of a text, numbered by first appearance.
#[derive(Default)]
struct Words {
    ids: WordMap<u32>,
    spellings: Vec<String>,
    counts: Vec<u32>,
    tokens: Vec<u32>,
    sentence_ends: Vec<u32>,
    document_ends: Vec<u32>,
    /// Bytes read so far.
    bytes: u64,
}

impl Words {
    fn read(&mut self, text: &str) -> Result<()> {
        let limit = u64::from(u32::MAX);
        self.bytes += text.len() as u64;
        if self.bytes > limit {
            let what = "the number of bytes in the text";
            return Err(Error::TooLarge { operation: OPERATION, what, found: self.bytes, limit });
        }
        for piece in Pieces::of(text) {
            match piece {
                Piece::Word(word) => self.push(&word),
                Piece::SentenceEnd => self.end_sentence(),
            }
        }
        self.end_sentence();
        Ok(())
    }

    fn push(&mut self, word: &str) {
        let id = match self.ids.get(word) {
            Some(&id) => id,
            None => {
                let id = self.spellings.len() as u32;
                self.ids.insert(word.to_string(), id);
                self.spellings.push(word.to_string());
                self.counts.push(0);
                id
            }
        };
        self.counts[id as usize] += 1;
        self.tokens.push(id);
    }

    fn end_sentence(&mut self) {
        let end = self.tokens.len() as u32;
        if self.sentence_ends.last().copied().unwrap_or(0) < end {
            self.sentence_ends.push(end);
        }
    }

    /// The corpus, and where the documents end in it.
    fn into_corpus(mut self, arguments: &Arguments) -> Result<(Corpus, Vec<u32>)> {
        let (min_count, max_words) = (arguments.integer("minCount"), arguments.integer("maxWords"));
        // Most frequent first; words of equal count stay in order of first appearance.
        let mut kept = by_key(self.counts.len(), |id| !u64::from(self.counts[id]));
        let Some(&most_frequent) = kept.first() else {
            let expected = "it needs at least one word, that is, a letter or a digit".into();
            return Err(Error::Empty { operation: OPERATION, what: "the text", expected });
        };
        if arguments.choice("stopWords") == "english" {
            kept.retain(|&id| !is_english(&self.spellings[id as usize]));
        }
        if kept.is_empty() {
            let expected = "all its words are stop words; give a longer text, or leave the stop words in".into();
            return Err(Error::Empty { operation: OPERATION, what: "the vocabulary", expected });
        }
        let most_frequent = kept.first().copied().unwrap_or(most_frequent);
        kept.retain(|&id| self.counts[id as usize] as usize >= min_count);
        kept.truncate(max_words);
        if kept.is_empty() {
            let expected = format!(
                "none of its {} different words occurs {min_count} times, the minCount (\"{}\" occurs {} times, more \
                 than any other); give a longer text or a smaller minCount",
                self.spellings.len(),
                shortened(&self.spellings[most_frequent as usize]),
                self.counts[most_frequent as usize],
            );
            return Err(Error::Empty { operation: OPERATION, what: "the vocabulary", expected });
        }
        let mut new_ids = vec![None; self.spellings.len()];
        for (new, &old) in (0u32..).zip(&kept) {
            new_ids[old as usize] = Some(new);
        }
        let vocabulary = kept.iter().map(|&id| std::mem::take(&mut self.spellings[id as usize])).collect();
        let mut tokens = Vec::with_capacity(self.tokens.len());
        let mut sentence_ends = Vec::with_capacity(self.sentence_ends.len());
        let (mut start, mut kept_before) = (0, 0);
        for &end in &self.sentence_ends {
            tokens.extend(self.tokens[start..end as usize].iter().filter_map(|&old| new_ids[old as usize]));
            start = end as usize;
            if tokens.len() > kept_before {
                kept_before = tokens.len();
                sentence_ends.push(kept_before as u32);
            }
        }
        let mut kept_before = 0;
        let mut start = 0;
        let mut document_ends = std::mem::take(&mut self.document_ends);
        for end in &mut document_ends {
            let kept = self.tokens[start..*end as usize].iter().filter(|&&old| new_ids[old as usize].is_some()).count();
            start = *end as usize;
            kept_before += kept as u32;
            *end = kept_before;
        }
        Ok((Corpus::new(vocabulary, tokens, sentence_ends)?, document_ends))
    }
}

/// A word for a sentence to a reader: one without spaces can be as long as the text.
fn shortened(word: &str) -> String {
    const LONGEST: usize = 40;
    match word.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &word[..end]),
        None => word.to_string(),
    }
}

enum Piece {
    Word(String),
    SentenceEnd,
}

/// The words and sentence ends of a text, in order.
struct Pieces<'a> {
    rest: std::iter::Peekable<std::str::Chars<'a>>,
}

impl<'a> Pieces<'a> {
    fn of(text: &'a str) -> Self {
        Pieces { rest: text.chars().peekable() }
    }

    fn next_is_in_word(&mut self) -> bool {
        self.rest.peek().is_some_and(|&character| is_in_word(character))
    }

    /// The word that begins with `first`.
    fn word(&mut self, first: char) -> String {
        let mut word = String::new();
        push_lowercase(&mut word, first);
        while let Some(&character) = self.rest.peek() {
            if is_in_word(character) {
                self.rest.next();
                push_lowercase(&mut word, character);
            } else if is_apostrophe(character) {
                self.rest.next();
                if !self.next_is_in_word() {
                    break;
                }
                word.push('\'');
            } else {
                break;
            }
        }
        if let Some(stem) = word.strip_suffix("'s") {
            word.truncate(stem.len());
        }
        word
    }

    /// After a line break: whether only white space stands before the next one.
    fn blank_line_follows(&mut self) -> bool {
        while let Some(&character) = self.rest.peek() {
            if character == '\n' {
                return true;
            }
            if !character.is_whitespace() {
                return false;
            }
            self.rest.next();
        }
        false
    }
}

impl Iterator for Pieces<'_> {
    type Item = Piece;

    fn next(&mut self) -> Option<Piece> {
        while let Some(character) = self.rest.next() {
            if is_in_word(character) {
                return Some(Piece::Word(self.word(character)));
            }
            if ends_sentence(character) && !self.next_is_in_word() || character == '\n' && self.blank_line_follows() {
                return Some(Piece::SentenceEnd);
            }
        }
        None
    }
}

fn is_in_word(character: char) -> bool {
    // Combining accents are no letters of their own, but a letter written in two parts is still one word.
    character.is_alphanumeric() || ('\u{300}'..='\u{36f}').contains(&character)
}

fn is_apostrophe(character: char) -> bool {
    matches!(character, '\'' | '’')
}

fn ends_sentence(character: char) -> bool {
    matches!(character, '.' | '!' | '?' | '…' | '。' | '！' | '？' | '．')
}

fn push_lowercase(word: &mut String, character: char) {
    if character.is_ascii() {
        word.push(character.to_ascii_lowercase());
    } else {
        word.extend(character.to_lowercase());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parameters::{Given, Value};
    use proptest::prelude::*;

    fn read(text: &str, min_count: usize, max_words: usize) -> Result<Corpus> {
        let given = Given::from([
            ("minCount".to_string(), Value::Number(min_count as f64)),
            ("maxWords".to_string(), Value::Number(max_words as f64)),
        ]);
        corpus_from_text(text, &Arguments::check(OPERATION, TEXT_PARAMETERS, &given)?)
    }

    /// The text as the corpus sees it: words parted by spaces, sentences by bars.
    fn seen(corpus: &Corpus) -> String {
        let mut start = 0;
        let sentences = corpus.sentence_ends().iter().map(|&end| {
            let words =
                corpus.tokens()[start..end as usize].iter().map(|&id| corpus.vocabulary()[id as usize].as_str());
            start = end as usize;
            words.collect::<Vec<_>>().join(" ")
        });
        sentences.collect::<Vec<_>>().join(" | ")
    }

    #[test]
    fn words_and_sentences() {
        let all = |text| seen(&read(text, 1, 1000).unwrap());
        assert_eq!(
            all("The king's well-kept crown. 'Don’t!' said the dogs' Queen?"),
            "the king well kept crown | don't | said the dogs queen"
        );
        assert_eq!(all("π is 3.14…  ÉTÉ e\u{301}te\u{301} Straße"), "π is 3 14 | été e\u{301}te\u{301} straße");
        assert_eq!(
            all("one line\nanother line\n \t\r\na new paragraph\n\n\n"),
            "one line another line | a new paragraph"
        );
        assert_eq!(all("...!? _a_ ...'''s"), "a | s");
    }

    #[test]
    fn rare_words_leave_and_their_neighbors_move_together() {
        let text = "b a c. a b x. y. a";
        let corpus = read(text, 2, 1000).unwrap();
        // a: 3 times, b: 2 times; the sentence "y" is gone.
        assert_eq!(corpus.vocabulary(), ["a", "b"]);
        assert_eq!(corpus.counts(), [3, 2]);
        assert_eq!(seen(&corpus), "b a | a b | a");
        // Ties fall in order of first appearance.
        assert_eq!(read(text, 1, 4).unwrap().vocabulary(), ["a", "b", "c", "x"]);
    }

    #[test]
    fn nothing_left_says_what_would_help() {
        assert_eq!(read(" … \n ' - ", 1, 9).unwrap_err().code(), "empty");
        let error = read("one two two three", 5, 9).unwrap_err();
        assert_eq!(error.code(), "empty");
        let sentence = error.to_string();
        assert!(sentence.contains("3 different words") && sentence.contains("\"two\" occurs 2 times"), "{sentence}");
        let error = read(&"é".repeat(1_000_000), 2, 9).unwrap_err();
        assert!(error.to_string().len() < 500, "a word as long as the text is not told in full");
    }

    proptest! {
        #[test]
        fn any_text_gives_a_sound_corpus_or_a_typed_error(text in "(\\PC|[ab'.\n ]){0,200}", min_count in 1usize..4, max_words in 1usize..9) {
            match read(&text, min_count, max_words) {
                Ok(corpus) => {
                    prop_assert!(corpus.vocabulary().len() <= max_words);
                    prop_assert!(corpus.counts().iter().all(|&count| count as usize >= min_count));
                    prop_assert!(corpus.counts().is_sorted_by(|a, b| a >= b));
                }
                Err(error) => prop_assert_eq!(error.code(), "empty"),
            }
        }
    }
}
