//! Encodes the JPEG files of these tests: blocks to symbols and bits (T.81, F.1.2 and G.1.2), and those
//! to bytes.

use std::collections::BTreeMap;

/// A code table: whether it is for the higher frequencies, and for which components.
type Table = (bool, u8);

/// A piece of a scan.
#[derive(Debug, Clone, Copy)]
pub(super) enum Token {
    Symbol(Table, u8),
    Bits(u32, u32),
    Restart,
}

/// The tokens of one scan, in the order of its blocks.
pub(super) struct Tokens {
    ss: usize,
    se: usize,
    ah: u32,
    al: u32,
    made: Vec<Token>,
    /// The previous lowest frequency of each component.
    last: BTreeMap<usize, i32>,
    table: Table,
    /// How many blocks have ended without being written yet, and the bits that follow once they are.
    ended: u32,
    held: Vec<Token>,
}

fn length(value: i32) -> u32 {
    32 - value.unsigned_abs().leading_zeros()
}

/// The bits of a value. Negative values are written as one less, cut to their length.
fn bits(value: i32) -> Token {
    let count = length(value);
    let from = if value < 0 { value - 1 } else { value };
    Token::Bits(from as u32 & ((1 << count) - 1), count)
}

impl Tokens {
    pub(super) fn new(ss: usize, se: usize, ah: u32, al: u32) -> Self {
        let (made, last, held) = (Vec::new(), BTreeMap::new(), Vec::new());
        Self { ss, se, ah, al, made, last, table: (true, 0), ended: 0, held }
    }

    pub(super) fn restart(&mut self) {
        self.tell_ended();
        self.last.clear();
        self.made.push(Token::Restart);
    }

    pub(super) fn end(mut self) -> Vec<Token> {
        self.tell_ended();
        self.made
    }

    pub(super) fn block(&mut self, component: usize, block: &[i32; 64], progressive: bool) {
        let codes = u8::from(component > 0);
        self.table = (true, codes);
        if self.ss == 0 && self.ah == 0 {
            let value = block[0] >> self.al;
            let step = value - self.last.insert(component, value).unwrap_or(0);
            self.made.push(Token::Symbol((false, codes), length(step) as u8));
            self.made.push(bits(step));
        } else if self.ss == 0 {
            self.made.push(Token::Bits(block[0] as u32 >> self.al & 1, 1));
        }
        match (progressive, self.ss, self.ah) {
            (false, ..) => self.higher(&block[1..], false),
            (true, 0, _) => {}
            (true, _, 0) => self.higher(&block[self.ss..=self.se], true),
            (true, ..) => self.refine(&block[self.ss..=self.se]),
        }
    }

    fn symbol(&mut self, symbol: u32) {
        self.made.push(Token::Symbol(self.table, symbol as u8));
    }

    /// Writes the higher frequencies for the first time.
    fn higher(&mut self, values: &[i32], runs: bool) {
        let mut zeros = 0;
        for value in values {
            let value = (value.abs() >> self.al) * value.signum();
            if value == 0 {
                zeros += 1;
                continue;
            }
            self.tell_ended();
            for _ in 0..zeros / 16 {
                self.symbol(0xF0);
            }
            self.symbol(((zeros % 16) << 4) | length(value));
            self.made.push(bits(value));
            zeros = 0;
        }
        if zeros > 0 {
            self.ended += 1;
            if !runs || self.ended == 0x7FFF {
                self.tell_ended();
            }
        }
    }

    /// Writes one more bit of the higher frequencies.
    fn refine(&mut self, values: &[i32]) {
        let known: Vec<u32> = values.iter().map(|value| value.unsigned_abs() >> self.al).collect();
        let last_new = known.iter().rposition(|known| *known == 1);
        let (mut zeros, mut held) = (0, Vec::new());
        for (at, (known, value)) in known.iter().zip(values).enumerate() {
            if *known == 0 {
                zeros += 1;
                continue;
            }
            while zeros > 15 && last_new.is_some_and(|last| at <= last) {
                self.tell_ended();
                self.symbol(0xF0);
                zeros -= 16;
                self.made.append(&mut held);
            }
            if *known > 1 {
                held.push(Token::Bits(known & 1, 1));
                continue;
            }
            self.tell_ended();
            self.symbol(zeros << 4 | 1);
            self.made.push(Token::Bits(u32::from(*value > 0), 1));
            self.made.append(&mut held);
            zeros = 0;
        }
        if zeros > 0 || !held.is_empty() {
            self.ended += 1;
            self.held.append(&mut held);
            if self.ended == 0x7FFF {
                self.tell_ended();
            }
        }
    }

    fn tell_ended(&mut self) {
        if self.ended > 0 {
            let count = self.ended.ilog2();
            self.symbol(count << 4);
            self.made.push(Token::Bits(self.ended & ((1 << count) - 1), count));
            self.ended = 0;
            self.made.append(&mut self.held);
        }
    }
}

/// The code of each symbol: its bits, and how many they are.
pub(super) struct Codes(BTreeMap<Table, BTreeMap<u8, (u32, u32)>>);

/// Makes codes in which frequent symbols are short. Each is one bit longer than in the best code: they
/// then fill half of the code space, and need no balancing.
pub(super) fn codes(scans: &[&[Token]]) -> Codes {
    let mut counts: BTreeMap<Table, BTreeMap<u8, u32>> = BTreeMap::new();
    for token in scans.iter().copied().flatten() {
        if let Token::Symbol(table, symbol) = token {
            *counts.entry(*table).or_default().entry(*symbol).or_default() += 1;
        }
    }
    let table = |counts: BTreeMap<u8, u32>| {
        let all = f64::from(counts.values().sum::<u32>());
        let length = |count: u32| (all / f64::from(count)).log2().ceil() as u32 + 1;
        let mut lengths: Vec<(u32, u8)> =
            counts.iter().map(|(symbol, count)| (length(*count).min(16), *symbol)).collect();
        lengths.sort_unstable();
        let (mut code, mut before) = (0, 0);
        let mut codes = BTreeMap::new();
        for (length, symbol) in lengths {
            code <<= length - before;
            codes.insert(symbol, (code, length));
            (code, before) = (code + 1, length);
        }
        codes
    };
    Codes(counts.into_iter().map(|(of, counts)| (of, table(counts))).collect())
}

impl Codes {
    /// The segments that define these codes.
    pub(super) fn segment(&self) -> Vec<u8> {
        let mut made = Vec::new();
        for ((higher, id), codes) in &self.0 {
            let mut ordered: Vec<(u32, u8)> =
                codes.iter().map(|(symbol, (_, length))| (*length, *symbol)).collect();
            ordered.sort_unstable();
            made.extend([0xFF, 0xC4]);
            made.extend((19 + ordered.len() as u16).to_be_bytes());
            made.push(u8::from(*higher) << 4 | id);
            let count = |length: u32| ordered.iter().filter(|(own, _)| *own == length).count();
            made.extend((1..=16).map(|length| count(length) as u8));
            made.extend(ordered.iter().map(|(_, symbol)| *symbol));
        }
        made
    }

    /// The bytes of a scan.
    pub(super) fn written(&self, tokens: &[Token]) -> Vec<u8> {
        let (mut made, mut waiting, mut held, mut restarts) = (Vec::new(), 0_u64, 0, 0_u8);
        for token in tokens {
            let (more, count) = match *token {
                Token::Symbol(table, symbol) => self.0[&table][&symbol],
                Token::Bits(more, count) => (more, count),
                // Ones up to the next whole byte.
                Token::Restart => ((1 << ((8 - held % 8) % 8)) - 1, (8 - held % 8) % 8),
            };
            waiting = waiting << count | u64::from(more);
            held += count;
            while held >= 8 {
                held -= 8;
                push(&mut made, (waiting >> held) as u8);
            }
            if matches!(token, Token::Restart) {
                made.extend([0xFF, 0xD0 + restarts % 8]);
                restarts = restarts.wrapping_add(1);
            }
        }
        if held > 0 {
            push(&mut made, (waiting << (8 - held)) as u8 | ((1 << (8 - held)) - 1));
        }
        made
    }
}

/// Writes a byte of a scan. An FF would begin a marker, so a 0 follows it.
fn push(made: &mut Vec<u8>, byte: u8) {
    made.push(byte);
    if byte == 0xFF {
        made.push(0);
    }
}
