//! Finds modules of one folder that name each other in a circle.

use std::collections::{BTreeMap, BTreeSet};

use crate::house::{House, Place};
use crate::rules::{Fault, written};

/// Who names whom among the modules of one folder, with the places where they do.
type Edges = BTreeMap<(String, String), Vec<String>>;

/// In every folder of modules: who names a sibling, or something inside one, must not be named by it,
/// also not through a third. What stands above a module it may name, and a folder its own parts.
pub fn circles(house: &House) -> Vec<Fault> {
    let mut faults = Vec::new();
    for (folder, edges) in &edges_by_folder(house) {
        let mut left: BTreeSet<&String> = edges.keys().map(|(from, _)| from).collect();
        while let Some(first) = left.pop_first() {
            let mut circle = BTreeSet::from([first]);
            let after = reached(first, edges);
            circle.extend(after.iter().filter(|other| reached(other, edges).contains(first)));
            if circle.len() > 1 {
                faults.push(fault(folder, &circle, edges));
            }
            left.retain(|other| !circle.contains(other));
        }
    }
    faults
}

fn edges_by_folder(house: &House) -> BTreeMap<Place, Edges> {
    let mut folders: BTreeMap<Place, Edges> = BTreeMap::new();
    for (place, module) in &house.modules {
        for name in &module.names {
            for other in house.way(place, &name.words).modules {
                let shared = place.iter().zip(&other).take_while(|(a, b)| a == b).count();
                let (Some(from), Some(to)) = (place.get(shared), other.get(shared)) else {
                    continue;
                };
                let edges = folders.entry(place[..shared].to_vec()).or_default();
                let places = edges.entry((from.clone(), to.clone())).or_default();
                places.push(format!("{} {}", module.file, written(name)));
            }
        }
    }
    folders
}

fn reached(from: &String, edges: &Edges) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut begin = vec![from];
    while let Some(from) = begin.pop() {
        for (_, to) in edges.keys().filter(|(other, _)| other == from) {
            if found.insert(to.clone()) {
                begin.push(to);
            }
        }
    }
    found
}

fn fault(folder: &Place, circle: &BTreeSet<&String>, edges: &Edges) -> Fault {
    let names: Vec<&str> = circle.iter().map(|name| name.as_str()).collect();
    let folder = [&["src".to_owned()], &folder[..]].concat().join("/");
    let what = format!("{folder}: {} name each other in a circle", names.join(", "));
    let inside = |(from, to): &(String, String)| circle.contains(from) && circle.contains(to);
    let where_found = edges
        .iter()
        .filter(|(edge, _)| inside(edge))
        .map(|((from, to), places)| {
            format!("{from} names {to} {} times, first {}", places.len(), places[0])
        })
        .collect();
    Fault::new(what, where_found)
}
