//! The fonts that come with the program, packed.

use std::sync::{Arc, LazyLock};

use egui::{Context, FontData, FontDefinitions, FontFamily};

const REGULAR: &[u8] = include_bytes!("../../../assets/fonts/NotoSansSC-Regular-names.otf.zst");
const BOLD: &[u8] = include_bytes!("../../../assets/fonts/NotoSansSC-Bold-gb2312.otf.zst");

/// Both fonts by name, unpacked once.
static FONTS: LazyLock<Vec<(&str, Arc<FontData>)>> = LazyLock::new(|| {
    let packed = [("regular", REGULAR), ("bold", BOLD)];
    let unpacked = packed.into_iter().filter_map(|(name, bytes)| {
        let font = zstd::decode_all(bytes)
            .inspect_err(|error| tracing::error!("the font {name} can't be unpacked: {error}"));
        Some((name, Arc::new(FontData::from_owned(font.ok()?))))
    });
    unpacked.collect()
});

/// Uses the house's fonts: regular everywhere, and the family `bold`, which falls back to regular for
/// the rare characters of names.
pub fn install(ctx: &Context) {
    let mut fonts = FontDefinitions::empty();
    for (name, font) in FONTS.iter() {
        fonts.font_data.insert((*name).to_owned(), Arc::clone(font));
    }
    let regular = vec!["regular".to_owned()];
    fonts.families.insert(FontFamily::Proportional, regular.clone());
    fonts.families.insert(FontFamily::Monospace, regular);
    let bold = vec!["bold".to_owned(), "regular".to_owned()];
    fonts.families.insert(FontFamily::Name("bold".into()), bold);
    ctx.set_fonts(fonts);
}
