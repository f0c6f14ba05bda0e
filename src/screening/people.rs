//! Who and what is in the picture: faces, persons, things.

use super::scene::region;
use crate::domain::finding::Measurement;
use crate::domain::measure::Measure;
use crate::vision::{Object, Seen};

/// A person counts from this score on: of 100 portraits each had exactly one.
const PERSON: f32 = 0.4;

/// Things that people wear or carry, which belong to a portrait.
const WORN: [&str; 6] = ["tie", "backpack", "handbag", "umbrella", "suitcase", "teddy bear"];

/// Faces, the second face, persons and things.
pub(super) fn measure(seen: &Seen) -> Vec<Measurement> {
    let count = |count: usize| f64::from(u32::try_from(count).unwrap_or(u32::MAX));
    let mut found = vec![Measurement::new(Measure::Faces, count(seen.faces.len()), 0.0)];
    if let [first, second, ..] = &seen.faces[..] {
        let value = f64::from(second.area.size() / first.area.size().max(f32::MIN_POSITIVE));
        let region = region(seen, second.area);
        found.push(Measurement { measure: Measure::SecondFace, value, uncertainty: 0.0, region });
    }
    let Some(objects) = &seen.objects else { return found };
    let persons: Vec<&Object> = objects
        .iter()
        .filter(|object| object.class == Object::PERSON && object.score >= PERSON)
        .collect();
    let other = persons.get(1).and_then(|person| region(seen, person.area));
    let persons = count(persons.len());
    found.push(Measurement {
        measure: Measure::Persons,
        value: persons,
        uncertainty: 0.0,
        region: other,
    });
    let is_thing = |object: &&Object| {
        object.class != Object::PERSON && object.name().is_some_and(|name| !WORN.contains(&name))
    };
    let surest = objects.iter().filter(is_thing).max_by(|a, b| a.score.total_cmp(&b.score));
    let value = surest.map_or(0.0, |thing| f64::from(thing.score));
    let region = surest.and_then(|thing| region(seen, thing.area));
    found.push(Measurement { measure: Measure::Things, value, uncertainty: 0.0, region });
    found
}
