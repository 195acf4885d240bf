//! The fuzz targets over their corpora, and over mutations of them that are the same in every run.
//!
//! What libFuzzer does for hours (`tests/fuzz`), this does for seconds, in every test run and without it: each input of a corpus
//! holds what its target insists on, and so do thousands of inputs near them.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Once;

use tests::fuzz::{TARGETS, Target, expect_known_panics};

/// How many mutations a target gets, all its inputs together.
const MUTATIONS: usize = 4000;
/// The same for those that make RSA signatures, a millisecond each.
const SIGNED_MUTATIONS: usize = 600;

fn corpus() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus")
}

fn names(directory: &Path) -> BTreeSet<String> {
    let entries = std::fs::read_dir(directory).expect("a directory");
    entries
        .map(|entry| {
            let name = entry.expect("an entry").file_name();
            name.into_string().expect("a name in UTF-8")
        })
        .collect()
}

fn inputs(target: &str) -> Vec<(String, Vec<u8>)> {
    let directory = corpus().join(target);
    names(&directory)
        .into_iter()
        .map(|name| {
            let input = std::fs::read(directory.join(&name)).expect("an input");
            (name, input)
        })
        .collect()
}

/// Marsaglia's xorshift64: the same numbers in every run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 33).expect("31 bits") % bound.max(1)
    }

    /// What is likely to matter to a parser.
    fn byte(&mut self) -> u8 {
        const ODD: &[u8] = b"\0\n\r \"\\/%&=+,;:.{}[]()<>@-_09azAZ\x7f\x80\xc3\xe5\xf0\xff";
        match self.below(3) {
            0 => ODD[self.below(ODD.len())],
            _ => u8::try_from(self.below(256)).expect("a byte"),
        }
    }

    /// An input near `input`: changed, cut, doubled, or with a piece of `other` in it.
    fn mutate(&mut self, input: &[u8], other: &[u8]) -> Vec<u8> {
        let mut mutated = input.to_vec();
        for _ in 0..=self.below(4) {
            let at = self.below(mutated.len() + 1);
            let end = (at + 1 + self.below(16)).min(mutated.len());
            let byte = self.byte();
            match self.below(7) {
                0 => mutated.insert(at, byte),
                1 => drop(mutated.splice(at.min(end)..end, [])),
                2 => mutated.truncate(at),
                3 => {
                    let piece = mutated[at.min(end)..end].to_vec();
                    mutated.splice(at..at, piece);
                }
                4 => {
                    let from = self.below(other.len());
                    let to = (from + 1 + self.below(24)).min(other.len());
                    mutated.splice(at..at, other[from.min(to)..to].iter().copied());
                }
                5 if at < mutated.len() => mutated[at] ^= 1 << self.below(8),
                _ if at < mutated.len() => mutated[at] = byte,
                _ => mutated.push(byte),
            }
        }
        mutated
    }
}

/// Runs `target` on `input`; a panic is told with the input that it came of.
fn run(name: &str, target: Target, input: &[u8]) -> bool {
    static HOOK: Once = Once::new();
    HOOK.call_once(expect_known_panics);
    std::panic::catch_unwind(|| target(input))
        .unwrap_or_else(|_| panic!("{name} does not hold for b\"{}\"", input.escape_ascii()))
}

fn holds(name: &str) {
    let (_, target) = TARGETS
        .iter()
        .find(|(known, _)| *known == name)
        .expect("a target");
    let inputs = inputs(name);
    let good = inputs
        .iter()
        .filter(|(_, input)| run(name, *target, input))
        .count();
    assert!(
        0 < good && good < inputs.len(),
        "a corpus has inputs that are good and inputs that are not: {good} of {} are",
        inputs.len()
    );
    let is_signed = ["alipay", "identity_token"].contains(&name);
    let mutations = if is_signed {
        SIGNED_MUTATIONS
    } else {
        MUTATIONS
    };
    let mut dice = Dice(0x9e37_79b9_7f4a_7c15);
    for turn in 0..mutations {
        let (_, input) = &inputs[turn % inputs.len()];
        let (_, other) = &inputs[dice.below(inputs.len())];
        let mutated = dice.mutate(input, other);
        run(name, *target, &mutated);
    }
}

macro_rules! targets {
    ($($name:ident),+ $(,)?) => {
        $(#[test]
        fn $name() {
            holds(stringify!($name));
        })+

        #[test]
        fn every_target_is_run_here_and_has_a_corpus_and_a_binary() {
            let here = BTreeSet::from([$(stringify!($name).to_owned()),+]);
            let known: BTreeSet<_> = TARGETS.iter().map(|(name, _)| (*name).to_owned()).collect();
            assert_eq!(here, known);
            assert_eq!(names(&corpus()), known);
            let binaries = names(&corpus().with_file_name("fuzz_targets"));
            let expected: BTreeSet<_> = known.iter().map(|name| format!("{name}.rs")).collect();
            assert_eq!(binaries, expected);
            let package = std::fs::read_to_string(corpus().with_file_name("Cargo.toml")).unwrap();
            for name in known {
                assert!(package.contains(&format!("name = \"{name}\"")), "{name} is no [[bin]]");
            }
        }
    };
}

targets!(
    event,
    request,
    path,
    token,
    identity_token,
    wechat,
    qq,
    alipay,
    apple,
    encrypted_data,
    text,
);

#[test]
fn a_corpus_stays_small() {
    for (name, _) in TARGETS {
        let inputs = inputs(name);
        let bytes: usize = inputs.iter().map(|(_, input)| input.len()).sum();
        assert!(inputs.len() <= 60 && bytes <= 200 * 1024, "{name}");
    }
}
