//! What outlives a restart: the database, the secrets, and how far the clock was moved.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use shared::clock::Clock;

use crate::aws::secrets::TOKEN_KEYS_FILE;

/// The data folder, locked until its last clone is gone; or nothing, when everything is kept in memory.
#[derive(Clone, Debug)]
pub struct Data {
    folder: Option<Arc<(PathBuf, File)>>,
}

const DATABASE: &str = "dynamodb.sqlite";
const CLOCK: &str = "clock";
const LAYOUT: &str = "layout";
/// How the store lays out what it keeps. Another number is due when it no longer finds what it has written before: 2 lists users by
/// blocks of ids.
const THIS_LAYOUT: &str = "2";
/// Every file that a stack keeps, but for the lock; a test looks whether one is missing.
const FILES: [&str; 10] = [
    DATABASE,
    "dynamodb.sqlite-journal",
    "dynamodb.sqlite-shm",
    "dynamodb.sqlite-wal",
    CLOCK,
    LAYOUT,
    "provider-keys.json",
    "provider-seed",
    TOKEN_KEYS_FILE,
    "wechat-secret",
];

/// Why the data folder is of no use.
#[derive(Debug, thiserror::Error)]
pub enum DataError {
    /// Another stack has it.
    #[error("the data folder {0} is in use by another local stack")]
    InUse(PathBuf),
    /// The operating system says no.
    #[error("the data folder {0}: {1}")]
    Io(PathBuf, io::Error),
    /// What is in it was written by a version that laid it out otherwise.
    #[error("the data folder {0} was made by another version; --reset starts afresh")]
    OtherVersion(PathBuf),
    /// Something in it is not what was written.
    #[error("the data folder {0}: {1}; --reset starts afresh")]
    Broken(PathBuf, String),
}

impl Data {
    /// Nothing is kept.
    #[must_use]
    pub const fn in_memory() -> Self {
        Self { folder: None }
    }

    /// Everything is kept in `folder`, which is made if need be.
    ///
    /// # Errors
    /// [`DataError`].
    pub fn open(folder: &Path) -> Result<Self, DataError> {
        let data = Self::lock(folder)?;
        let layout = match data.existing(LAYOUT)? {
            None if folder.join(DATABASE).exists() => None,
            None => Some(data.text(LAYOUT, || Ok(THIS_LAYOUT.to_owned()))?),
            found => found,
        };
        if layout.is_some_and(|layout| layout.trim() == THIS_LAYOUT) {
            Ok(data)
        } else {
            Err(DataError::OtherVersion(folder.to_owned()))
        }
    }

    fn lock(folder: &Path) -> Result<Self, DataError> {
        let io = |e| DataError::Io(folder.to_owned(), e);
        fs::create_dir_all(folder).map_err(io)?;
        let lock = OpenOptions::new()
            .create(true)
            .truncate(false)
            .write(true)
            .open(folder.join("lock"))
            .map_err(io)?;
        match lock.try_lock() {
            Ok(()) => Ok(Self {
                folder: Some(Arc::new((folder.to_owned(), lock))),
            }),
            Err(TryLockError::WouldBlock) => Err(DataError::InUse(folder.to_owned())),
            Err(TryLockError::Error(e)) => Err(io(e)),
        }
    }

    /// Forgets what is kept in `folder`. What a stack did not put there stays: somebody may have named their home.
    ///
    /// # Errors
    /// [`DataError`], also when a stack uses the folder.
    pub fn forget(folder: &Path) -> Result<(), DataError> {
        if !folder.is_dir() {
            return Ok(());
        }
        let _held = Self::lock(folder)?;
        for path in FILES.map(|name| folder.join(name)) {
            match fs::remove_file(&path) {
                Err(e) if e.kind() != io::ErrorKind::NotFound => {
                    return Err(DataError::Io(path, e));
                }
                _ => {}
            }
        }
        Ok(())
    }

    /// Whether nothing is kept.
    #[must_use]
    pub fn is_in_memory(&self) -> bool {
        self.folder.is_none()
    }

    /// Where the database is; `None` when it is in memory.
    #[must_use]
    pub fn database(&self) -> Option<PathBuf> {
        self.path(DATABASE)
    }

    /// The text in `name`, made by `make` the first time. Only its owner can read the file.
    ///
    /// # Errors
    /// [`DataError`].
    pub fn text(
        &self,
        name: &str,
        make: impl FnOnce() -> Result<String, String>,
    ) -> Result<String, DataError> {
        let Some(path) = self.path(name) else {
            return make().map_err(|e| DataError::Broken(PathBuf::new(), e));
        };
        if let Some(text) = self.existing(name)? {
            return Ok(text);
        }
        let text = make().map_err(|e| DataError::Broken(path.clone(), e))?;
        write(&path, &text)?;
        Ok(text)
    }

    /// Puts `text` in place of what `name` holds.
    ///
    /// # Errors
    /// [`DataError`].
    pub fn replace(&self, name: &str, text: &str) -> Result<(), DataError> {
        match self.path(name) {
            Some(path) => write(&path, text),
            None => Ok(()),
        }
    }

    /// The text in `name`, if there is one yet.
    ///
    /// # Errors
    /// [`DataError`].
    pub fn existing(&self, name: &str) -> Result<Option<String>, DataError> {
        let Some(path) = self.path(name) else {
            return Ok(None);
        };
        match fs::read_to_string(&path) {
            Ok(text) => Ok(Some(text)),
            Err(e) if e.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(e) => Err(DataError::Io(path, e)),
        }
    }

    /// Moves `clock` by what it had been moved before.
    ///
    /// # Errors
    /// [`DataError`].
    pub fn restore_clock(&self, clock: &Clock) -> Result<(), DataError> {
        let text = self.text(CLOCK, || Ok("0".to_owned()))?;
        let seconds = text.trim().parse().map_err(|_| {
            DataError::Broken(
                self.path(CLOCK).unwrap_or_default(),
                "not a number of seconds".to_owned(),
            )
        })?;
        clock.advance(seconds);
        Ok(())
    }

    /// Keeps by how much `clock` has been moved.
    ///
    /// # Errors
    /// [`DataError`].
    pub fn save_clock(&self, clock: &Clock) -> Result<(), DataError> {
        self.replace(CLOCK, &clock.offset_seconds().to_string())
    }

    fn path(&self, name: &str) -> Option<PathBuf> {
        self.folder.as_ref().map(|held| held.0.join(name))
    }
}

/// Writes a whole file or leaves the old one: a kill in the middle must not lose the token keys.
fn write(path: &Path, text: &str) -> Result<(), DataError> {
    let io = |e| DataError::Io(path.to_owned(), e);
    let draft = path.with_extension("new");
    let mut options = OpenOptions::new();
    options.create(true).truncate(true).write(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(&draft).map_err(io)?;
    file.write_all(text.as_bytes())
        .and_then(|()| file.sync_all())
        .map_err(io)?;
    fs::rename(&draft, path).map_err(io)
}
