-- What the store asks of everybody who works on it; without a row, the defaults of `domain::policy`.
CREATE TABLE policy (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    on_screen_ms INTEGER NOT NULL CHECK (on_screen_ms >= 0),
    last_seq INTEGER NOT NULL
) STRICT;
