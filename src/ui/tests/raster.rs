//! Draws what egui tessellated on the processor, so that image tests need no graphics card.

use std::collections::HashMap;

use egui::epaint::{ClippedPrimitive, ImageData, ImageDelta, Mesh, Primitive, Vertex};
use egui::{Color32, ColorImage, Pos2, Rect, TextureId, TexturesDelta};
use egui_kittest::TestRenderer;
use image::{Rgba, RgbaImage};

/// A renderer of triangles. Same input, same pixels, on every machine.
#[derive(Default)]
pub struct Raster {
    textures: HashMap<TextureId, ColorImage>,
}

impl Raster {
    fn set(&mut self, id: TextureId, delta: ImageDelta) {
        let ImageData::Color(image) = delta.image;
        let Some([left, top]) = delta.pos else {
            self.textures.insert(id, (*image).clone());
            return;
        };
        let Some(texture) = self.textures.get_mut(&id) else { return };
        let [width, height] = image.size;
        for row in 0..height {
            let to = (top + row) * texture.size[0] + left;
            texture.pixels[to..to + width]
                .copy_from_slice(&image.pixels[row * width..(row + 1) * width]);
        }
    }
}

impl TestRenderer for Raster {
    fn handle_delta(&mut self, delta: &mut TexturesDelta) {
        let set = std::mem::take(&mut delta.set);
        let mut ids: Vec<_> = set.into_iter().collect();
        ids.sort_by_key(|(id, _)| format!("{id:?}"));
        for (id, deltas) in ids {
            for delta in deltas {
                self.set(id, delta);
            }
        }
        let free = std::mem::take(&mut delta.free);
        self.textures.retain(|id, _| !free.contains(id));
    }

    fn render(
        &mut self,
        ctx: &egui::Context,
        output: &egui::FullOutput,
    ) -> Result<RgbaImage, String> {
        let scale = ctx.pixels_per_point();
        let size = ctx.content_rect().size() * scale;
        let mut canvas = Canvas::new(size.x.round() as usize, size.y.round() as usize, scale);
        canvas.clear(ctx.global_style().visuals.window_fill);
        for ClippedPrimitive { clip_rect, primitive } in
            ctx.tessellate(output.shapes.clone(), output.pixels_per_point)
        {
            let Primitive::Mesh(mesh) = primitive else { continue };
            let texture = self.textures.get(&mesh.texture_id).ok_or("a texture is missing")?;
            canvas.mesh(&mesh, texture, clip_rect);
        }
        Ok(canvas.image())
    }
}

struct Canvas {
    width: usize,
    height: usize,
    scale: f32,
    pixels: Vec<[f32; 4]>,
}

impl Canvas {
    fn new(width: usize, height: usize, scale: f32) -> Self {
        Self { width, height, scale, pixels: vec![[0.0, 0.0, 0.0, 1.0]; width * height] }
    }

    /// Fills the picture with one colour, as the window is cleared before each drawing.
    fn clear(&mut self, color: Color32) {
        self.pixels.fill(color.to_normalized_gamma_f32());
    }

    fn mesh(&mut self, mesh: &Mesh, texture: &ColorImage, clip: Rect) {
        for [a, b, c] in mesh.indices.as_chunks().0 {
            let corners = [a, b, c].map(|index| mesh.vertices[*index as usize]);
            self.triangle(&corners, texture, clip);
        }
    }

    fn triangle(&mut self, corners: &[Vertex; 3], texture: &ColorImage, clip: Rect) {
        let [a, b, c] = corners.map(|corner| corner.pos * self.scale);
        let area = cross(a, b, c);
        if area == 0.0 {
            return;
        }
        let clip = clip * self.scale;
        let from = |low: f32, edge: f32| low.max(edge.round()).max(0.0).floor() as usize;
        let to = |high: f32, edge: f32, end: usize| {
            (high.min(edge.round()).max(0.0).ceil() as usize).min(end)
        };
        let columns = from(a.x.min(b.x).min(c.x), clip.left())
            ..to(a.x.max(b.x).max(c.x), clip.right(), self.width);
        let rows = from(a.y.min(b.y).min(c.y), clip.top())
            ..to(a.y.max(b.y).max(c.y), clip.bottom(), self.height);
        for y in rows {
            for x in columns.clone() {
                let at = Pos2::new(x as f32 + 0.5, y as f32 + 0.5);
                let weights = [cross(b, c, at), cross(c, a, at), cross(a, b, at)].map(|w| w / area);
                // A pixel on the edge of two triangles belongs to the one to the right and below.
                let edges = [(b, c), (c, a), (a, b)];
                let inside = weights
                    .iter()
                    .zip(edges)
                    .all(|(w, (p, q))| *w > 0.0 || (*w == 0.0 && is_owner(p, q, area > 0.0)));
                if inside {
                    self.blend(y * self.width + x, weights, corners, texture);
                }
            }
        }
    }

    /// Blends premultiplied colours, in the space that egui's shaders blend in.
    fn blend(&mut self, at: usize, weights: [f32; 3], corners: &[Vertex; 3], texture: &ColorImage) {
        let mix = |part: fn(&Vertex) -> f32| -> f32 {
            weights.iter().zip(corners).map(|(weight, corner)| weight * part(corner)).sum()
        };
        let texel = sample(texture, mix(|v| v.uv.x), mix(|v| v.uv.y));
        let tint = [
            mix(|v| f32::from(v.color.r())),
            mix(|v| f32::from(v.color.g())),
            mix(|v| f32::from(v.color.b())),
            mix(|v| f32::from(v.color.a())),
        ];
        let source: [f32; 4] = std::array::from_fn(|i| texel[i] * tint[i] / 255.0);
        let pixel = &mut self.pixels[at];
        for (below, over) in pixel.iter_mut().zip(source) {
            *below = over + *below * (1.0 - source[3]);
        }
    }

    fn image(&self) -> RgbaImage {
        let byte = |part: f32| (part * 255.0).round().clamp(0.0, 255.0) as u8;
        RgbaImage::from_fn(self.width as u32, self.height as u32, |x, y| {
            let [r, g, b, _] = self.pixels[y as usize * self.width + x as usize];
            Rgba([byte(r), byte(g), byte(b), 255])
        })
    }
}

fn cross(a: Pos2, b: Pos2, c: Pos2) -> f32 {
    (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x)
}

fn is_owner(from: Pos2, to: Pos2, clockwise: bool) -> bool {
    let (dx, dy) =
        if clockwise { (to.x - from.x, to.y - from.y) } else { (from.x - to.x, from.y - to.y) };
    dy < 0.0 || (dy == 0.0 && dx > 0.0)
}

/// The texture's colour at a point, interpolated between the four nearest pixels; each part 0 to 1.
fn sample(texture: &ColorImage, u: f32, v: f32) -> [f32; 4] {
    let [width, height] = texture.size;
    let x = (u * width as f32 - 0.5).clamp(0.0, width as f32 - 1.0);
    let y = (v * height as f32 - 0.5).clamp(0.0, height as f32 - 1.0);
    let (left, top) = (x as usize, y as usize);
    let (right, bottom) = ((left + 1).min(width - 1), (top + 1).min(height - 1));
    let (fx, fy) = (x.fract(), y.fract());
    let pixel = |x: usize, y: usize| {
        let color: Color32 = texture.pixels[y * width + x];
        color.to_array().map(|part| f32::from(part) / 255.0)
    };
    let (nw, ne, sw, se) =
        (pixel(left, top), pixel(right, top), pixel(left, bottom), pixel(right, bottom));
    std::array::from_fn(|i| {
        let upper = nw[i] + (ne[i] - nw[i]) * fx;
        let lower = sw[i] + (se[i] - sw[i]) * fx;
        upper + (lower - upper) * fy
    })
}
