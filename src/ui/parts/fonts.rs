//! The fonts that come with the program.

use std::sync::Arc;

use egui::{Context, FontData, FontDefinitions, FontFamily};

const REGULAR: &[u8] = include_bytes!("../../../assets/fonts/NotoSansSC-Regular-names.otf");
const BOLD: &[u8] = include_bytes!("../../../assets/fonts/NotoSansSC-Bold-gb2312.otf");

/// Uses the house's fonts: regular everywhere, and the family `bold`, which falls back to regular for
/// the rare characters of names.
pub fn install(ctx: &Context) {
    let mut fonts = FontDefinitions::empty();
    for (name, bytes) in [("regular", REGULAR), ("bold", BOLD)] {
        fonts.font_data.insert(name.to_owned(), Arc::new(FontData::from_static(bytes)));
    }
    let regular = vec!["regular".to_owned()];
    fonts.families.insert(FontFamily::Proportional, regular.clone());
    fonts.families.insert(FontFamily::Monospace, regular);
    let bold = vec!["bold".to_owned(), "regular".to_owned()];
    fonts.families.insert(FontFamily::Name("bold".into()), bold);
    ctx.set_fonts(fonts);
}
