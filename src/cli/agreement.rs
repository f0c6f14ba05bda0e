//! `agreement`: how often people agreed with the machine, item by item, so that limits are tuned on real decisions.

use std::process::ExitCode;

use super::Setting;
use super::out::say;
use super::table::aligned;
use crate::desk::agreement::{Agreement, agreement};
use crate::desk::screen::screened_by;
use crate::domain::agreement::{Brightness, Tally};
use crate::domain::checklist::ChecklistItem;
use crate::domain::interval::Proportion;
use crate::exchange::notice::item_short_key;
use crate::text::Text;

#[derive(clap::Args)]
pub(super) struct Args {
    /// Print an array of {item, brightness, against: {count, of, low, high}, clear: {…}}: of those that the machine
    /// spoke against, how many people marked too; of those that it had nothing against, how many were approved.
    #[arg(long)]
    json: bool,
}

pub(super) fn run(setting: &Setting, args: &Args) -> anyhow::Result<ExitCode> {
    let store = setting.open_to_read()?;
    let told = agreement(&store, screened_by(&store)?)?;
    if args.json {
        say(serde_json::to_string_pretty(&json(&told))?);
    } else {
        for line in lines(&told, &setting.text()) {
            say(line);
        }
    }
    Ok(if told.unreadable == 0 { ExitCode::SUCCESS } else { ExitCode::from(1) })
}

fn json(told: &Agreement) -> Vec<serde_json::Value> {
    let share = |share: Proportion| {
        let bounds = share.interval();
        serde_json::json!({
            "count": share.count,
            "of": share.of,
            "low": bounds.map(|(low, _)| low),
            "high": bounds.map(|(_, high)| high),
        })
    };
    let row = |((item, band), tally): (&(ChecklistItem, Option<Brightness>), &Tally)| {
        serde_json::json!({
            "item": item.code(),
            "brightness": band.map(Brightness::code),
            "against": share(tally.against()),
            "clear": share(tally.clear()),
        })
    };
    told.tallies.iter().map(row).collect()
}

/// The table, and what was not counted.
fn lines(told: &Agreement, text: &Text) -> Vec<String> {
    let counted = [("count", told.counted.to_string().into())];
    let mut lines = vec![text.with("agreement-counted", &counted)];
    if !told.tallies.is_empty() {
        let head = ["item", "brightness", "against", "clear"];
        let head = head.map(|head| text.get(&format!("agreement-head-{head}")).into_owned());
        let rows: Vec<[String; 4]> =
            std::iter::once(head).chain(told.tallies.iter().map(|row| cells(row, text))).collect();
        lines.extend(aligned(&rows));
        lines.push(text.get("agreement-what").into_owned());
    }
    for (key, count) in [
        ("unseen", told.unseen),
        ("otherwise", told.otherwise),
        ("rejections", told.rejections),
        ("unreadable", told.unreadable),
    ] {
        if count > 0 {
            let count = [("count", count.to_string().into())];
            lines.push(text.with(&format!("agreement-{key}"), &count));
        }
    }
    lines
}

fn cells(
    ((item, band), tally): (&(ChecklistItem, Option<Brightness>), &Tally),
    text: &Text,
) -> [String; 4] {
    let band = band.map_or("all", Brightness::code);
    [
        text.get(&item_short_key(*item)).into_owned(),
        text.get(&format!("agreement-brightness-{band}")).into_owned(),
        share_words(text, tally.against()),
        share_words(text, tally.clear()),
    ]
}

/// A share with its interval, such as `16 of 20: 80 % (58–92 %)`.
fn share_words(text: &Text, share: Proportion) -> String {
    let (Some(value), Some((low, high))) = (share.value(), share.interval()) else {
        return text.get("agreement-none").into_owned();
    };
    let percent = |share: f64| format!("{:.0}", share * 100.0);
    let values = [
        ("count", share.count.to_string().into()),
        ("of", share.of.to_string().into()),
        ("percent", percent(value).into()),
        ("low", percent(low).into()),
        ("high", percent(high).into()),
    ];
    text.with("agreement-share", &values)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Lang;

    #[test]
    fn the_table_says_how_often_people_agreed_and_what_was_left_out() {
        let tally =
            Tally { against_marked: 16, against_approved: 4, clear_marked: 0, clear_approved: 50 };
        let mut told = Agreement { counted: 70, unseen: 3, ..Agreement::default() };
        told.tallies.insert((ChecklistItem::FaceEyesOpen, None), tally);
        let dark = Tally { against_marked: 1, ..Tally::default() };
        told.tallies.insert((ChecklistItem::FaceEyesOpen, Some(Brightness::Dark)), dark);
        let lines = lines(&told, &Text::new(Lang::En)).join("\n");
        for part in ["16 of 20: 80 % (58–92 %)", "50 of 50: 100 % (93–100 %)", "1 of 1: 100 %"]
        {
            assert!(lines.contains(part), "{part}:\n{lines}");
        }
        assert!(lines.contains("dark") && lines.contains("3 decisions"), "{lines}");
        assert!(!lines.contains("can’t be read"), "{lines}");
        let json = json(&told);
        assert_eq!(json[0]["against"]["count"], 16);
        assert_eq!(json[1]["brightness"], "dark");
        assert_eq!(json[1]["clear"]["low"], serde_json::Value::Null);
    }
}
