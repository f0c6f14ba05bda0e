//! Every word of both languages, every key's name and the rare characters of names have a glyph.

use std::collections::BTreeSet;

use egui::{Context, FontFamily, FontId};

use crate::text::FILES;
use crate::ui::parts::fonts;
use crate::ui::parts::theme;

fn dressed() -> Context {
    let ctx = Context::default();
    fonts::install(&ctx);
    // Fonts are loaded when the first pass begins.
    ctx.run_ui(egui::RawInput::default(), |_| {}).textures_delta.clear();
    ctx
}

fn missing(ctx: &Context, family: &FontFamily, words: &str) -> BTreeSet<char> {
    let font = FontId::new(14.0, family.clone());
    let shown = words.chars().filter(|c| !c.is_control());
    ctx.fonts_mut(|fonts| shown.filter(|c| !fonts.has_glyph(&font, *c)).collect())
}

#[test]
fn every_word_has_its_glyphs() {
    let ctx = dressed();
    for family in [FontFamily::Proportional, FontFamily::Monospace, theme::bold()] {
        for (name, zh, en) in FILES {
            for words in [zh, en] {
                let missing = missing(&ctx, &family, words);
                assert!(missing.is_empty(), "{name}.ftl in {family}: {missing:?}");
            }
        }
    }
}

#[test]
fn signs_and_rare_names_have_their_glyphs() {
    let ctx = dressed();
    for family in [FontFamily::Proportional, theme::bold()] {
        for words in ["欧阳䶮 𬭎 㛃 㐂 龘 喆 堃 旻 祎 禤", "•·×→←↑↓…–—“”‘’、。，：；（）《》"]
        {
            let missing = missing(&ctx, &family, words);
            assert!(missing.is_empty(), "{family}: {missing:?}");
        }
    }
}
