//! A text word by word: which column each word has, and how tf-idf comes to its weight.

use super::{Id, Lab};
use crate::data::{TextRow, words_of};
use crate::error::{Error, Result};

/// A text as tf-idf sees it. The lists `tf`, `idf` and `df` have an entry for each of the row's words.
#[derive(Debug, Clone, PartialEq)]
pub struct WeighedText {
    /// The words in the order of the text.
    pub words: Vec<String>,
    /// The column of each of them, or −1 where there is none.
    pub columns: Vec<i32>,
    /// The text as a row of the data: the values are tf · idf.
    pub row: TextRow,
    /// Count over the number of the text's words that have a column.
    pub tf: Vec<f64>,
    /// ln((1 + n) / (1 + df)) + 1.
    pub idf: Vec<f64>,
    /// In how many of the documents the word occurs.
    pub df: Vec<u32>,
    /// n, the number of documents.
    pub documents: usize,
}

impl Lab {
    /// A text word by word, weighed as the rows of tf-idf data are.
    ///
    /// # Errors
    /// [`Error::UnknownId`], [`Error::Unsupported`] if the data does not come from "tf-idf" of a text.
    pub fn weigh_text(&self, data: Id, text: &str) -> Result<WeighedText> {
        const OPERATION: &str = "weigh text";
        let dataset = self.dataset(OPERATION, data)?;
        let lexicon = dataset.lexicon();
        let (Some(lexicon), Some(idf)) = (lexicon, lexicon.and_then(|lexicon| lexicon.idf())) else {
            return Err(Error::Unsupported {
                operation: OPERATION,
                what: "the columns of this data are no tf-idf weights of words".into(),
                expected: "use data from the feature map \"tf-idf\"".into(),
            });
        };
        let row = lexicon.row(text);
        let mut df = vec![0; row.indices.len()];
        let matrix = dataset.sparse(OPERATION)?;
        for column in matrix.indices() {
            if let Ok(place) = row.indices.binary_search(column) {
                df[place] += 1;
            }
        }
        let words: Vec<String> = words_of(text).collect();
        let total: u32 = row.counts.iter().sum();
        Ok(WeighedText {
            columns: words.iter().map(|word| lexicon.column(word).map_or(-1, |column| column as i32)).collect(),
            tf: row.counts.iter().map(|&count| f64::from(count) / f64::from(total)).collect(),
            idf: row.indices.iter().map(|&column| idf[column as usize]).collect(),
            documents: matrix.rows(),
            words,
            row,
            df,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::Documents;
    use crate::parameters::Given;

    #[test]
    fn a_text_is_weighed_by_hand() {
        let mut lab = Lab::new();
        let texts = ["the cat the mat", "the dog", "the dog the cat the sun"].map(String::from);
        let given = Given::from([("minCount".to_string(), crate::parameters::Value::Number(1.0))]);
        let corpus = lab.add_documents(&texts, Documents::default(), &given).unwrap();
        let data = lab.transform("tf-idf", corpus, &Given::default()).unwrap();
        let found = lab.weigh_text(data, "The dog saw the sun.").unwrap();
        assert_eq!(found.words, ["the", "dog", "saw", "the", "sun"]);
        assert_eq!(found.columns[0], found.columns[3]);
        assert_eq!(found.columns[2], -1);
        let of =
            |word: usize| found.row.indices.iter().position(|&column| column as i32 == found.columns[word]).unwrap();
        let (the, dog, sun) = (of(0), of(1), of(4));
        assert_eq!([found.df[the], found.df[dog], found.df[sun]], [3, 2, 1]);
        assert_eq!(found.documents, 3);
        assert_eq!([found.tf[the], found.tf[dog]], [0.5, 0.25]);
        for (place, df) in [(the, 3.0f64), (dog, 2.0), (sun, 1.0)] {
            let idf = (4.0 / (1.0 + df)).ln() + 1.0;
            assert!((found.idf[place] - idf).abs() < 1e-12);
            assert!((f64::from(found.row.values[place]) - found.tf[place] * idf).abs() < 1e-6);
        }
        assert_eq!(lab.weigh_text(corpus, "the").unwrap_err().code(), "unsupported");
    }
}
