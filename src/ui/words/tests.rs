//! What the tests of all words share: whether a sentence is Chinese throughout.

/// Whether every part of a sentence is Chinese, but for what the system or a decoder said in its own
/// language (`system`). A part without blanks is a name, a path or a number.
pub fn is_chinese(words: &str, system: &[&str]) -> bool {
    let own = system.iter().fold(words.to_owned(), |words, said| words.replace(said, ""));
    let is_han = |c: char| ('\u{4e00}'..='\u{9fff}').contains(&c);
    let mut parts = own.split(['。', '，', '；', '：', '（', '）', '、']).map(str::trim);
    own.contains(is_han) && parts.all(|part| part.contains(is_han) || !part.contains(' '))
}

#[test]
fn english_inside_chinese_is_noticed() {
    assert!(is_chinese("无法写入（No space left）：a.csv", &["No space left"]));
    assert!(!is_chinese("无法写入（No space left）：a.csv", &[]));
    assert!(!is_chinese("nobody is signed in", &[]));
    assert!(!is_chinese("未能导出：nobody is signed in", &[]));
}
