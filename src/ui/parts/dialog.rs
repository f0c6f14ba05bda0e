//! The system's file dialogs, which run without blocking the console.

use std::future::Future;
use std::path::PathBuf;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context as TaskContext, Poll, Wake, Waker};

use crate::domain::event::ExportKind;
use crate::text::Text;

/// What a file is picked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pick {
    /// A table to import.
    Table,
    /// A package of photos to import.
    Zip,
    /// A folder of photos to import.
    Folder,
    /// Where a list goes.
    Export(ExportKind),
    /// In which folder a delivery's folder is made.
    Delivery,
    /// Where the report of an import goes.
    ImportReport,
}

type Answer = Pin<Box<dyn Future<Output = Option<rfd::FileHandle>>>>;

/// The one dialog that may be open.
#[derive(Default)]
pub struct Dialog {
    open: Option<(Pick, Answer)>,
}

struct Repaint(egui::Context);

impl Wake for Repaint {
    fn wake(self: Arc<Self>) {
        self.0.request_repaint();
    }
}

impl Dialog {
    /// Opens the dialog; the answer comes by [`Self::poll`].
    pub fn ask(&mut self, pick: Pick, text: &Text) {
        let new = rfd::AsyncFileDialog::new();
        let tables = text.get("transfer-dialog-tables");
        let answer: Answer = match pick {
            Pick::Table => Box::pin(new.add_filter(tables.as_ref(), &["csv", "xlsx"]).pick_file()),
            Pick::Zip => Box::pin(
                new.add_filter(text.get("transfer-dialog-packages").as_ref(), &["zip"]).pick_file(),
            ),
            Pick::Folder | Pick::Delivery => Box::pin(new.pick_folder()),
            Pick::Export(_) | Pick::ImportReport => Box::pin(
                new.add_filter("Excel (.xlsx)", &["xlsx"])
                    .add_filter("CSV (.csv)", &["csv"])
                    .set_file_name(file_name(pick, text))
                    .save_file(),
            ),
        };
        self.open = Some((pick, answer));
    }

    /// The answer, once there is one: a path, or none where nothing was picked or the system has no
    /// dialogs.
    pub fn poll(&mut self, ctx: &egui::Context) -> Option<(Pick, Option<PathBuf>)> {
        let (pick, answer) = self.open.as_mut()?;
        let waker = Waker::from(Arc::new(Repaint(ctx.clone())));
        match answer.as_mut().poll(&mut TaskContext::from_waker(&waker)) {
            Poll::Pending => None,
            Poll::Ready(file) => {
                let pick = *pick;
                self.open = None;
                Some((pick, file.map(|file| file.path().to_owned())))
            }
        }
    }
}

/// The suggested name of a file to be written.
pub fn file_name(pick: Pick, text: &Text) -> String {
    let key = match pick {
        Pick::Export(ExportKind::Notices) => "transfer-file-notices",
        Pick::Export(ExportKind::Decisions) => "transfer-file-decisions",
        Pick::Table | Pick::Zip | Pick::Folder | Pick::Delivery | Pick::ImportReport => {
            "transfer-file-report"
        }
    };
    format!("{}.xlsx", text.get(key))
}
