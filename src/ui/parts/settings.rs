//! What somebody has set on this machine, kept as TOML in the platform's folder for settings.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::domain::claim_order::ClaimOrder;
use crate::text::Lang;

/// How the console looks.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Look {
    /// Dark words on light.
    #[default]
    Light,
    /// Light words on dark.
    Dark,
    /// White on black, nothing else.
    HighContrast,
}

impl Look {
    /// Every look.
    pub const ALL: [Self; 3] = [Self::Light, Self::Dark, Self::HighContrast];

    /// The next look; after the last comes the first.
    #[must_use]
    pub fn next(self) -> Self {
        match self {
            Self::Light => Self::Dark,
            Self::Dark => Self::HighContrast,
            Self::HighContrast => Self::Light,
        }
    }
}

/// What is behind a photo.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Backdrop {
    /// Neutral mid-grey.
    #[default]
    Grey,
    /// Black.
    Black,
    /// White.
    White,
}

impl Backdrop {
    /// Every backdrop.
    pub const ALL: [Self; 3] = [Self::Grey, Self::Black, Self::White];

    /// The next backdrop; after the last comes the first.
    #[must_use]
    pub fn next(self) -> Self {
        match self {
            Self::Grey => Self::Black,
            Self::Black => Self::White,
            Self::White => Self::Grey,
        }
    }
}

/// What somebody has set.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Settings {
    /// The language, unless the command line says another.
    pub lang: Lang,
    /// How the console looks.
    pub look: Look,
    /// What is behind a photo.
    pub backdrop: Backdrop,
    /// Size of everything, in percent.
    pub text_percent: u32,
    /// Minutes without a key or mouse event until the console locks.
    pub idle_minutes: u32,
    /// Photos are screened while this console is open.
    pub screening: bool,
    /// What the machine found is shown only once the photo was looked at for a moment, or something is marked.
    pub findings_late: bool,
    /// Which photos come first.
    pub claim_order: ClaimOrder,
    /// The standard photo stands beside the photo by itself, where there is one.
    pub standard_beside: bool,
    /// Keys that were changed: the action's code, and the key's name in egui.
    pub keys: BTreeMap<String, String>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            lang: Lang::default(),
            look: Look::default(),
            backdrop: Backdrop::default(),
            text_percent: 100,
            idle_minutes: 10,
            screening: true,
            findings_late: false,
            claim_order: ClaimOrder::default(),
            standard_beside: true,
            keys: BTreeMap::new(),
        }
    }
}

impl Settings {
    /// The settings file of this person on this machine; none where the platform has no such folder.
    pub fn place() -> Option<PathBuf> {
        directories::ProjectDirs::from("", "", "photo-review")
            .map(|dirs| dirs.config_dir().join("settings.toml"))
    }

    /// Reads the settings; defaults stand in for what is missing or can't be read.
    pub fn load(path: &Path) -> Self {
        let Ok(file) = fs::read_to_string(path) else { return Self::default() };
        toml::from_str(&file).unwrap_or_else(|error| {
            tracing::warn!("settings not understood: {error}: {}", path.display());
            Self::default()
        })
    }

    /// Writes the settings; the old file is replaced as a whole or not at all.
    pub fn save(&self, path: &Path) -> anyhow::Result<()> {
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        let new = path.with_extension("new");
        let mut file = fs::File::create(&new)?;
        file.write_all(toml::to_string(self)?.as_bytes())?;
        file.sync_all()?;
        fs::rename(&new, path)?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_come_back_as_they_were_written() {
        let folder = tempfile::tempdir().expect("folder");
        let path = folder.path().join("deep/settings.toml");
        assert_eq!(Settings::load(&path), Settings::default());
        let mut settings = Settings { look: Look::Dark, idle_minutes: 5, ..Settings::default() };
        settings.keys.insert("approve".to_owned(), "Q".to_owned());
        settings.save(&path).expect("saved");
        assert_eq!(Settings::load(&path), settings);
        let left = fs::read_dir(path.parent().expect("folder")).expect("read").count();
        assert_eq!(left, 1, "no other file is left beside it");
        fs::write(&path, "idle_minutes = \"soon\"").expect("written");
        assert_eq!(Settings::load(&path), Settings::default());
    }
}
