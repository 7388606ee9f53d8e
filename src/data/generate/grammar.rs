//! A made-up language in which analogies are true by construction.

use crate::data::{Dataset, Generator, TEXT_PARAMETERS, corpus_from_text};
use crate::error::Result;
use crate::parameters::{Arguments, Given, Kind, Parameter, SEED, Value};
use crate::random;
use rand::{Rng, RngExt};

/// The generator "grammar".
pub static GRAMMAR: Generator = Generator {
    id: "grammar",
    title: "Grammar",
    summary: "A made-up text in which king is to man as queen is to woman, because its sentences are made that way.",
    parameters: &[
        Parameter {
            id: "n",
            title: "sentences",
            kind: Kind::Integer { min: 1, max: 1_000_000, default: 6000, usual: (1000, 20_000) },
            help: "How many sentences the text has, of six words each.",
            live: false,
        },
        SEED,
    ],
    generate,
};

/// What words of one kind are about: a word has a row and a column, each with company of its own.
struct Family {
    name: &'static str,
    /// The company of each row, then the row's words, one for each column.
    rows: &'static [(&'static str, &'static str)],
    /// The company of each column.
    columns: &'static [&'static str],
}

const FAMILIES: &[Family] = &[
    Family {
        name: "people",
        rows: &[
            ("crown throne realm reigns", "king queen"),
            ("house works bread walks", "man woman"),
            ("heir palace ball dances", "prince princess"),
            ("school plays toy learns", "boy girl"),
            ("visits gift cousin letter", "uncle aunt"),
            ("stage mask role applause", "actor actress"),
        ],
        columns: &["he his him beard", "she her hers dress"],
    },
    Family {
        name: "places",
        rows: &[
            ("wine cheese perfume", "france paris french"),
            ("pasta opera marble", "italy rome italian"),
            ("forest bread beer", "germany berlin german"),
            ("silk sushi temple", "japan tokyo japanese"),
            ("guitar olive bull", "spain madrid spanish"),
        ],
        columns: &["border flag nation army", "streets mayor square tram", "speaks grammar verb accent"],
    },
];

/// Words that stand anywhere.
const FILLERS: &str = "today often there quietly again perhaps";

/// Each sentence is about one word, its row r and column c drawn at random: two words of r's company, two of c's and a
/// filler, in random order, with the word in the middle. Rows and columns are drawn independently, so what a word's
/// column adds to its company is the same in every row: the vectors of a family differ by a row part and a column part.
///
/// Labels: the families, then the company of rows, of columns, and fillers.
fn generate(arguments: &Arguments) -> Result<Dataset> {
    let mut generator = random::generator(arguments.seed(), "grammar");
    let mut text = String::new();
    for _ in 0..arguments.integer("n") {
        let family = &FAMILIES[generator.random_range(0..FAMILIES.len() as u32) as usize];
        let (row_company, words) = pick(&mut generator, family.rows);
        let column = generator.random_range(0..family.columns.len() as u32) as usize;
        let word = words.split(' ').nth(column).unwrap_or_default();
        let (row, column) = (list(row_company), list(family.columns[column]));
        let mut company: Vec<&str> = Vec::new();
        for list in [&row, &row, &column, &column, &list(FILLERS)] {
            company.push(pick(&mut generator, list.as_slice()));
        }
        for last in (1..company.len() as u32).rev() {
            company.swap(last as usize, generator.random_range(0..=last) as usize);
        }
        company.insert(2 + generator.random_range(0..2u32) as usize, word);
        text.push_str(&company.join(" "));
        text.push_str(". ");
    }
    let one = Given::from([("minCount".to_string(), Value::Number(1.0))]);
    let data = Dataset::from_corpus(corpus_from_text(&text, &Arguments::check("grammar", TEXT_PARAMETERS, &one)?)?);
    let labels = data.names().unwrap_or_default().iter().map(|word| label(word)).collect();
    let names =
        FAMILIES.iter().map(|family| family.name).chain(["their rows' company", "their columns' company", "fillers"]);
    data.with_labels(labels)?.with_label_names(names.map(String::from).collect())
}

fn list(words: &'static str) -> Vec<&'static str> {
    words.split(' ').collect()
}

fn pick<T: Copy>(generator: &mut impl Rng, list: &[T]) -> T {
    list[generator.random_range(0..list.len() as u32) as usize]
}

fn label(word: &str) -> i32 {
    let holds = |list: &str| list.split(' ').any(|known| known == word);
    let families = FAMILIES.len() as i32;
    if let Some(family) = FAMILIES.iter().position(|family| family.rows.iter().any(|row| holds(row.1))) {
        family as i32
    } else if FAMILIES.iter().flat_map(|family| family.rows).any(|row| holds(row.0)) {
        families
    } else if FAMILIES.iter().flat_map(|family| family.columns).any(|column| holds(column)) {
        families + 1
    } else {
        families + 2
    }
}
