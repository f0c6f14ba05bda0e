//! Actions: everything a key can do, each with its words and its first key. Buttons, the help sheet
//! and the keyboard are all made from this one list.

use std::borrow::Cow;

use egui::Key;

/// Something a key or a button does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Action {
    /// 通过.
    Approve,
    /// 重拍.
    Retake,
    /// 不通过.
    Reject,
    /// 搁置.
    Hold,
    /// 跳过.
    Skip,
    /// 撤销.
    Undo,
    /// The photo before.
    Previous,
    /// The photo after.
    Next,
    /// Fit to the window, or one pixel to one.
    Zoom,
    /// Larger.
    ZoomIn,
    /// Smaller.
    ZoomOut,
    /// A magnifying glass at the pointer.
    Loupe,
    /// Lines for the centre, the eyes and the head.
    Guides,
    /// The next finding of the machine, the worst first.
    Findings,
    /// Lines of the eyes, shoulders, crown and chin as the machine found them.
    Evidence,
    /// Beside the standard photo that was made of it.
    Standard,
    /// The standard photo as large as it is printed.
    Printed,
    /// Beside the reference photo, a near copy or another attempt.
    Compare,
    /// Grey, black or white behind the photo.
    Backdrop,
    /// Show the ID number.
    Unmask,
    /// The sheet of keys.
    Help,
    /// Go to a screen.
    Go {
        /// The screen's code.
        screen: &'static str,
        /// The key it has until somebody gives it another.
        key: Key,
    },
    /// The other language.
    Language,
    /// Light, dark, high contrast.
    Look,
    /// Lock the console.
    Lock,
    /// Sign out.
    SignOut,
}

/// Where an action stands on the help sheet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Group {
    /// Deciding.
    Decide,
    /// Moving from photo to photo, and looking.
    Look,
    /// The console as a whole.
    Console,
}

impl Group {
    /// Every group.
    pub const ALL: [Self; 3] = [Self::Decide, Self::Look, Self::Console];

    /// The key for `Text` of its heading.
    pub fn label(self) -> &'static str {
        match self {
            Self::Decide => "ui-group-decide",
            Self::Look => "ui-group-look",
            Self::Console => "ui-group-console",
        }
    }
}

impl Action {
    /// Every action but those that go to a screen, in the order of the help sheet.
    const FIXED: [Self; 25] = [
        Self::Approve,
        Self::Retake,
        Self::Reject,
        Self::Hold,
        Self::Skip,
        Self::Undo,
        Self::Previous,
        Self::Next,
        Self::Zoom,
        Self::ZoomIn,
        Self::ZoomOut,
        Self::Loupe,
        Self::Guides,
        Self::Findings,
        Self::Evidence,
        Self::Standard,
        Self::Printed,
        Self::Compare,
        Self::Backdrop,
        Self::Unmask,
        Self::Help,
        Self::Language,
        Self::Look,
        Self::Lock,
        Self::SignOut,
    ];

    /// Every action, in the order of the help sheet; those that go to `screens` come last.
    pub fn all(screens: &[Self]) -> Vec<Self> {
        let (before, after) = Self::FIXED.split_at(Self::FIXED.len() - 4);
        [before, screens, after].concat()
    }

    /// Its code (used in settings and text keys), its first key on the keyboard, and its group.
    fn row(self) -> (&'static str, Key, Group) {
        match self {
            Self::Approve => ("approve", Key::A, Group::Decide),
            Self::Retake => ("retake", Key::T, Group::Decide),
            Self::Reject => ("reject", Key::R, Group::Decide),
            Self::Hold => ("hold", Key::H, Group::Decide),
            Self::Skip => ("skip", Key::S, Group::Decide),
            Self::Undo => ("undo", Key::Z, Group::Decide),
            Self::Previous => ("previous", Key::ArrowLeft, Group::Look),
            Self::Next => ("next", Key::ArrowRight, Group::Look),
            Self::Zoom => ("zoom", Key::Space, Group::Look),
            Self::ZoomIn => ("zoom-in", Key::ArrowUp, Group::Look),
            Self::ZoomOut => ("zoom-out", Key::ArrowDown, Group::Look),
            Self::Loupe => ("loupe", Key::L, Group::Look),
            Self::Guides => ("guides", Key::G, Group::Look),
            Self::Findings => ("findings", Key::F, Group::Look),
            Self::Evidence => ("evidence", Key::E, Group::Look),
            Self::Standard => ("standard", Key::D, Group::Look),
            Self::Printed => ("printed", Key::P, Group::Look),
            Self::Compare => ("compare", Key::C, Group::Look),
            Self::Backdrop => ("backdrop", Key::B, Group::Look),
            Self::Unmask => ("unmask", Key::M, Group::Look),
            // The key of the question mark, with or without Shift.
            Self::Help => ("help", Key::Slash, Group::Console),
            Self::Go { screen, key } => (screen, key, Group::Console),
            Self::Language => ("language", Key::F7, Group::Console),
            Self::Look => ("look", Key::F8, Group::Console),
            Self::Lock => ("lock", Key::F9, Group::Console),
            Self::SignOut => ("sign-out", Key::F12, Group::Console),
        }
    }

    /// Its code: `approve`, `go-queue`.
    pub fn code(self) -> Cow<'static, str> {
        let code = self.row().0;
        if let Self::Go { .. } = self { format!("go-{code}").into() } else { code.into() }
    }

    /// The key it has until somebody gives it another.
    pub fn first_key(self) -> Key {
        self.row().1
    }

    /// Where it stands on the help sheet.
    pub fn group(self) -> Group {
        self.row().2
    }

    /// The key for `Text` of its name.
    pub fn label(self) -> String {
        format!("ui-action-{}", self.code())
    }

    /// The key for `Text` of the sentence that explains it.
    pub fn tooltip(self) -> String {
        format!("ui-action-{}-tip", self.code())
    }

    /// Changes a submission, so that a key held down must not do it twice.
    pub fn decides(self) -> bool {
        matches!(
            self,
            Self::Approve | Self::Retake | Self::Reject | Self::Hold | Self::Skip | Self::Undo
        )
    }

    /// Is done again and again while its key is held down.
    pub fn repeats(self) -> bool {
        matches!(self, Self::Previous | Self::Next | Self::ZoomIn | Self::ZoomOut)
    }
}
