//! Drives the real window: a display of its own (Xvfb), a window manager, the program, keys.

use std::fs;
use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, sync_channel};
use std::time::{Duration, Instant};

/// The program under test.
pub const PROGRAM: &str = env!("CARGO_BIN_EXE_photo-review");

/// What the program says of itself when asked by `RUST_LOG`: one line for each photo painted, and so on.
const PROBE: &str = "photo_review::probe: ";

/// Runs the program on a store to its end and returns what it printed; it must succeed.
pub fn program(store: &Path, args: &[&str]) -> String {
    let done = Command::new(PROGRAM).arg("--store").arg(store).args(args).output().expect("runs");
    let stdout = String::from_utf8_lossy(&done.stdout).into_owned();
    assert!(done.status.success(), "{args:?}: {stdout}{}", String::from_utf8_lossy(&done.stderr));
    stdout
}

/// An X server without a screen, with a window manager so that windows get the focus.
pub struct Display {
    server: Child,
    manager: Child,
    name: String,
}

impl Display {
    /// Starts both; the server chooses a free display number.
    pub fn start(width: u32, height: u32) -> Self {
        let mut server = Command::new("Xvfb")
            .args(["-displayfd", "1", "-screen", "0", &format!("{width}x{height}x24")])
            // Without -noreset the server begins anew whenever its last client leaves, and throws out a
            // manager that is just coming.
            .args(["-nolisten", "tcp", "-noreset", "+extension", "GLX"])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("Xvfb starts (apt-get install xvfb)");
        let mut number = String::new();
        let stdout = server.stdout.take().expect("piped");
        BufReader::new(stdout).read_line(&mut number).expect("the display's number");
        let name = format!(":{}", number.trim());
        let manager = Command::new("openbox")
            .env("DISPLAY", &name)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("openbox starts (apt-get install openbox)");
        let display = Self { server, manager, name };
        display.wait_for_manager();
        display
    }

    /// A window that is mapped while the manager is still starting may stay hidden for ever.
    fn wait_for_manager(&self) {
        let end = Instant::now() + Duration::from_secs(30);
        loop {
            let check = ["-root", "_NET_SUPPORTING_WM_CHECK"];
            let asked = Command::new("xprop").args(check).env("DISPLAY", &self.name).output();
            let answer = asked.expect("xprop runs (apt-get install x11-utils)").stdout;
            if String::from_utf8_lossy(&answer).contains("window id") {
                return;
            }
            assert!(Instant::now() < end, "openbox did not start on {}", self.name);
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    fn tool(&self, program: &str, args: &[&str]) {
        // A window that never comes must fail the test, not hang it.
        let mut timed = Command::new("timeout");
        let done = timed.args(["60", program]).args(args).env("DISPLAY", &self.name).output();
        let done = done.unwrap_or_else(|error| panic!("{program} runs: {error}"));
        assert!(done.status.success(), "{program} {args:?}: {done:?}");
    }

    /// Waits until the program's window is there and has the focus.
    pub fn focus(&self) {
        let window = ["search", "--sync", "--onlyvisible", "--class", "photo-review"];
        self.tool("xdotool", &[&window[..], &["windowactivate", "--sync"]].concat());
    }

    /// Presses and lets go of a key, such as `a`, `Return`, `shift+Tab`.
    pub fn key(&self, key: &str) {
        self.tool("xdotool", &["key", "--clearmodifiers", key]);
    }

    /// Presses a key and keeps it down; the X server repeats it.
    pub fn key_down(&self, key: &str) {
        self.tool("xdotool", &["keydown", key]);
    }

    /// Lets go of a key.
    pub fn key_up(&self, key: &str) {
        self.tool("xdotool", &["keyup", key]);
    }

    /// Clicks at a place in the program's window, in points from its upper left corner.
    #[allow(dead_code, reason = "not every test clicks")]
    pub fn click(&self, x: u32, y: u32) {
        let window = ["search", "--onlyvisible", "--class", "photo-review"];
        let (x, y) = (x.to_string(), y.to_string());
        let click = ["mousemove", "--window", "%1", &x, &y, "click", "1"];
        self.tool("xdotool", &[&window[..], &click].concat());
    }

    /// Types a text, tabs too, as fast as the display takes it: faster than it is drawn.
    pub fn type_text(&self, text: &str) {
        self.tool("xdotool", &["type", "--delay", "0", text]);
    }

    /// Keeps what the screen shows, as a PNG.
    pub fn screenshot(&self, to: &Path) {
        if let Some(dir) = to.parent() {
            fs::create_dir_all(dir).expect("folder for screenshots");
        }
        self.tool("import", &["-window", "root", &to.to_string_lossy()]);
    }
}

impl Drop for Display {
    fn drop(&mut self) {
        for child in [&mut self.manager, &mut self.server] {
            end(child);
        }
    }
}

/// The running program with its window.
pub struct Console {
    child: Child,
    lines: Receiver<String>,
}

impl Console {
    /// Starts the program on a store, with settings of its own so that a developer's are left alone.
    pub fn start(display: &Display, store: &Path, settings: &Path) -> Self {
        // Photos are not screened meanwhile: what is timed here is the console alone.
        let folder = settings.join("photo-review");
        if !folder.exists() {
            std::fs::create_dir_all(&folder).expect("made");
            std::fs::write(folder.join("settings.toml"), "screening = false\n").expect("written");
        }
        let mut child = Command::new(PROGRAM)
            .arg("--store")
            .arg(store)
            .env("DISPLAY", &display.name)
            .env_remove("WAYLAND_DISPLAY")
            .env("XDG_CONFIG_HOME", settings)
            .env("LIBGL_ALWAYS_SOFTWARE", "1")
            .env("RUST_LOG", "warn,photo_review::probe=trace")
            .env("NO_COLOR", "1")
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program starts");
        let stderr = child.stderr.take().expect("piped");
        let (to, lines) = sync_channel(100_000);
        std::thread::Builder::new()
            .name("stderr".to_owned())
            .spawn(move || {
                for line in BufReader::new(stderr).lines().map_while(Result::ok) {
                    if to.send(line).is_err() {
                        return;
                    }
                }
            })
            .expect("a thread");
        Self { child, lines }
    }

    /// The process id.
    #[allow(dead_code, reason = "the benches look at memory and processor time by it")]
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Waits for a probe line that begins with `start` and returns its words.
    pub fn wait_for(&self, start: &str) -> Vec<String> {
        self.wait_within(start, Duration::from_mins(1))
            .unwrap_or_else(|seen| panic!("no line {start:?} in a minute; seen: {seen:#?}"))
    }

    /// Waits for a probe line that begins with `start`, or gives back what was seen instead.
    pub fn wait_within(&self, start: &str, patience: Duration) -> Result<Vec<String>, Vec<String>> {
        let end = Instant::now() + patience;
        let mut seen = Vec::new();
        loop {
            let left = end.saturating_duration_since(Instant::now());
            match self.lines.recv_timeout(left) {
                Ok(line) => {
                    if let Some((_, said)) = line.split_once(PROBE)
                        && said.starts_with(start)
                    {
                        return Ok(said.split_whitespace().map(str::to_owned).collect());
                    }
                    seen.push(line);
                }
                Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => {
                    return Err(seen);
                }
            }
        }
    }
}

impl Drop for Console {
    fn drop(&mut self) {
        end(&mut self.child);
    }
}

fn end(child: &mut Child) {
    // It may have ended by itself already.
    drop(child.kill());
    drop(child.wait());
}
