//! Documents, sparse matrices, and questions to word vectors.

use super::Lab;
use crate::data::{Documents, TextRow, word_id};
use crate::judge::Analogy;
use crate::lab::CompanyQuery;
use crate::represent::Weighting;
use crate::web::convert::{self, Options, set};
use crate::web::error::{JsResult, OrThrow};
use js_sys::{Array, Float32Array, Float64Array, Int32Array, Object, Uint32Array};
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

#[wasm_bindgen]
impl Lab {
    /// Takes in texts that share a vocabulary, and returns the id of their corpus.
    #[wasm_bindgen(js_name = addDocuments)]
    pub fn add_documents(
        &mut self,
        #[wasm_bindgen(unchecked_param_type = "string[]")] texts: &JsValue,
        #[wasm_bindgen(unchecked_optional_param_type = "DocumentOptions")] options: &JsValue,
    ) -> JsResult<u32> {
        const OPERATION: &str = "add documents";
        let mut add = || {
            let texts = convert::texts(OPERATION, "texts", texts)?;
            let mut options = Options::of(OPERATION, options)?;
            let known = Documents {
                ends: Vec::new(),
                names: options.read("names", convert::texts)?,
                labels: options.read("labels", convert::integers)?,
                label_names: options.read("labelNames", convert::texts)?,
            };
            self.core.add_documents(&texts, known, &options.into_given()?)
        };
        add().or_throw()
    }

    /// The documents of a corpus: where each ends in the text, and what is known about it.
    #[wasm_bindgen(unchecked_return_type = "CorpusDocuments | undefined")]
    pub fn documents(&self, #[wasm_bindgen(unchecked_param_type = "number")] data: &JsValue) -> JsResult<JsValue> {
        const OPERATION: &str = "documents";
        let corpus = self.dataset(OPERATION, data)?.corpus(OPERATION).or_throw()?;
        let Some(documents) = corpus.documents() else { return Ok(JsValue::UNDEFINED) };
        let object = Object::new();
        set(&object, "ends", Uint32Array::from(documents.ends.as_slice()));
        set(&object, "names", convert::plain(&documents.names).or_throw()?);
        set(&object, "labels", documents.labels.as_deref().map(Int32Array::from));
        set(&object, "labelNames", convert::plain(&documents.label_names).or_throw()?);
        Ok(object.into())
    }

    /// A matrix by compressed sparse rows.
    #[wasm_bindgen(unchecked_return_type = "SparseMatrix")]
    pub fn sparse(&self, #[wasm_bindgen(unchecked_param_type = "number")] data: &JsValue) -> JsResult<Object> {
        let matrix = self.dataset("sparse", data)?.sparse("sparse").or_throw()?;
        let (rows, columns) = (matrix.rows() as f64, matrix.columns() as f64);
        let object = Object::new();
        set(&object, "rows", rows);
        set(&object, "columns", columns);
        set(&object, "offsets", Uint32Array::from(matrix.offsets()));
        set(&object, "indices", Uint32Array::from(matrix.indices()));
        set(&object, "values", Float32Array::from(matrix.values()));
        set(&object, "zeros", 1.0 - matrix.values().len() as f64 / (rows * columns));
        set(&object, "bytes", matrix.bytes() as f64);
        set(&object, "denseBytes", 4.0 * rows * columns);
        Ok(object)
    }

    /// The words that the columns of a matrix stand for, if they do.
    #[wasm_bindgen(js_name = columnNames, unchecked_return_type = "string[] | undefined")]
    pub fn column_names(&self, #[wasm_bindgen(unchecked_param_type = "number")] data: &JsValue) -> JsResult<JsValue> {
        convert::plain(&self.dataset("column names", data)?.lexicon().map(|lexicon| lexicon.words())).or_throw()
    }

    /// The words of a text from place `from` (0 if left out) up to `to` (its end if left out).
    #[wasm_bindgen(unchecked_return_type = "{ words: Uint32Array; sentenceEnds: Uint32Array }")]
    pub fn tokens(
        &self,
        #[wasm_bindgen(unchecked_param_type = "number")] data: &JsValue,
        #[wasm_bindgen(unchecked_optional_param_type = "number")] from: &JsValue,
        #[wasm_bindgen(unchecked_optional_param_type = "number")] to: &JsValue,
    ) -> JsResult<Object> {
        const OPERATION: &str = "tokens";
        let from = super::optional(from, |from| convert::whole(OPERATION, "from", from))?.unwrap_or(0);
        let length = self.dataset(OPERATION, data)?.corpus(OPERATION).or_throw()?.tokens().len();
        let to = super::optional(to, |to| convert::whole(OPERATION, "to", to))?.map_or(length, |to| to as usize);
        let data = convert::whole(OPERATION, "data", data).or_throw()?;
        let found = self.core.tokens(data, from as usize, to).or_throw()?;
        let object = Object::new();
        set(&object, "words", Uint32Array::from(found.words.as_slice()));
        set(&object, "sentenceEnds", Uint32Array::from(found.sentence_ends.as_slice()));
        Ok(object)
    }

    /// How often a few words stand near each other, and their PMI, PPMI and shifted PPMI.
    #[wasm_bindgen(unchecked_return_type = "Company")]
    pub fn cooccurrence(
        &self,
        #[wasm_bindgen(unchecked_param_type = "number")] data: &JsValue,
        #[wasm_bindgen(unchecked_param_type = "CompanyOptions")] options: &JsValue,
    ) -> JsResult<Object> {
        const OPERATION: &str = "co-occurrence";
        let count = || {
            let data = convert::whole(OPERATION, "data", data)?;
            let mut options = Options::of(OPERATION, options)?;
            let weighting = options.read("distanceWeighting", convert::text)?;
            let weighting = weighting.as_deref().unwrap_or("none");
            let query = CompanyQuery {
                words: options.read("words", convert::texts)?.unwrap_or_default(),
                window: options.read("window", convert::whole)?.unwrap_or(5) as usize,
                weighting: Weighting::named(OPERATION, weighting)?,
                negatives: options.read("negatives", convert::whole)?.unwrap_or(5) as usize,
                until: options.read("until", convert::whole)?.map(|until| until as usize),
            };
            options.finish(&["words", "window", "distanceWeighting", "negatives", "until"])?;
            self.core.cooccurrence(data, &query)
        };
        let found = count().or_throw()?;
        let object = Object::new();
        set(&object, "words", Uint32Array::from(found.words.as_slice()));
        set(&object, "counts", Float32Array::from(found.counts.as_slice()));
        set(&object, "pmi", Float32Array::from(found.pmi.as_slice()));
        set(&object, "ppmi", Float32Array::from(found.ppmi.as_slice()));
        set(&object, "shiftedPpmi", Float32Array::from(found.shifted_ppmi.as_slice()));
        set(&object, "sums", Float64Array::from(found.sums.as_slice()));
        set(&object, "total", found.total);
        Ok(object)
    }

    /// Where a word stands near another: the first places, with their sentences, and how many there are in all.
    #[wasm_bindgen(unchecked_return_type = "Contexts")]
    pub fn contexts(
        &self,
        #[wasm_bindgen(unchecked_param_type = "number")] data: &JsValue,
        #[wasm_bindgen(unchecked_param_type = "{ center: string; context: string; window?: number; limit?: number }")]
        query: &JsValue,
    ) -> JsResult<Object> {
        const OPERATION: &str = "contexts";
        let search = || {
            let data = convert::whole(OPERATION, "data", data)?;
            let mut options = Options::of(OPERATION, query)?;
            let center = options.need("center", convert::text)?;
            let context = options.need("context", convert::text)?;
            let window = options.read("window", convert::whole)?.unwrap_or(5);
            let limit = options.read("limit", convert::whole)?.unwrap_or(20);
            options.finish(&["center", "context", "window", "limit"])?;
            let found = self.core.contexts(data, (&center, &context), window as usize, limit as usize)?;
            Ok((found, self.core.dataset(OPERATION, data)?.corpus(OPERATION)?))
        };
        let ((found, total), corpus) = search().or_throw()?;
        let encounters = found.iter().map(|encounter| {
            let object = Object::new();
            set(&object, "center", encounter.center);
            set(&object, "context", encounter.context);
            set(&object, "start", encounter.start);
            set(&object, "end", encounter.end);
            let tokens = &corpus.tokens()[encounter.start as usize..encounter.end as usize];
            let words = tokens.iter().map(|&token| JsValue::from_str(&corpus.vocabulary()[token as usize]));
            set(&object, "words", words.collect::<Array>());
            object
        });
        let object = Object::new();
        set(&object, "total", total as f64);
        set(&object, "encounters", encounters.collect::<Array>());
        Ok(object)
    }

    /// What a text looks like as a row of data whose columns are words.
    #[wasm_bindgen(unchecked_return_type = "TextRow")]
    pub fn represent(
        &self,
        #[wasm_bindgen(unchecked_param_type = "number")] data: &JsValue,
        #[wasm_bindgen(unchecked_param_type = "string")] text: &JsValue,
    ) -> JsResult<Object> {
        const OPERATION: &str = "represent";
        let data = convert::whole(OPERATION, "data", data).or_throw()?;
        let text = convert::text(OPERATION, "text", text).or_throw()?;
        text_row(&self.core.represent(data, &text).or_throw()?)
    }

    /// Where a text lands in the embedding of a run on data whose columns are words, and which words put it there.
    #[wasm_bindgen(js_name = encodeText, unchecked_return_type = "TextCode")]
    pub fn encode_text(
        &self,
        #[wasm_bindgen(unchecked_param_type = "number")] run: &JsValue,
        #[wasm_bindgen(unchecked_param_type = "string")] text: &JsValue,
    ) -> JsResult<Object> {
        const OPERATION: &str = "encode text";
        let run = convert::whole(OPERATION, "run", run).or_throw()?;
        let text = convert::text(OPERATION, "text", text).or_throw()?;
        let found = self.core.encode_text(run, &text).or_throw()?;
        let object = text_row(&found.row)?;
        set(&object, "code", Float32Array::from(found.code.as_slice()));
        set(&object, "contributions", Float32Array::from(found.contributions.as_slice()));
        Ok(object)
    }

    /// The words that best complete an analogy; those of the question are left out. `k` is 10 and `method` "3CosAdd" if
    /// left out.
    #[wasm_bindgen(unchecked_return_type = "Ranking")]
    pub fn analogy(
        &self,
        #[wasm_bindgen(unchecked_param_type = "number")] run: &JsValue,
        #[wasm_bindgen(unchecked_param_type = "AnalogyQuery")] query: &JsValue,
    ) -> JsResult<Object> {
        const OPERATION: &str = "analogy";
        let ask = || {
            let run = convert::whole(OPERATION, "run", run)?;
            let mut options = Options::of(OPERATION, query)?;
            let positive = options.read("positive", convert::texts)?.unwrap_or_default();
            let negative = options.read("negative", convert::texts)?.unwrap_or_default();
            let k = options.read("k", convert::whole)?.unwrap_or(10);
            let method = options.read("method", convert::text)?;
            options.finish(&["positive", "negative", "k", "method"])?;
            let method = Analogy::named(OPERATION, method.as_deref().unwrap_or("3CosAdd"))?;
            let found = self.core.analogy(run, &positive, &negative, k as usize, method)?;
            Ok((found, self.core.run(OPERATION, run)?.dataset().names().unwrap_or_default()))
        };
        let (found, names) = ask().or_throw()?;
        let words = found.indices.iter().map(|&row| JsValue::from_str(&names[row as usize]));
        let object = Object::new();
        set(&object, "words", words.collect::<Array>());
        set(&object, "indices", Uint32Array::from(found.indices.as_slice()));
        set(&object, "scores", Float32Array::from(found.scores.as_slice()));
        Ok(object)
    }

    /// Where every word lies between two of them, by unit vectors: 0 at `from`, 1 at `to`.
    pub fn axis(
        &self,
        #[wasm_bindgen(unchecked_param_type = "number")] run: &JsValue,
        #[wasm_bindgen(unchecked_param_type = "{ from: string; to: string }")] ends: &JsValue,
    ) -> JsResult<Float32Array> {
        const OPERATION: &str = "axis";
        let project = || {
            let run = convert::whole(OPERATION, "run", run)?;
            let mut options = Options::of(OPERATION, ends)?;
            let from = options.need("from", convert::text)?;
            let to = options.need("to", convert::text)?;
            options.finish(&["from", "to"])?;
            self.core.axis(run, &from, &to)
        };
        Ok(Float32Array::from(project().or_throw()?.as_slice()))
    }

    /// The word that does not match the others, and each word's cosine with the mean of all.
    #[wasm_bindgen(js_name = doesntMatch, unchecked_return_type = "{ word: string; cosines: Float32Array }")]
    pub fn doesnt_match(
        &self,
        #[wasm_bindgen(unchecked_param_type = "number")] run: &JsValue,
        #[wasm_bindgen(unchecked_param_type = "string[]")] words: &JsValue,
    ) -> JsResult<Object> {
        const OPERATION: &str = "doesn't match";
        let run = convert::whole(OPERATION, "run", run).or_throw()?;
        let words = convert::texts(OPERATION, "words", words).or_throw()?;
        let cosines = self.core.doesnt_match(run, &words).or_throw()?;
        let lowest = cosines.iter().zip(&words).min_by(|one, other| one.0.total_cmp(other.0));
        let object = Object::new();
        set(&object, "word", lowest.map(|(_, word)| JsValue::from_str(word)));
        set(&object, "cosines", Float32Array::from(cosines.as_slice()));
        Ok(object)
    }

    /// The number of a word: its row in the data, or in the embedding of a run on it.
    #[wasm_bindgen(js_name = wordIndex)]
    pub fn word_index(
        &self,
        #[wasm_bindgen(unchecked_param_type = "number")] data: &JsValue,
        #[wasm_bindgen(unchecked_param_type = "string")] word: &JsValue,
    ) -> JsResult<u32> {
        const OPERATION: &str = "word index";
        let word = convert::text(OPERATION, "word", word).or_throw()?;
        let names = self.dataset(OPERATION, data)?.names().unwrap_or_default();
        Ok(word_id(OPERATION, names, &word).or_throw()? as u32)
    }
}

pub(super) fn text_row(row: &TextRow) -> JsResult<Object> {
    let object = Object::new();
    set(&object, "indices", Uint32Array::from(row.indices.as_slice()));
    set(&object, "counts", Uint32Array::from(row.counts.as_slice()));
    set(&object, "values", Float32Array::from(row.values.as_slice()));
    set(&object, "unknown", convert::plain(&row.unknown).or_throw()?);
    Ok(object)
}
