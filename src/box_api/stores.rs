//! The stores of certificates that variables name, looked at before anyone reads them.

use super::error::{Error, LARGEST_STORE};

/// The variables that name a store of certificates, as OpenSSL reads them: a file, and folders of files.
const STORES: [&str; 2] = ["SSL_CERT_FILE", "SSL_CERT_DIR"];

/// Refuses a store of certificates that is no file, or too large: whoever reads it waits for a pipe, and reads a device, for ever.
pub(super) fn trusted_files() -> Result<(), Error> {
    for variable in STORES {
        let Some(named) = std::env::var_os(variable).filter(|named| !named.is_empty()) else { continue };
        let each = std::env::split_paths(&named).flat_map(|path| match std::fs::read_dir(&path) {
            Ok(entries) => entries.filter_map(|entry| Some(entry.ok()?.path())).collect(),
            Err(_) => vec![path],
        });
        let mut size = 0;
        for found in each.filter_map(|path| std::fs::metadata(path).ok()) {
            size += found.len();
            if !(found.is_file() || found.is_dir()) || size > LARGEST_STORE {
                return Err(Error::Store { variable });
            }
        }
    }
    Ok(())
}
