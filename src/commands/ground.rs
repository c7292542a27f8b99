//! The source tree that a run is about: what the pipeline checked out, or the folder that the program was started in.

use std::path::{Path, PathBuf};

use super::of_flag;
use crate::cli::Reporting;
use crate::origin::Origin;
use crate::problem::Problem;
use crate::report::Ground;

/// The variables in which GitHub Actions, GitLab and Azure Pipelines say where they checked the source tree out.
const ROOTS: [&str; 3] = ["GITHUB_WORKSPACE", "CI_PROJECT_DIR", "BUILD_SOURCESDIRECTORY"];

/// The source tree of this run.
///
/// # Errors
///
/// If the file that is to stand for what has no place is not in it.
pub(super) fn of(reporting: &Reporting) -> Result<Ground, Problem> {
    let folder = std::env::current_dir().and_then(|folder| folder.canonicalize()).unwrap_or_default();
    let root = ROOTS.iter().filter_map(std::env::var_os).map(PathBuf::from).find_map(|root| root_of(&root, &folder));
    let ground = Ground {
        root: root.as_deref().unwrap_or(&folder).to_string_lossy().into(),
        folder: folder.to_string_lossy().into(),
        anchor: reporting.anchor.as_ref().map(Into::into),
    };
    match &ground.anchor {
        Some(anchor) if ground.below(anchor).is_none() => {
            let message = "expected a file in the source tree, which is what its readers take a path for";
            let hint = "name a file of the repository, such as the workflow's own";
            Err(of_flag(&Origin::flag("--sarif-anchor"), message).hint(hint))
        }
        _ => Ok(ground),
    }
}

/// The root that a variable names, if the folder is in it: another program's variable may have been left behind.
fn root_of(root: &Path, folder: &Path) -> Option<PathBuf> {
    root.canonicalize().ok().filter(|root| root.is_absolute() && folder.starts_with(root))
}
