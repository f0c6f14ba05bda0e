//! Invented students: the same number always gives the same student.

use crate::domain::student::{Student, StudentNo};

const FAMILIES: &[&str] = &[
    "王", "李", "张", "刘", "陈", "杨", "赵", "黄", "周", "吴", "徐", "孙", "胡", "朱", "高", "林",
    "何", "郭", "马", "罗", "欧阳", "司马", "诸葛", "上官",
];
const GIVEN: &[&str] = &[
    "伟", "芳", "娜", "敏", "静", "丽", "强", "磊", "洋", "艳", "勇", "军", "杰", "娟", "涛", "明",
    "超", "秀英", "霞", "平", "刚", "桂英", "文博", "子涵", "梓萱", "浩然", "雨桐", "思远", "䶮",
    "㛃", "一诺",
];
const DEPARTMENTS: &[&str] = &[
    "计算机学院",
    "物理科学学院",
    "化学科学学院",
    "数学科学学院",
    "生命科学学院",
    "材料科学学院",
    "电子学院",
    "经济与管理学院",
    "地球与行星科学学院",
    "人工智能学院",
];
const PROGRAMMES: &[&str] = &["硕士", "博士", "本科"];
const CAMPUSES: &[&str] = &["雁栖湖", "玉泉路", "中关村", "奥运村"];

fn pick<'a>(list: &[&'a str], n: u64) -> &'a str {
    list.get((n % list.len() as u64) as usize).copied().unwrap_or_default()
}

/// The nth invented student.
pub(super) fn student(n: u64) -> anyhow::Result<Student> {
    // These factors share no divisor with the lists' lengths, so that neighbours differ in everything.
    let name = format!("{}{}", pick(FAMILIES, n * 7 + 3), pick(GIVEN, n * 17 + n / 31));
    Ok(Student {
        no: StudentNo::new(&format!("2026E9{n:08}"))?,
        name,
        id_number: None,
        exam_no: None,
        department: pick(DEPARTMENTS, n * 3).to_owned(),
        programme: pick(PROGRAMMES, n).to_owned(),
        campus: pick(CAMPUSES, n / 3).to_owned(),
        reference_photo: None,
    })
}
