//! Tests of the screen for deliveries, by label.

use egui::accesskit::Role as Widget;
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;

use super::*;
use crate::desk::deliver::{DeliverError, NameFault};
use crate::desk::delivery_overview::{DepartmentOverview, UndeliveredStudent};
use crate::desk::progress::{Progress, Stage};
use crate::domain::account::{AccountName, Actor};
use crate::domain::delivery::Delivery;
use crate::domain::lifecycle::Refusal;
use crate::domain::samples;
use crate::domain::student::{Student, StudentNo};
use crate::exchange::delivery::FolderError;
use crate::store::{Cause, PastDelivery, RecordError};
use crate::text::Lang;
use crate::ui::queue::tests::now;
use crate::ui::tests::dress::dress;
use crate::ui::words::events::tests::student;

struct Shown {
    screen: Deliver,
    shared: Shared,
    wishes: Vec<Wish>,
}

/// The screen as somebody sees it, before anything was read.
fn shown_to<'a>(role: Role, lang: Lang) -> Harness<'a, Shown> {
    let draw = move |ui: &mut Ui, state: &mut Shown| {
        let wishes = state.screen.show(ui, &state.shared);
        state.wishes.extend(wishes);
    };
    let account = AccountName::new("sun").expect("a name");
    let shared = Shared::of_test(lang, now()).with(Actor { account, role });
    let mut screen = Deliver::default();
    screen.enter(&shared);
    let mut harness = dress(draw, Shown { screen, shared, wishes: Vec::new() });
    harness.run();
    harness
}

fn no(number: u32) -> StudentNo {
    StudentNo::new(&format!("2026E80132{number:05}")).expect("a number")
}

fn past(number: u32, erased: u64) -> PastDelivery {
    let delivery = Delivery { number, photos: 2, ..samples::delivery() };
    let by = AccountName::new("sun").expect("a name");
    PastDelivery { delivery, by, at: now(), erased, refused: 0 }
}

/// Of one department two photos can leave and two students are missing; of another nothing is there.
pub fn overview(options: &DeliveryOptions) -> DeliveryOverview {
    let one = |number, name: &str| UndeliveredStudent { no: no(number), name: name.to_owned() };
    let maths = DepartmentOverview {
        deliverable: 2,
        others: [
            (Undeliverable::NotSubmitted, vec![one(3, "李雷"), one(4, "韩梅梅")]),
            (Undeliverable::Delivered, vec![one(5, "欧阳䶮")]),
        ]
        .into(),
    };
    let physics = DepartmentOverview {
        deliverable: 0,
        others: [(Undeliverable::InReview, vec![one(6, "王敏")])].into(),
    };
    let departments = [("数学科学学院".to_owned(), maths), ("物理科学学院".to_owned(), physics)];
    DeliveryOverview {
        options: options.clone(),
        deliverable: 2,
        departments: departments.into(),
        faults: Vec::new(),
        sample: Some(Student { id_number: None, ..student() }),
        past: vec![past(2, 0), past(1, 1)],
    }
}

/// The options that the screen asked for last; nothing is asked for twice.
fn asked(screen: &mut Harness<'_, Shown>) -> DeliveryOptions {
    let wishes = std::mem::take(&mut screen.state_mut().wishes);
    match &wishes[..] {
        [Wish::Send(Command::Deliveries(options))] => options.clone(),
        _ => panic!("{wishes:?}"),
    }
}

fn tell(screen: &mut Harness<'_, Shown>, update: &Update<Picture>) {
    let state = screen.state_mut();
    let wishes = state.screen.take(update, &state.shared);
    state.wishes.extend(wishes);
    if let Update::Job(update) = update {
        state.shared.jobs.take(update, now());
    }
    screen.run();
}

fn read(screen: &mut Harness<'_, Shown>, overview: DeliveryOverview) {
    tell(screen, &Update::Deliveries(DeliveriesUpdate::Read(Arc::new(overview))));
}

/// The screen of an administrator to whom all was read.
fn shown<'a>(lang: Lang) -> Harness<'a, Shown> {
    let mut screen = shown_to(Role::Administrator, lang);
    let options = asked(&mut screen);
    read(&mut screen, overview(&options));
    assert!(screen.state().wishes.is_empty(), "it is fresh");
    screen
}

fn click(screen: &mut Harness<'_, Shown>, label: &str) {
    screen.get_by_role_and_label(Widget::Button, label).click();
    screen.run();
}

fn shows(screen: &Harness<'_, Shown>, words: &str) -> bool {
    screen.query_all_by_label_contains(words).next().is_some()
}

/// Does as a console does with the job that the screen has wished for.
fn begun(screen: &mut Harness<'_, Shown>) -> (Work, JobId) {
    let state = screen.state_mut();
    let Some(Wish::Start(work)) = state.wishes.pop() else { panic!("{:?}", state.wishes) };
    let id = state.shared.jobs.begin(&work, now()).expect("a job");
    (work, id)
}

fn ends(screen: &mut Harness<'_, Shown>, id: JobId, outcome: JobOutcome) {
    tell(screen, &Update::Job(JobUpdate::Ended { id, outcome }));
}

/// The administrator picks a place and delivers; the job.
fn deliver(screen: &mut Harness<'_, Shown>) -> (Work, JobId) {
    let state = screen.state_mut();
    let _none = state.screen.picked(Pick::Delivery, Some("/out".into()), &state.shared);
    screen.run();
    click(screen, "交付 2 张照片……");
    let options = asked(screen);
    read(screen, overview(&options));
    assert!(shows(screen, "交付 2 张照片？") && shows(screen, "交付后不能撤销"));
    click(screen, "确认交付");
    begun(screen)
}

#[test]
fn what_can_be_delivered_and_who_is_missing_is_read_before_anything_leaves() {
    let mut screen = shown_to(Role::Administrator, Lang::Zh);
    assert!(shows(&screen, "正在读取……"));
    let options = asked(&mut screen);
    read(&mut screen, overview(&options));
    let all = "全部院系：尚未提交 2 人";
    for words in [all, "数学科学学院：已交付 1 人", "物理科学学院：审核中 1 人"]
    {
        assert!(screen.query_by_role_and_label(Widget::Link, words).is_some(), "{words}");
    }
    screen.get_by_role_and_label(Widget::Link, all).click();
    screen.run();
    assert!(shows(&screen, no(3).as_str()) && shows(&screen, no(4).as_str()));
    assert!(!shows(&screen, no(6).as_str()), "they are in review");
    screen.key_press(Key::Escape);
    screen.run();
    assert!(!shows(&screen, no(3).as_str()));
}

#[test]
fn a_delivery_is_asked_for_twice_made_and_told() {
    let mut screen = shown(Lang::Zh);
    assert!(shows(&screen, "请选择新文件夹的位置"));
    click(&mut screen, "交付 2 张照片……");
    assert!(!shows(&screen, "确认交付") && screen.state().wishes.is_empty(), "no folder");
    let (work, id) = deliver(&mut screen);
    let Work::Deliver { which: DeliverWork::New(options), path } = &work else {
        panic!("{work:?}")
    };
    assert_eq!(options.names.to_string(), "{no}.jpg");
    assert_eq!(path, &Path::new("/out").join("交付-3"));
    let progress = Progress { stage: Stage::Delivering, done: 1, total: 2, bytes: 0 };
    tell(&mut screen, &Update::Job(JobUpdate::Progress { id, progress }));
    assert!(shows(&screen, "写入标准照") && shows(&screen, "1 / 2"));
    assert!(shows(&screen, "正在写出一次交付"), "no second one beside it");
    let delivery = Delivery { number: 3, photos: 2, entries: 1234, ..samples::delivery() };
    let (path, again) = (path.clone(), false);
    let written = WrittenDelivery { delivery, again, path };
    ends(&mut screen, id, JobOutcome::Delivered(Box::new(written)));
    for words in ["第 3 次交付已完成：2 张标准照", "交付-3", "第 1,234 条，0000"] {
        assert!(shows(&screen, words), "{words}");
    }
    let _again = asked(&mut screen);
    assert!(screen.state().screen.choices.folder.is_empty(), "it is there now");
}

#[test]
fn a_delivery_can_be_stopped() {
    let mut screen = shown(Lang::Zh);
    let (_, id) = deliver(&mut screen);
    screen.run();
    click(&mut screen, "取消任务");
    let stops = |wish: &Wish| matches!(wish, Wish::Stop(stopped) if *stopped == id);
    assert!(screen.state().wishes.last().is_some_and(stops));
    ends(&mut screen, id, JobOutcome::Cancelled);
    assert!(shows(&screen, "已停止：没有交付任何照片"));
    assert!(shows(&screen, "交付 2 张照片……"));
}

#[test]
fn a_refusal_says_in_the_readers_language_what_to_do_and_leaves_the_choices() {
    let path = || PathBuf::from("/out/a");
    let full = FolderError::NoRoom { needed: 3 << 20, free: 1 << 20, path: path() };
    let (why, cause) = ("unheard-of".to_owned(), Cause::Full);
    let written_full = FolderError::File { cause, why, path: path() };
    let overtaken = RecordError::Refused(Refusal::DeliveryOvertaken);
    let cases = [
        (DeliverError::Folder(written_full), "请腾出空间后再试"),
        (DeliverError::Record(overtaken), "请重新交付"),
        (DeliverError::Elsewhere, "正在进行另一次交付"),
        (DeliverError::Folder(FolderError::Exists(path())), "请另取文件夹名"),
        (DeliverError::Folder(full), "磁盘空间不足：需要 3 MiB，剩余 1 MiB"),
        (DeliverError::Nothing, "没有可以交付的照片"),
    ];
    for (why, words) in cases {
        let mut screen = shown(Lang::Zh);
        let (_, id) = deliver(&mut screen);
        ends(&mut screen, id, JobOutcome::Failed { why: JobFault::Deliver(why) });
        assert!(shows(&screen, words) && shows(&screen, "未能写出："), "{words}");
        assert!(screen.state().screen.choices.folder.ends_with("交付-3"));
        screen.get_by_role_and_label(Widget::Button, "关闭").click();
        screen.run();
        assert!(!shows(&screen, "未能写出："));
    }
}

#[test]
fn photos_that_cannot_be_named_are_named_before_and_hold_the_delivery_back() {
    let mut screen = shown(Lang::Zh);
    let state = screen.state_mut();
    let _none = state.screen.picked(Pick::Delivery, Some("/out".into()), &state.shared);
    screen.run();
    screen.get_by_role_and_label(Widget::ComboBox, "照片命名").click();
    screen.run();
    screen.get_by_label("考生号").click();
    screen.run();
    let options = asked(&mut screen);
    assert_eq!(options.names.to_string(), "{exam_no}.jpg");
    let same = NameFault::Same { students: [no(1), no(2)], name: "x1.jpg".to_owned() };
    read(&mut screen, DeliveryOverview { faults: vec![same; 9], ..overview(&options) });
    assert!(shows(&screen, "9 张照片不能这样命名"));
    assert!(shows(&screen, &format!("{} 与 {}：照片文件会同名", no(1), no(2))));
    click(&mut screen, "交付 2 张照片……");
    assert!(!shows(&screen, "确认交付"), "it is held back");
    click(&mut screen, "查看全部");
    assert!(shows(&screen, "不能这样命名的照片：9 张"));
}

#[test]
fn a_pattern_that_is_none_says_so_and_the_example_follows_one_that_is() {
    let mut screen = shown(Lang::En);
    assert!(shows(&screen, "Example: photos/2026E8013282001.jpg"));
    let choices = &mut screen.state_mut().screen.choices;
    choices.named_by = choices::NamedBy::Own;
    "{no}-2026.jpg".clone_into(&mut choices.pattern);
    screen.run();
    assert!(shows(&screen, "Example: photos/2026E8013282001-2026.jpg"));
    assert_eq!(asked(&mut screen).names.to_string(), "{no}-2026.jpg");
    "{name}.jpg".clone_into(&mut screen.state_mut().screen.choices.pattern);
    screen.run();
    assert!(shows(&screen, "makes no folders and ends in .jpg"));
    assert!(screen.state().wishes.is_empty(), "nothing to ask for");
}

#[test]
fn an_earlier_delivery_is_written_again_unless_somebody_of_it_was_erased() {
    let mut screen = shown(Lang::Zh);
    click(&mut screen, "以往交付（2）");
    click(&mut screen, "重新写出…… 1");
    assert!(!shows(&screen, "重新写出第 1 次交付？"), "its student was erased");
    click(&mut screen, "重新写出…… 2");
    assert!(shows(&screen, "重新写出第 2 次交付？") && shows(&screen, "逐字节相同"));
    // The one of the window, which is drawn behind the screen's own.
    let picks = screen.get_all_by_role_and_label(Widget::Button, "选择位置……");
    picks.last().expect("a button").click();
    screen.run();
    let state = screen.state_mut();
    assert!(matches!(state.wishes.pop(), Some(Wish::Pick(Pick::Delivery))));
    let _none = state.screen.picked(Pick::Delivery, Some("/out".into()), &state.shared);
    screen.run();
    click(&mut screen, "重新写出");
    let (work, id) = begun(&mut screen);
    let Work::Deliver { which: DeliverWork::Again(2), path } = work else { panic!("{work:?}") };
    assert_eq!(path, Path::new("/out").join("交付-2-重新写出"));
    let delivery = Delivery { number: 2, photos: 2, ..samples::delivery() };
    let written = WrittenDelivery { delivery, again: true, path };
    ends(&mut screen, id, JobOutcome::Delivered(Box::new(written)));
    assert!(shows(&screen, "第 2 次交付已重新写出：2 张标准照"));
}

#[test]
fn a_supervisor_looks_and_delivers_nothing() {
    let mut screen = shown_to(Role::Supervisor, Lang::Zh);
    let options = asked(&mut screen);
    read(&mut screen, overview(&options));
    assert!(shows(&screen, "交付由管理员进行") && shows(&screen, "全部院系"));
    assert!(!shows(&screen, "张照片……"));
    click(&mut screen, "以往交付（2）");
    assert!(shows(&screen, "2026-11-24") && !shows(&screen, "重新写出"));
}

#[test]
fn what_could_not_be_read_is_told_and_read_again() {
    let mut screen = shown_to(Role::Administrator, Lang::Zh);
    let _options = asked(&mut screen);
    let why = QueueFault::Panicked("unheard-of".to_owned());
    tell(&mut screen, &Update::Deliveries(DeliveriesUpdate::Refused(why)));
    assert!(shows(&screen, "无法读取可交付的照片") && screen.state().wishes.is_empty());
    click(&mut screen, "重试");
    let options = asked(&mut screen);
    read(&mut screen, overview(&options));
    assert!(!shows(&screen, "无法读取可交付的照片"));
    let state = screen.state_mut();
    let wishes = state.screen.tick(&state.shared);
    assert_eq!(wishes.len(), 1, "somebody looks at it");
    state.screen.leave(&state.shared);
    assert!(state.screen.tick(&state.shared).is_empty());
}
