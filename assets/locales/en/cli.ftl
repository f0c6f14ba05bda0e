# The command line
cli-policy-on-screen = A photo has to be on the screen for at least { $ms } ms before it is decided on.
cli-access-owner = Only the owner of the store's files can read and write them: { $dir }
cli-access-group = The group of the store's folder can read and write its files too: { $dir }
cli-access-not-ours = Nothing was changed: the folder holds other things than the store. Move those elsewhere first: { $dir }
cli-access-not-here = This program cannot say who may read files on this system: the store's are as open as the folder that they are in: { $dir }
cli-clock-right = The clock and the log agree.
cli-clock-off = The clock shows { $clock }, but the newest entry of the log is of { $newest }. Nothing but sign-ins is recorded. Set the clock right; or, if it is, run: photo-review clock --agree
cli-clock-agreed = Recorded that the clock is right at { $clock }; the newest entry was of { $newest }.
cli-erase-proposed = Recorded: student { $no } is to be erased. A second person has to agree: photo-review erase --student { $no } --confirm --account NAME
cli-erase-done = Erased: the personal facts of { $facts } log entries and { $photos } photos. What was decided, when and by whom stands.
cli-erase-backups = Backups and copies made before hold them still: delete those too, or restore none of them.
cli-erase-later = The erasure is recorded, but not everything could be deleted: { $why } It is finished when the store is opened next while nobody uses it.
cli-erase-nobody = There is no student { $no } on the roster.
cli-convert-done = { $entries } log entries and { $photos } photos carried over and verified. Last digest of the old log: { $old }; of the new one: { $new }
cli-convert-old = The old folder is as it was. It holds names in its log for good: delete it once the new one has proved itself.
