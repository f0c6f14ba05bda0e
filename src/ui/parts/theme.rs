//! Colours, sizes and distances: the only file that names a colour.

use egui::{
    Color32, Context, CornerRadius, FontFamily, FontId, Id, Stroke, TextStyle, Theme, Ui, Visuals,
    vec2,
};

use crate::ui::parts::settings::{Backdrop, Look, Settings};

/// The colours of one look, by what they mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Palette {
    /// Behind everything.
    pub background: Color32,
    /// Behind panels and cards.
    pub panel: Color32,
    /// Words.
    pub text: Color32,
    /// Quiet words.
    pub secondary: Color32,
    /// The example shown in an empty field.
    pub hint: Color32,
    /// Text on what is disabled.
    pub disabled: Color32,
    /// Lines and edges.
    pub line: Color32,
    /// What can be acted on, and the focus.
    pub accent: Color32,
    /// Words on the accent.
    pub on_accent: Color32,
    /// Approve; nothing wrong.
    pub approve: Color32,
    /// Retake; in doubt.
    pub retake: Color32,
    /// Reject; something wrong.
    pub reject: Color32,
    /// Unknown.
    pub unknown: Color32,
    /// Behind buttons and chosen rows.
    pub raised: Color32,
    /// Behind the chosen row.
    pub chosen: Color32,
}

impl Palette {
    /// Behind a row that is marked failed: so faint that the words on it keep their contrast.
    pub fn marked(&self) -> Color32 {
        self.panel.lerp_to_gamma(self.reject, 0.08)
    }
}

const fn rgb(hex: u32) -> Color32 {
    Color32::from_rgb((hex >> 16) as u8, (hex >> 8) as u8, hex as u8)
}

const LIGHT: Palette = Palette {
    background: rgb(0xf6_f7_f9),
    panel: rgb(0xff_ff_ff),
    text: rgb(0x1b_1f_24),
    secondary: rgb(0x4a_55_62),
    hint: rgb(0x6e_77_81),
    disabled: rgb(0x5c_66_70),
    line: rgb(0xd5_da_e1),
    accent: rgb(0x0b_5f_cc),
    on_accent: rgb(0xff_ff_ff),
    approve: rgb(0x1a_7f_37),
    retake: rgb(0x9a_67_00),
    reject: rgb(0xcf_22_2e),
    unknown: rgb(0x57_60_6a),
    raised: rgb(0xec_ef_f3),
    chosen: rgb(0xd6_e6_fb),
};

const DARK: Palette = Palette {
    background: rgb(0x15_18_1c),
    panel: rgb(0x1d_21_26),
    text: rgb(0xe6_ea_f0),
    secondary: rgb(0xa9_b4_c0),
    hint: rgb(0x8b_94_9e),
    disabled: rgb(0x8b_94_9e),
    line: rgb(0x33_3a_43),
    accent: rgb(0x6c_b0_ff),
    on_accent: rgb(0x0b_16_24),
    approve: rgb(0x3f_b9_50),
    retake: rgb(0xd9_a2_3b),
    reject: rgb(0xff_7b_72),
    unknown: rgb(0x8b_94_9e),
    raised: rgb(0x2a_30_38),
    chosen: rgb(0x1f_3a_5c),
};

const HIGH_CONTRAST: Palette = Palette {
    background: rgb(0x00_00_00),
    panel: rgb(0x00_00_00),
    text: rgb(0xff_ff_ff),
    secondary: rgb(0xff_ff_ff),
    hint: rgb(0xc0_c0_c0),
    disabled: rgb(0xa8_a8_a8),
    line: rgb(0xff_ff_ff),
    accent: rgb(0xff_ff_ff),
    on_accent: rgb(0x00_00_00),
    approve: rgb(0xff_ff_ff),
    retake: rgb(0xff_ff_ff),
    reject: rgb(0xff_ff_ff),
    unknown: rgb(0xff_ff_ff),
    raised: rgb(0x00_00_00),
    chosen: rgb(0x3a_3a_3a),
};

/// The palette of a look.
pub const fn of(look: Look) -> Palette {
    match look {
        Look::Light => LIGHT,
        Look::Dark => DARK,
        Look::HighContrast => HIGH_CONTRAST,
    }
}

fn place() -> Id {
    Id::unique("palette")
}

/// The palette in use.
pub fn palette(ui: &Ui) -> Palette {
    palette_of(ui.ctx())
}

/// The palette in use in a window.
pub fn palette_of(ctx: &Context) -> Palette {
    ctx.data(|data| data.get_temp(place())).unwrap_or(LIGHT)
}

/// The colour behind a photo.
pub fn behind_photo(ui: &Ui) -> Color32 {
    ground(ui.data(|data| data.get_temp(place())).unwrap_or_default())
}

/// The colour of words over what is behind a photo.
pub fn on_photo(ui: &Ui) -> Color32 {
    if behind_photo(ui) == Color32::WHITE { Color32::BLACK } else { Color32::WHITE }
}

/// The colour behind the photo under review.
pub fn ground(backdrop: Backdrop) -> Color32 {
    match backdrop {
        Backdrop::Grey => Color32::from_gray(0x6b),
        Backdrop::Black => Color32::BLACK,
        Backdrop::White => Color32::WHITE,
    }
}

/// Words on [`ground`].
pub fn on_ground(backdrop: Backdrop) -> Color32 {
    if backdrop == Backdrop::White { Color32::BLACK } else { Color32::WHITE }
}

/// Guide lines over a photo: light on a dark outline, so that they show on any photo.
pub fn guide() -> (Color32, Color32) {
    (Color32::from_black_alpha(140), rgb(0xff_e4_5c))
}

/// Behind a label on the photo.
pub fn label_ground() -> Color32 {
    Color32::from_black_alpha(150)
}

/// The tint of a photo: none.
pub fn untinted() -> Color32 {
    Color32::WHITE
}

/// The font family of headings and buttons.
pub fn bold() -> FontFamily {
    FontFamily::Name("bold".into())
}

/// Dresses the window.
pub fn apply(ctx: &Context, settings: &Settings) {
    let palette = of(settings.look);
    ctx.data_mut(|data| {
        data.insert_temp(place(), palette);
        data.insert_temp(place(), settings.backdrop);
    });
    let theme = if settings.look == Look::Light { Theme::Light } else { Theme::Dark };
    ctx.set_theme(theme);
    // The size of everything is a setting with limits; egui's zoom keys would go beyond them.
    ctx.options_mut(|options| options.zoom_with_keyboard = false);
    ctx.set_zoom_factor(settings.text_percent as f32 / 100.0);
    ctx.global_style_mut(|style| {
        style.visuals = visuals(theme, &palette);
        let sizes = [
            (TextStyle::Small, 13.0),
            (TextStyle::Body, 14.0),
            (TextStyle::Button, 14.0),
            (TextStyle::Heading, 16.0),
            (TextStyle::Monospace, 13.0),
        ];
        style.text_styles =
            sizes.map(|(name, size)| (name, FontId::new(size, FontFamily::Proportional))).into();
        style.spacing.item_spacing = vec2(8.0, 4.0);
        style.spacing.button_padding = vec2(12.0, 4.0);
        style.spacing.interact_size.y = 28.0;
        style.animation_time = 0.0;
        style.interaction.tooltip_delay = 0.3;
    });
}

fn visuals(theme: Theme, palette: &Palette) -> Visuals {
    let mut visuals = theme.default_visuals();
    visuals.override_text_color = None;
    visuals.panel_fill = palette.background;
    visuals.window_fill = palette.panel;
    visuals.window_stroke = Stroke::new(1.0, palette.line);
    visuals.extreme_bg_color = palette.raised;
    visuals.text_edit_bg_color = Some(palette.panel);
    visuals.faint_bg_color = palette.panel;
    visuals.hyperlink_color = palette.accent;
    visuals.weak_text_color = Some(palette.hint);
    visuals.error_fg_color = palette.reject;
    visuals.warn_fg_color = palette.retake;
    visuals.selection.bg_fill = palette.chosen;
    visuals.selection.stroke = Stroke::new(1.0, palette.text);
    visuals.window_shadow.color = Color32::from_black_alpha(40);
    visuals.popup_shadow.color = Color32::from_black_alpha(40);
    // Hover and focus change nothing here: `focus::paint` draws both.
    let text = Stroke::new(1.0, palette.text);
    for widget in [
        &mut visuals.widgets.noninteractive,
        &mut visuals.widgets.inactive,
        &mut visuals.widgets.hovered,
        &mut visuals.widgets.active,
        &mut visuals.widgets.open,
    ] {
        widget.fg_stroke = text;
        widget.bg_fill = palette.raised;
        widget.weak_bg_fill = palette.raised;
        widget.bg_stroke = Stroke::new(1.0, palette.line);
        widget.corner_radius = CornerRadius::same(6);
        widget.expansion = 0.0;
    }
    visuals
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Relative luminance, as WCAG has it.
    fn luminance(color: Color32) -> f32 {
        let part = |byte: u8| {
            let part = f32::from(byte) / 255.0;
            if part <= 0.040_45 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * part(color.r()) + 0.7152 * part(color.g()) + 0.0722 * part(color.b())
    }

    fn contrast(a: Color32, b: Color32) -> f32 {
        let (a, b) = (luminance(a), luminance(b));
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    #[test]
    fn words_can_be_read_on_their_ground() {
        for look in Look::ALL {
            let palette = of(look);
            for ground in [palette.background, palette.panel] {
                for (name, ink, least) in [
                    ("text", palette.text, 7.0),
                    ("secondary", palette.secondary, 4.5),
                    ("disabled", palette.disabled, 4.5),
                    ("reject", palette.reject, 4.5),
                ] {
                    let found = contrast(ink, ground);
                    assert!(found >= least, "{look:?} {name}: {found}");
                }
            }
        }
    }

    #[test]
    fn what_stands_at_an_item_can_be_read_whatever_is_behind_it() {
        for look in Look::ALL {
            let palette = of(look);
            let words = [
                ("doubtful", palette.retake, palette.panel),
                ("fails", palette.reject, palette.panel),
                ("not known", palette.unknown, palette.panel),
                ("marked", palette.reject, palette.marked()),
                ("no reason", palette.text, palette.marked()),
                ("digits", palette.secondary, palette.marked()),
                ("digits of the rule that is typed", palette.accent, palette.raised),
                ("words of the rule that is typed", palette.text, palette.raised),
            ];
            for (name, ink, ground) in words {
                let found = contrast(ink, ground);
                assert!(found >= 4.5, "{look:?} {name}: {found}");
            }
            // Signs are no words.
            for ground in [palette.panel, palette.marked(), palette.raised] {
                for ink in [palette.retake, palette.reject, palette.unknown] {
                    let found = contrast(ink, ground);
                    assert!(found >= 3.0, "{look:?} a sign: {found}");
                }
            }
        }
    }
}
