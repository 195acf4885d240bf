//! Where the keys come from.
//!
//! Three RSA keys take a fifth of a second to make, so they are made when they are first needed: once in a data folder, and once
//! in a process for all stacks that keep nothing.

use std::sync::{Arc, LazyLock, Mutex, OnceLock, PoisonError};

use super::keys::{KeyError, Keys};
use crate::data::Data;
use crate::stack::StartError;

/// The file that keeps them.
const FILE: &str = "provider-keys.json";

/// The keys of a data folder, or of the process.
pub struct KeyRing {
    data: Data,
    keys: OnceLock<Arc<Keys>>,
    making: Mutex<()>,
}

static OF_THE_PROCESS: LazyLock<Arc<KeyRing>> =
    LazyLock::new(|| Arc::new(KeyRing::new(Data::in_memory())));

impl KeyRing {
    fn new(data: Data) -> Self {
        Self {
            data,
            keys: OnceLock::new(),
            making: Mutex::new(()),
        }
    }

    /// The keys in `data`, if there are any yet.
    ///
    /// # Errors
    /// [`StartError`] when what is there is something else.
    pub fn open(data: &Data) -> Result<Arc<Self>, StartError> {
        if data.is_in_memory() {
            return Ok(Arc::clone(&OF_THE_PROCESS));
        }
        let ring = Self::new(data.clone());
        if let Some(text) = data.existing(FILE)? {
            let keys = Keys::read(&text)
                .ok_or_else(|| StartError::Secret(FILE, "these are no keys".to_owned()))?;
            let _ = ring.keys.set(Arc::new(keys));
        }
        Ok(Arc::new(ring))
    }

    /// The keys, made if need be.
    ///
    /// # Errors
    /// [`KeyError`].
    pub async fn keys(self: &Arc<Self>) -> Result<Arc<Keys>, KeyError> {
        if let Some(keys) = self.keys.get() {
            return Ok(Arc::clone(keys));
        }
        // Whoever waits may hang up; the making goes on, and the next one finds what it made.
        let ring = Arc::clone(self);
        tokio::task::spawn_blocking(move || ring.make())
            .await
            .map_err(|_| KeyError::Machine)?
    }

    fn make(&self) -> Result<Arc<Keys>, KeyError> {
        let _one_at_a_time = self.making.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(keys) = self.keys.get() {
            return Ok(Arc::clone(keys));
        }
        let keys = Keys::generate()?;
        let text = keys.write()?;
        self.data.text(FILE, || Ok(text))?;
        Ok(Arc::clone(self.keys.get_or_init(|| Arc::new(keys))))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn stacks_that_keep_nothing_share_their_keys() {
        let (one, two) = (
            KeyRing::open(&Data::in_memory()).unwrap(),
            KeyRing::open(&Data::in_memory()).unwrap(),
        );
        let (one, two) = tokio::join!(one.keys(), two.keys());
        assert!(Arc::ptr_eq(&one.unwrap(), &two.unwrap()));
    }

    #[tokio::test]
    async fn a_folder_keeps_its_keys_and_a_broken_file_is_told_at_the_start() {
        let folder = tempfile::TempDir::new().unwrap();
        let file = folder.path().join(FILE);
        let first = {
            let data = Data::open(folder.path()).unwrap();
            let ring = KeyRing::open(&data).unwrap();
            assert!(!file.exists(), "nothing is made at the start");
            ring.keys().await.unwrap().alipay.public_base64().unwrap()
        };
        {
            let data = Data::open(folder.path()).unwrap();
            let keys = KeyRing::open(&data).unwrap().keys().await.unwrap();
            assert_eq!(keys.alipay.public_base64().unwrap(), first);
        }
        let text = std::fs::read_to_string(&file).unwrap();
        let cut = text.replacen("MIIE", "MIID", 1);
        for broken in ["", "{}", &text[1..], &cut] {
            std::fs::write(&file, broken).unwrap();
            let data = Data::open(folder.path()).unwrap();
            assert!(matches!(
                KeyRing::open(&data),
                Err(StartError::Secret(FILE, _))
            ));
        }
    }
}
