//! Small letters, as Unicode has them.

// Made by build.rs: runs of capitals, each by its FIRST, how much FURTHER it goes and the DISTANCE to its small letters.
include!(concat!(env!("OUT_DIR"), "/lowercase.rs"));

/// The one capital whose small letter is written in two parts.
const DOTTED: (char, &str) = ('İ', "i\u{307}");

/// Appends a letter in its small form, and any other character as it is.
pub fn push_lowercase(word: &mut String, character: char) {
    if character.is_ascii() {
        word.push(character.to_ascii_lowercase());
    } else if character == DOTTED.0 {
        word.push_str(DOTTED.1);
    } else {
        word.push(small(character).unwrap_or(character));
    }
}

/// A word in small letters. A sigma that ends it is written as Greek writes it there.
pub fn lowercase(word: &str) -> String {
    let mut lower = String::with_capacity(word.len());
    word.chars().for_each(|character| push_lowercase(&mut lower, character));
    if word.strip_suffix('Σ').and_then(|rest| rest.chars().last()).is_some_and(char::is_alphabetic) {
        lower.pop();
        lower.push('ς');
    }
    lower
}

/// The small letter of a capital beyond ASCII.
fn small(character: char) -> Option<char> {
    let code = u32::from(character);
    let run = FIRST.partition_point(|&first| first <= code).checked_sub(1)?;
    let (behind, distance) = (code - FIRST[run], DISTANCE[run]);
    // Where small letters stand beside their capitals, every other letter is a capital.
    let is_capital = behind <= FURTHER[run].into() && (distance != 1 || behind.is_multiple_of(2));
    is_capital.then(|| char::from_u32(code.wrapping_add_signed(distance)))?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_are_those_of_the_standard_library() {
        for character in '\0'..=char::MAX {
            let mut lower = String::new();
            push_lowercase(&mut lower, character);
            assert!(lower.chars().eq(character.to_lowercase()), "{character:?} became {lower}");
        }
    }

    #[test]
    fn words_are_those_of_the_standard_library() {
        for word in ["", "Σ", "ΛΌΓΟΣ", "Σοφία", "2Σ", "STRASSE", "İZMİR", "Ⅷ", "МОСКВА", "naïve"]
        {
            assert_eq!(lowercase(word), word.to_lowercase());
        }
    }
}
