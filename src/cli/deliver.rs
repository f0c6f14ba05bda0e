//! `deliver --to DIR`, `deliver --preview`, `deliver --again N --to DIR`, `deliver --refused FILE --of N` and
//! `deliveries`.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use super::Setting;
use super::import::{ReadListArgs, run_list};
use super::meter::Meter;
use super::out::{complain, say};
use super::usage::OneOf;
use crate::desk::clock::now;
use crate::desk::deliver::{self, DeliverError, DeliveryOptions, Unfinished};
use crate::desk::import::ImportKind;
use crate::domain::delivery::{Delivery, NameTemplate, Split};
use crate::store::Store;
use crate::text::Text;
use crate::ui::words::deliveries::{name_fault, preview_lines, unfinished_line, unknown_line};
use crate::ui::words::when;

#[derive(clap::Args)]
pub(super) struct Args {
    /// The folder to make, which must not be there.
    #[arg(long, value_name = "DIR", required_unless_present_any = ["preview", "refused"])]
    to: Option<PathBuf>,
    /// A list (.csv or .xlsx) of what the receiver refuses of a delivery: student number, exam number or ID number, and
    /// why. Each photo's case is reopened for a supervisor.
    #[arg(long, value_name = "FILE", requires = "of", conflicts_with_all = ["to", "preview", "again", "names", "split"])]
    refused: Option<PathBuf>,
    /// With --refused: the number of the delivery.
    #[arg(long, value_name = "N", requires = "refused")]
    of: Option<u32>,
    #[command(flatten)]
    list: ReadListArgs,
    /// Only tell by department how many can be delivered, and who is missing and why.
    #[arg(long, conflicts_with_all = ["to", "again"])]
    preview: bool,
    /// Write the delivery of this number once more, byte for byte.
    #[arg(long, value_name = "N", conflicts_with_all = ["names", "split"])]
    again: Option<u32>,
    /// With --again: leave out whose personal information was erased since, and list their submissions.
    #[arg(long, requires = "again")]
    without_erased: bool,
    /// How the photos are named: a text with {no}, {exam_no} or {id_number} that ends in .jpg; beside them only letters
    /// a-z, digits, - _ and a dot, since it stays in the log for good.
    #[arg(long, value_name = "TEMPLATE", default_value = "{no}.jpg", value_parser = NameTemplate::new)]
    names: NameTemplate,
    /// Into which folders they are split: none, department, or a number of photos for each.
    #[arg(long, value_name = "HOW", default_value = "none", value_parser = split)]
    split: Split,
}

fn split(text: &str) -> Result<Split, OneOf> {
    match text {
        "none" => Ok(Split::Whole),
        "department" => Ok(Split::Department),
        number => match number.parse() {
            Ok(most) if most > 0 => Ok(Split::Number { most }),
            _ => Err(OneOf("none, department, 1, 2, 3, …".to_owned())),
        },
    }
}

pub(super) fn run(setting: &Setting, args: Args) -> anyhow::Result<ExitCode> {
    if let (Some(file), Some(delivery)) = (&args.refused, args.of) {
        return run_list(setting, ImportKind::Refusals { delivery }, file, &args.list);
    }
    let text = setting.text();
    if args.list.is_said() {
        // A delivery has no --dry-run: nobody shall think that it was one.
        complain(text.get("cli-deliver-list"));
        return Ok(ExitCode::from(2));
    }
    let options = DeliveryOptions { names: args.names, split: args.split };
    let Some(to) = args.to else { return preview(setting, &options) };
    let mut store = setting.open_existing()?;
    let (actor, mut meter) = (Setting::operator(), Meter::new(&text));
    tell_unknown(&text, &store)?;
    // That a delivery has no folder is told by the refusal, and mended by `--again`.
    let left = deliver::unfinished(&store, &actor)?;
    for one in left.iter().filter(|one| !matches!(one, Unfinished::Unplaced { .. })) {
        say(unfinished_line(&text, one));
    }
    let mut show = |progress| meter.show(progress);
    let done = match args.again {
        Some(number) if args.without_erased => {
            deliver::again_without_erased(&mut store, number, &to, &actor, now, &mut show)
        }
        Some(number) => deliver::again(&mut store, number, &to, &actor, now, &mut show),
        None => deliver::deliver(&mut store, &options, &to, &actor, now, &mut show),
    };
    meter.end();
    tell(&text, &done?, &to);
    let list = to.join(deliver::WITHOUT);
    if args.without_erased && list.is_file() {
        say(text.with("delivery-without", &[("path", list.display().to_string().into())]));
    }
    Ok(ExitCode::SUCCESS)
}

fn tell(text: &Text, delivery: &Delivery, to: &Path) {
    let values = [
        ("number", delivery.number.to_string().into()),
        ("photos", delivery.photos.to_string().into()),
        ("path", to.display().to_string().into()),
        ("manifest", delivery.manifest.hex().into()),
    ];
    say(text.with("delivery-done", &values));
}

fn tell_unknown(text: &Text, store: &Store) -> anyhow::Result<()> {
    let unknown = deliver::unknown_deliveries(store, &Setting::operator())?;
    if !unknown.is_empty() {
        say(unknown_line(text, &unknown));
    }
    Ok(())
}

fn tell_unfinished(text: &Text, store: &Store) -> anyhow::Result<()> {
    tell_unknown(text, store)?;
    for one in deliver::unfinished(store, &Setting::operator())? {
        say(unfinished_line(text, &one));
    }
    Ok(())
}

/// Exit code 1 where photos could not be named so.
fn preview(setting: &Setting, options: &DeliveryOptions) -> anyhow::Result<ExitCode> {
    let store = setting.open_to_read()?;
    let text = setting.text();
    tell_unfinished(&text, &store)?;
    let rows = deliver::candidates(&store, &Setting::operator()).map_err(DeliverError::from)?;
    for line in preview_lines(&text, &deliver::by_department(&rows)) {
        say(line);
    }
    let faults = deliver::name_faults(rows, options);
    for fault in &faults {
        say(name_fault(&text, fault));
    }
    Ok(if faults.is_empty() { ExitCode::SUCCESS } else { ExitCode::from(1) })
}

pub(super) fn list(setting: &Setting) -> anyhow::Result<ExitCode> {
    let store = setting.open_to_read()?;
    let text = setting.text();
    tell_unfinished(&text, &store)?;
    let deliveries = deliver::deliveries(&store, &Setting::operator())?;
    for past in &deliveries {
        let delivery = &past.delivery;
        let values = [
            ("number", delivery.number.to_string().into()),
            ("time", when::date_and_time(past.at).into()),
            ("by", past.by.to_string().into()),
            ("photos", delivery.photos.to_string().into()),
            ("names", delivery.names.to_string().into()),
            ("erased", past.erased.to_string().into()),
            ("refused", past.refused.to_string().into()),
            ("manifest", delivery.manifest.hex().into()),
        ];
        say(text.with("delivery-line", &values));
        if !delivery.corrects.is_empty() {
            let numbers: Vec<String> = delivery.corrects.iter().map(u32::to_string).collect();
            let numbers = numbers.join(&text.get("history-comma"));
            say(text.with("delivery-corrects", &[("numbers", numbers.into())]));
        }
    }
    if deliveries.is_empty() {
        say(text.get("delivery-none"));
    }
    Ok(ExitCode::SUCCESS)
}
