//! The README in its two languages: the same sections, commands, tables, lists, names and links; and every error is told.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

const ENGLISH: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../README.md");
const CHINESE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../README.zh-CN.md");
/// Both, as they link to each other.
const LANGUAGES: [&str; 2] = ["README.md", "README.zh-CN.md"];
const TROUBLESHOOTING: &str = "Troubleshooting";
const COSTS: &str = "Costs";

/// A heading and what stands below it, down to the next one.
#[derive(Default)]
struct Section {
    /// 1 for the title of the page; 0 for what stands before it.
    level: usize,
    title: String,
    /// Code blocks with their fences.
    blocks: Vec<String>,
    /// The number of bars in each row, by table.
    tables: Vec<Vec<usize>>,
    items: usize,
    /// All but the code blocks.
    prose: String,
}

fn root() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
}

fn read(path: impl AsRef<Path>) -> String {
    let path = path.as_ref();
    fs::read_to_string(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

fn sections(text: &str) -> Vec<Section> {
    let mut sections = vec![Section::default()];
    let mut lines = text.lines();
    let mut was_row = false;
    while let Some(line) = lines.next() {
        let is_row = line.starts_with('|');
        if let Some((level, title)) = heading(line) {
            sections.push(Section {
                level,
                title: title.to_owned(),
                ..Section::default()
            });
        } else {
            let section = sections.last_mut().unwrap();
            if line.starts_with("```") {
                section.blocks.push(block(line, &mut lines));
            } else {
                if is_row && !was_row {
                    section.tables.push(Vec::new());
                }
                if is_row {
                    section.tables.last_mut().unwrap().push(bars(line));
                }
                section.items += usize::from(is_item(line));
                section.prose.push_str(line);
                section.prose.push('\n');
            }
        }
        was_row = is_row;
    }
    sections
}

fn heading(line: &str) -> Option<(usize, &str)> {
    let title = line.trim_start_matches('#').strip_prefix(' ')?;
    let level = line.len() - title.len() - 1;
    (level > 0).then_some((level, title))
}

/// The block that `first` opens, with both fences.
fn block<'a>(first: &'a str, rest: &mut impl Iterator<Item = &'a str>) -> String {
    let mut block = vec![first];
    for line in rest {
        block.push(line);
        if line == "```" {
            return block.join("\n");
        }
    }
    panic!("a code block that does not end: {}", block.join("\n"));
}

/// The bars between cells, without those that are text.
fn bars(row: &str) -> usize {
    row.matches('|').count() - row.matches(r"\|").count()
}

fn is_item(line: &str) -> bool {
    let marker = line.split(' ').next().unwrap_or_default();
    let number = marker.strip_suffix('.').unwrap_or_default();
    marker == "-" || number.parse::<u32>().is_ok()
}

/// The code spans of a text. Where a line ends within one, there is a space.
fn spans(prose: &str) -> Vec<String> {
    let mut spans = Vec::new();
    let mut rest = prose;
    while let Some(at) = rest.find('`') {
        rest = &rest[at..];
        let (fence, inner) = rest.split_at(rest.len() - rest.trim_start_matches('`').len());
        let end = inner
            .find(fence)
            .unwrap_or_else(|| panic!("a code span that does not end: {inner:.60}"));
        let words: Vec<&str> = inner[..end].split_whitespace().collect();
        spans.push(words.join(" "));
        rest = &inner[end + fence.len()..];
    }
    spans
}

/// The targets of a text's links.
fn links(prose: &str) -> impl Iterator<Item = &str> {
    let after = prose.split("](").skip(1);
    after.filter_map(|rest| rest.split(')').next())
}

/// A heading's anchor, as GitHub makes it.
fn anchor(title: &str) -> String {
    let kept = title.to_lowercase();
    let kept = kept
        .chars()
        .filter(|c| c.is_alphanumeric() || " -_".contains(*c));
    kept.map(|c| if c == ' ' { '-' } else { c }).collect()
}

/// Where a link leads, in words that do not depend on the language: a heading of the same page is its position.
fn place(target: &str, page: &[Section]) -> String {
    if LANGUAGES.contains(&target) {
        return "the other language".to_owned();
    }
    let Some(own) = target.strip_prefix('#') else {
        return target.to_owned();
    };
    let position = page
        .iter()
        .position(|section| anchor(&section.title) == own);
    position.map_or_else(
        || format!("nowhere: {target}"),
        |at| format!("section {at}"),
    )
}

/// What a section has in any language. Names and links may come in another order where sentences do.
fn content(section: &Section, page: &[Section]) -> [(&'static str, Vec<String>); 5] {
    let tables = section.tables.iter();
    let mut places: Vec<_> = links(&section.prose)
        .map(|target| place(target, page))
        .collect();
    let mut names = spans(&section.prose);
    places.sort();
    names.sort();
    [
        ("code blocks", section.blocks.clone()),
        (
            "rows and their bars",
            tables
                .map(|rows| format!("{}: {rows:?}", rows.len()))
                .collect(),
        ),
        ("list items", vec![section.items.to_string()]),
        ("links", places),
        ("code spans", names),
    ]
}

/// What is in `all` and not in `others`, each as often as it is more often.
fn without(all: &[String], others: &[String]) -> Vec<String> {
    let mut others = others.to_vec();
    let mut left = Vec::new();
    for one in all {
        if let Some(at) = others.iter().position(|other| other == one) {
            others.swap_remove(at);
        } else {
            left.push(one.clone());
        }
    }
    left
}

/// How two pages differ beyond their language, a line each.
fn differences(one: &str, other: &str) -> Vec<String> {
    let (one, other) = (sections(one), sections(other));
    let titles = |page: &[Section]| {
        let titles = page
            .iter()
            .map(|s| format!("{} {}", "#".repeat(s.level), s.title));
        titles.collect::<Vec<_>>()
    };
    let levels = |page: &[Section]| page.iter().map(|s| s.level).collect::<Vec<_>>();
    if levels(&one) != levels(&other) {
        return vec![format!(
            "headings:\n{:#?}\n{:#?}",
            titles(&one),
            titles(&other)
        )];
    }
    let mut told = Vec::new();
    for (first, second) in one.iter().zip(&other) {
        let both = content(first, &one)
            .into_iter()
            .zip(content(second, &other));
        for ((what, in_first), (_, in_second)) in both {
            if in_first != in_second {
                told.push(format!(
                    "{} / {}: {what}: {:?} only in the first, {:?} only in the second",
                    first.title,
                    second.title,
                    without(&in_first, &in_second),
                    without(&in_second, &in_first)
                ));
            }
        }
    }
    told
}

#[test]
fn both_languages_say_the_same() {
    let told = differences(&read(ENGLISH), &read(CHINESE));
    assert!(
        told.is_empty(),
        "README.md and README.zh-CN.md differ:\n{}",
        told.join("\n")
    );
}

#[test]
fn what_one_language_lacks_is_found() {
    let page = "# A\n[a](b.md), [c](#c) `d`\n\n- e\n\n```\nf\n```\n\n## C\n| g | h |\n|---|---|\n| i | `j` |\n";
    assert_eq!(differences(page, page), Vec::<String>::new());
    let translated = "# 甲\n`d` [一](b.md)、[三](#丙)\n\n- 戊\n\n```\nf\n```\n\n## 丙\n| 庚 | 辛 |\n|---|---|\n| 壬 | `j` |\n";
    assert_eq!(differences(page, translated), Vec::<String>::new());
    for (there, spoilt) in [
        ("## 丙\n", ""),
        ("## 丙\n", "### 丙\n"),
        ("- 戊\n", ""),
        ("f\n", "f --force\n"),
        ("```\nf\n", "```bash\nf\n"),
        ("| 壬 | `j` |\n", ""),
        ("| 壬 | `j` |\n", "| 壬 | `j` | |\n"),
        ("`j`", "`k`"),
        ("`d` ", ""),
        ("[一](b.md)", "一"),
        ("(#丙)", "(#甲)"),
        ("(#丙)", "(#C)"),
    ] {
        let changed = translated.replacen(there, spoilt, 1);
        assert_ne!(changed, translated, "{there}");
        let told = differences(page, &changed);
        assert!(!told.is_empty(), "{there} became {spoilt}");
    }
}

#[test]
fn every_link_leads_somewhere() {
    for (name, other) in [(LANGUAGES[0], LANGUAGES[1]), (LANGUAGES[1], LANGUAGES[0])] {
        let page = sections(&read(root().join(name)));
        let targets: BTreeSet<&str> = page.iter().flat_map(|s| links(&s.prose)).collect();
        assert!(
            targets.contains(other),
            "{name} does not lead to the other language"
        );
        for target in targets {
            if target.starts_with('#') {
                let place = place(target, &page);
                assert!(place.starts_with("section"), "{name}: {place}");
            } else if !target.starts_with("http") {
                let file = target.split('#').next().unwrap_or_default();
                assert!(root().join(file).exists(), "{name}: {target}");
            }
        }
    }
}

/// Where the section with this title is. In the other language it is at the same place.
fn position(page: &[Section], title: &str) -> usize {
    let found = page.iter().position(|section| section.title == title);
    found.unwrap_or_else(|| panic!("there is no section {title}"))
}

/// The dollars in a text, but for what begins with `$`, which is not from the page of costs.
fn dollars(text: &str) -> impl Iterator<Item = &str> {
    let figures = text.split(|c: char| !c.is_ascii_digit() && !".,$".contains(c));
    let figures = figures.map(|figure| figure.trim_end_matches(['.', ',']));
    figures.filter(|figure| figure.contains('.') && !figure.starts_with('$'))
}

/// The page of costs is written by a program, and this one follows it.
#[test]
fn the_costs_are_those_that_were_computed() {
    let computed = read(root().join("infra/performance/costs.md"));
    let english = sections(&read(ENGLISH));
    let at = position(&english, COSTS);
    for page in [english, sections(&read(CHINESE))] {
        let (rows, text): (Vec<&str>, Vec<&str>) = page[at]
            .prose
            .lines()
            .partition(|line| line.starts_with('|'));
        assert!(rows.len() > 2, "{}", page[at].title);
        for row in &rows[2..] {
            let figures = row.trim_start_matches('|').split_once('|').unwrap().1;
            assert!(computed.contains(figures), "{row} is not in costs.md");
        }
        let text = text.join("\n");
        assert!(dollars(&text).count() > 2, "{text}");
        for figure in dollars(&text) {
            let bold = format!("**{figure}**");
            assert!(computed.contains(&bold), "{figure} is not in costs.md");
        }
    }
}

/// The Rust files below a folder.
fn sources(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(sources(&path));
        } else if path.extension().is_some_and(|end| end == "rs") {
            found.push(path);
        }
    }
    found
}

/// The events that the log can have.
fn events() -> BTreeSet<String> {
    let folders = ["shared/src", "functions", "infra/local/src"];
    let files = folders.iter().flat_map(|at| sources(&root().join(at)));
    let mut events = BTreeSet::new();
    for file in files {
        let source = read(file);
        let after = source.split(r#"event = ""#).skip(1);
        events.extend(after.filter_map(|rest| rest.split('"').next().map(str::to_owned)));
    }
    events
}

/// The texts of failures, each up to the first part that is filled in.
fn failures() -> BTreeSet<String> {
    let mut files = vec![root().join("shared/src/request/rejection.rs")];
    for family in fs::read_dir(root().join("functions")).unwrap() {
        files.push(family.unwrap().path().join("src/error.rs"));
    }
    let mut failures = BTreeSet::new();
    for file in files {
        let source = read(file);
        let code = source.split("#[cfg(test)]").next().unwrap_or_default();
        let lines = code
            .lines()
            .filter(|line| !line.trim_start().starts_with("//"));
        let texts = lines.flat_map(|line| line.split('"').skip(1).step_by(2));
        let fixed = texts.map(|text| text.split('{').next().unwrap_or_default());
        let worded = fixed.filter(|text| text.contains(char::is_alphabetic));
        failures.extend(worded.map(str::to_owned));
    }
    failures
}

/// What a code block shows of a file that its fence names stands in that file.
#[test]
fn every_excerpt_is_what_the_file_says() {
    let mut excerpts = 0;
    for name in LANGUAGES {
        for section in sections(&read(root().join(name))) {
            for block in &section.blocks {
                let (fence, rest) = block.split_once('\n').unwrap();
                let Some((_, file)) = fence.split_once(' ') else {
                    continue;
                };
                let code = rest.strip_suffix("```").unwrap();
                assert!(
                    read(root().join(file)).contains(code),
                    "{name}: {file} has no\n{code}"
                );
                excerpts += 1;
            }
        }
    }
    assert!(excerpts > 0);
}

/// Whoever meets a failure's text or an event finds it under Troubleshooting.
#[test]
fn every_failure_and_every_event_is_told() {
    let (events, failures) = (events(), failures());
    assert!(events.contains("operator_error"), "{events:?}");
    assert!(failures.contains("1005:微信认证已过期!"), "{failures:?}");
    let english = sections(&read(ENGLISH));
    let start = position(&english, TROUBLESHOOTING);
    let below = english[start + 1..].iter();
    let length = 1 + below.take_while(|section| section.level > 2).count();
    for page in [english, sections(&read(CHINESE))] {
        let told: Vec<String> = page[start..start + length]
            .iter()
            .flat_map(|section| spans(&section.prose))
            .collect();
        let title = &page[start].title;
        for event in &events {
            assert!(told.contains(event), "{title}: no row for {event}");
        }
        for failure in &failures {
            let failure = failure.trim();
            let is_told = told.iter().any(|span| span.contains(failure));
            assert!(is_told, "{title}: no row for {failure}");
        }
    }
}
