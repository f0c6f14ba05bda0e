screening-stage = Screening photos
screening-elsewhere = Another program on this store is screening already. Nothing was done.
screening-failed = Submission { $submission } was not screened: { $why }
screening-done = { $screened } screened, { $standard } standard photos made, { $failed } not screened
screening-broken = The program's own nets or specification can't be used; install it again: { $why }
screening-no-threads = The system gives the program no more threads; close other programs: { $why }
screening-stopped = Stopped. What was screened by then stands.
