//! Words that hold sentences together and say little about their subject.

/// English function words: articles, pronouns, prepositions, conjunctions, auxiliary verbs and the like, in lower case.
///
/// The list is our own: the closed classes that grammars of English give, without words that also name things or
/// actions (*can* is in, *matter* is not). Published lists differ by hundreds of words, so a result that depends on one
/// says little.
pub const ENGLISH: &str = "a an the this that these those each every either neither some any no none all both half such \
    i me my mine myself we us our ours ourselves you your yours yourself yourselves he him his himself she her hers \
    herself it its itself they them their theirs themselves one ones who whom whose which what whoever whatever \
    whichever there here where when why how about above across after against along amid among amongst around as at \
    before behind below beneath beside besides between beyond but by down during except for from in inside into like \
    near of off on onto out outside over past since than through throughout till to toward towards under until unto up \
    upon with within without and or nor so yet if unless because although though while whereas whether am is are was \
    were be been being do does did doing done have has had having can cannot could may might must shall should will \
    would ought not too very also only just even ever never then now again once more most much many other others \
    another same own few less least several i'm i've i'd i'll you're you've you'd you'll he'd he'll she'd she'll it'd \
    it'll we're we've we'd we'll they're they've they'd they'll isn't aren't wasn't weren't don't doesn't didn't \
    haven't hasn't hadn't can't couldn't mayn't mightn't mustn't shan't shouldn't won't wouldn't let's that'll who'd";

/// Whether a word, in lower case, is one of [`ENGLISH`].
pub(super) fn is_english(word: &str) -> bool {
    word.len() <= 10 && ENGLISH.split_whitespace().any(|stop| stop == word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn function_words_are_known_and_others_are_not() {
        for word in ["the", "a", "of", "don't", "yourselves", "throughout"] {
            assert!(is_english(word), "{word}");
        }
        assert!(ENGLISH.split_whitespace().all(|word| word.len() <= 10));
        for word in ["king", "", "thee ", "union"] {
            assert!(!is_english(word), "{word}");
        }
    }
}
