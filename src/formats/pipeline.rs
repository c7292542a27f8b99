//! Commands to the runner of a pipeline, which it finds in the log: an annotation for each issue. GitHub Actions and Azure
//! Pipelines differ in how a command is written, and in nothing else.
//!
//! Sources: `toolkit/packages/core/src/command.ts` for GitHub, `azure-pipelines-task-lib/node/taskcommand.ts` for Azure. GitHub
//! shows ten annotations of each level and step (<https://docs.github.com/actions>, usage limits).

use std::io::{self, Write};

use super::anchor::Place;
use super::issue::{AtEnd, Examined, Issue, Kept, Level, refused};
use super::{Format, Reader};
use crate::report::End;
use crate::wording::{capital, sentence};

/// The row of GitHub Actions.
pub(super) const GITHUB: Format = Format {
    id: "github",
    called: "the annotations for GitHub Actions",
    reader: Reader::Program,
    sink: |_| AtEnd::sink(|kept, end, out| print(&GitHub, kept, end, out)),
    diff: None,
    contract: None,
    ending: None,
};

/// The row of Azure Pipelines.
pub(super) const AZURE: Format = Format {
    id: "azure",
    called: "the annotations for Azure Pipelines",
    reader: Reader::Program,
    sink: |_| AtEnd::sink(|kept, end, out| print(&Azure, kept, end, out)),
    diff: None,
    contract: None,
    ending: None,
};

/// How many annotations of one level are shown.
const SHOWN: usize = 10;

/// One annotation.
struct Annotation {
    /// Nothing for a notice.
    level: Option<Level>,
    /// The finding's id, or the verdict.
    id: String,
    /// What it is, in one line.
    title: String,
    /// What was seen, and what to do: a line each.
    lines: Vec<String>,
    place: Option<Place>,
}

/// How a pipeline wants its commands.
trait Dialect {
    /// One annotation as a line, without its end.
    fn line(&self, annotation: &Annotation) -> String;
}

/// Prints a run's annotations, the worst first.
fn print(dialect: &dyn Dialect, kept: &Kept, end: &End, out: &mut dyn Write) -> io::Result<()> {
    let of_issue = |issue: &Issue| Annotation {
        level: Some(issue.level),
        id: issue.finding.id.to_string(),
        title: issue.headline(kept.several()),
        lines: issue.told(),
        place: Place::known(issue.finding.location.as_ref(), &kept.run.ground),
    };
    let verdict = |one: &Examined| Annotation {
        level: one.unexplained.as_ref().map(|(level, _)| *level),
        id: one.verdict.id().to_owned(),
        title: format!("profile {} is {}", one.name, one.verdict.id()),
        lines: vec![one.summary.clone()],
        place: None,
    };
    let stopped = end.error.iter().map(|error| Annotation {
        level: Some(Level::Error),
        id: "not-run".to_owned(),
        title: "nothing could be run".to_owned(),
        lines: refused(error),
        place: None,
    });
    let issues = kept.profiles.iter().flat_map(|one| &one.issues).map(of_issue);
    let verdicts = kept.profiles.iter().filter(|one| one.issues.is_empty()).map(verdict);
    let all: Vec<Annotation> = stopped.chain(issues).chain(verdicts).collect();
    for level in [Some(Level::Error), Some(Level::Warning), None] {
        let of_level: Vec<&Annotation> = all.iter().filter(|annotation| annotation.level == level).collect();
        write_level(dialect, &of_level, out)?;
    }
    Ok(())
}

/// The annotations of one level; what is more than is shown is named in the last of them.
fn write_level(dialect: &dyn Dialect, annotations: &[&Annotation], out: &mut dyn Write) -> io::Result<()> {
    let whole = if annotations.len() > SHOWN { SHOWN - 1 } else { annotations.len() };
    let (whole, folded) = annotations.split_at(whole);
    for annotation in whole {
        writeln!(out, "{}", dialect.line(annotation))?;
    }
    if let [first, ..] = folded {
        let line = |one: &&Annotation| format!("{}: {}", one.id, sentence(&one.title));
        let rest = Annotation {
            level: first.level,
            id: "more".to_owned(),
            title: format!("{} more, of which the pipeline shows none", folded.len()),
            lines: folded.iter().map(line).collect(),
            place: None,
        };
        writeln!(out, "{}", dialect.line(&rest))?;
    }
    Ok(())
}

/// `::error file=,line=,col=,title=::message`.
struct GitHub;

impl Dialect for GitHub {
    fn line(&self, annotation: &Annotation) -> String {
        let mut properties: Vec<(&str, String)> = Vec::new();
        if let Some(place) = &annotation.place {
            properties.push(("file", place.path.clone()));
            properties.push(("line", place.line.to_string()));
            properties.extend(place.column.map(|column| ("col", column.to_string())));
        }
        properties.push(("title", format!("ccg-doctor: {}", annotation.id)));
        let property = |(name, value): &(&str, String)| {
            format!("{name}={}", github_data(value).replace(':', "%3A").replace(',', "%2C"))
        };
        let properties: Vec<String> = properties.iter().map(property).collect();
        let level = annotation.level.map_or("notice", Level::word);
        format!("::{level} {}::{}", properties.join(","), github_data(&message(annotation)))
    }
}

fn github_data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// `##vso[task.logissue type=error;sourcepath=;linenumber=;columnnumber=;code=]message`. There is no notice: it is a line of the
/// log.
struct Azure;

impl Dialect for Azure {
    fn line(&self, annotation: &Annotation) -> String {
        let message = message(annotation);
        let Some(level) = annotation.level else {
            return format!("ccg-doctor: {}", message.replace(['\r', '\n'], " "));
        };
        let message = azure_data(&message);
        let mut properties = vec![("type", level.word().to_owned())];
        if let Some(place) = &annotation.place {
            properties.push(("sourcepath", azure_data(&place.path)));
            properties.push(("linenumber", place.line.to_string()));
            properties.extend(place.column.map(|column| ("columnnumber", column.to_string())));
        }
        properties.push(("code", azure_data(&annotation.id)));
        let properties: Vec<String> = properties.iter().map(|(name, value)| format!("{name}={value}")).collect();
        format!("##vso[task.logissue {}]{message}", properties.join(";"))
    }
}

/// The agent undoes every escape in properties and messages alike.
fn azure_data(text: &str) -> String {
    let text = text.replace('%', "%AZP25").replace('\r', "%0D").replace('\n', "%0A");
    text.replace(']', "%5D").replace(';', "%3B")
}

/// The title, then what was seen and what to do.
fn message(annotation: &Annotation) -> String {
    let title = sentence(&capital(&annotation.title));
    let lines: Vec<&str> = std::iter::once(title.as_str()).chain(annotation.lines.iter().map(String::as_str)).collect();
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn annotation(level: Option<Level>, id: &str) -> Annotation {
        Annotation {
            level,
            id: id.to_owned(),
            title: "50% of it: a, b; [c]".to_owned(),
            lines: vec!["One.\r".to_owned(), "Two.".to_owned()],
            place: Some(Place { path: "a,b;c:d]%.toml".to_owned(), line: 3, column: Some(9) }),
        }
    }

    #[test]
    fn what_would_end_a_property_or_a_line_is_escaped() {
        let error = annotation(Some(Level::Error), "dns-failure");
        assert_eq!(
            GitHub.line(&error),
            "::error file=a%2Cb;c%3Ad]%25.toml,line=3,col=9,title=ccg-doctor%3A dns-failure::\
             50%25 of it: a, b; [c].%0AOne.%0D%0ATwo."
        );
        assert_eq!(
            Azure.line(&error),
            "##vso[task.logissue type=error;sourcepath=a,b%3Bc:d%5D%AZP25.toml;linenumber=3;columnnumber=9;code=dns-failure]\
             50%AZP25 of it: a, b%3B [c%5D.%0AOne.%0D%0ATwo."
        );
        let notice = Annotation { place: None, ..annotation(None, "healthy") };
        assert!(GitHub.line(&notice).starts_with("::notice title=ccg-doctor%3A healthy::50%25"));
        assert!(Azure.line(&notice).starts_with("ccg-doctor: 50% of it: a, b; [c]. One.  Two."));
    }

    #[test]
    fn what_a_pipeline_does_not_show_is_named_in_the_last_that_it_does() {
        for (many, lines, folded) in [(0, 0, None), (10, 10, None), (11, 10, Some(2)), (35, 10, Some(26))] {
            let all: Vec<Annotation> =
                (0..many).map(|at| annotation(Some(Level::Warning), &format!("id-{at}"))).collect();
            let mut out = Vec::new();
            write_level(&GitHub, &all.iter().collect::<Vec<_>>(), &mut out).expect("written");
            let out = String::from_utf8(out).expect("text");
            assert_eq!(out.lines().count(), lines, "{many}");
            assert!((0..many).all(|at| out.contains(&format!("id-{at}:")) || out.contains(&format!("id-{at}::"))));
            let told = folded.map(|count| format!("::{count} more, of which"));
            assert!(told.is_none_or(|told| out.contains(&told)), "{many}: {out}");
        }
    }
}
