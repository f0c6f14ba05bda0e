screening-stage = Screening photos
screening-elsewhere = Another program on this store is screening already. Nothing was done.
screening-failed = Submission { $submission } was not screened: { $why }
screening-done = { $screened } screened, { $standard } standard photos made, { $failed } not screened
screening-broken = The program's own nets can't be used; install it again: { $why }
screening-specification = This version of the program can't read the specification (line { $line }: { $why }). Use the version that set it, or set another: photo-review specification
screening-no-threads = The system gives the program no more threads; close other programs: { $why }
screening-stopped = Stopped. What was screened by then stands.
screening-verdict-fails = fails
screening-verdict-doubtful = doubtful
screening-verdict-unknown = not known
screening-verdict-reviewer = for the reviewer
screening-verdict-clear = clear
screening-nothing = machine: nothing found
screening-counted = machine: { $fails ->
    [0] { $doubtful } doubtful
   *[other] { $doubtful ->
        [0] { $fails } fail
       *[other] { $fails } fail, { $doubtful } doubtful
    }
}
screening-no-standard = see the findings
screening-waits = machine: waits its turn
screening-waits-for = machine: about { $span } more
screening-waits-paused = machine: paused
screening-waits-elsewhere = machine: at work in another program
screening-waits-stopped = machine: has stopped, tries again
screening-waits-failed = machine: could not look at this photo
screening-status-done = Screening: all looked at
screening-status-failed = Screening: { $n } could not be looked at
screening-status-begun = Screening { $done }/{ $total }
screening-status-working = Screening { $done }/{ $total } · { $span } left
screening-status-paused = Screening is paused
screening-status-elsewhere = Screening runs in another program
screening-status-stopped = Screening has stopped, and tries again: { $why }
screening-settings = Screening by the machine
screening-settings-run = Screen photos while this console is open
screening-settings-cost = It runs only where nothing else wants the processor, and takes about 400 MB of memory for each photo that is looked at. Paused, photos wait for their findings.
screening-settings-late = Show findings only after two seconds, or once something is marked
screening-settings-late-why = So that the first look is your own.
screening-settings-standard = Show the standard photo beside the original by itself
screening-settings-standard-why = So that an approval that needs it takes one key. D shows or hides it for one photo.
screening-limit = limit { $limit }
screening-copies = nearly the same photo as submission { $submissions }
screening-settings-order = Order in which photos come
screening-settings-order-deadline = by deadline
screening-settings-order-doubt = most doubtful first
screening-settings-order-why = “Most doubtful first” sorts the { $n } photos with the nearest deadlines only; those not screened yet come last. Photos that are claimed already stay as they are.
screening-doubt = { $fails ->
    [0] { $doubtful ->
        [0] nothing
       *[other] { $doubtful } in doubt
    }
   *[other] { $doubtful ->
        [0] { $fails } fail
       *[other] { $fails } fail, { $doubtful } in doubt
    }
}
