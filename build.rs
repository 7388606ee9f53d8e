//! Writes down where the small letters are: as runs of capitals, a fifth of what the standard library's own table takes
//! in the download. `src/data/lowercase.rs` reads it.

use std::{env, error::Error, fs, path::Path};

/// Capitals one after the other whose small letters are as far away; at a distance of 1, every other is a capital.
struct Run {
    first: u32,
    last: u32,
    distance: i32,
}

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=build.rs");
    let mut runs: Vec<Run> = Vec::new();
    for capital in '\u{80}'..=char::MAX {
        let mut lower = capital.to_lowercase();
        let (Some(small), None) = (lower.next(), lower.next()) else { continue };
        let (first, distance) = (u32::from(capital), small as i32 - capital as i32);
        match runs.last_mut() {
            _ if distance == 0 => {}
            Some(run) if run.distance == distance && first - run.last == if distance == 1 { 2 } else { 1 } => {
                run.last = first;
            }
            _ => runs.push(Run { first, last: first, distance }),
        }
    }
    let of = |value: fn(&Run) -> i64| runs.iter().map(|run| value(run).to_string()).collect::<Vec<_>>().join(", ");
    let count = runs.len();
    let table = [
        format!("static FIRST: [u32; {count}] = [{}];", of(|run| run.first.into())),
        format!("static FURTHER: [u8; {count}] = [{}];", of(|run| (run.last - run.first).into())),
        format!("static DISTANCE: [i32; {count}] = [{}];", of(|run| run.distance.into())),
    ];
    fs::write(Path::new(&env::var("OUT_DIR")?).join("lowercase.rs"), table.join("\n"))?;
    Ok(())
}
