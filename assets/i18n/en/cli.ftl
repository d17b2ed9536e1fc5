# Words of the headless commands.

cli-not-signed-in = Nobody is signed in. First: vetsystem-companion sign-in
cli-no-secrets = Key and user of the server { $server } are not found: the system's credential store is closed or empty. Open it or sign in again: vetsystem-companion sign-in
cli-session-damaged = The sign-in's file is damaged: { $path }. Sign in again: vetsystem-companion sign-in
cli-session-no-access = The sign-in's file may not be read or written: { $path }
cli-secrets-damaged = Key and user cannot be read. Sign in again: vetsystem-companion sign-in
cli-session = The sign-in was not read or not written: { $reason }
cli-no-api-key = No API key: set VETSYSTEM_API_KEY
cli-no-password = No password: set VETSYSTEM_PASSWORD or give it on stdin
cli-no-such-branch = No branch chosen or found: “{ $wanted }”. There are: { $known }
cli-not-an-object = One JSON object is needed on stdin: { $reason }
cli-kind-not-held = This kind of action is not held
cli-no-such-problem = There is no such problem now
cli-resent = To be sent again: { $n }
cli-left-out = Rows that have no place here: { $n }. To see them: journal --left-out
left-out-no-id = without an id
left-out-no-price = without a price
cli-not-refused = Only a refused patient can go without its birth date
cli-not-in-doubt = This action is not in doubt: there is nothing to decide
cli-not-downloaded = No downloaded record is like this one. Download the clinic first: sync --full
cli-with-dependants = To take them out too: --with-dependants
cli-secrets-in-file = The system has no credential store: key and user are in a file that only its owner can read: { $path }
cli-signed-in = Signed in: { $user }, { $branch }
cli-discarded = Taken out of the queue: { $ids }. The records stay on this computer only
cli-never = never
cli-last-sync = Last sync: { $time }
cli-last-download = Data of: { $time }
cli-counts = Clients: { $clients } · patients: { $patients } · price list: { $items } · appointments: { $appointments } · invoices: { $invoices }
cli-shrinking =
    The downloaded base was not applied: too much would go.
    Clients: { $clients } of { $clients_of } · patients: { $patients } of { $patients_of } · price list: { $items } of { $items_of } · made here among them: { $acknowledged }
    If that is as it should be: sync --full --accept-shrink
cli-demo-failed = The demo did not start: { $reason }
cli-no-display = There is no display to open the window on. The commands work without one; for a list: vetsystem-companion --help
cli-no-window = The window did not open: { $reason }
cli-no-data-dir = No home folder was found: give --data-dir
cli-not-a-date = A date like 2026-12-31 is needed
cli-left-behind = Not sent to the server { $server }: { $n }. It will go when you sign in there again

# A damaged store that was put together again.
cli-store-restored = The store was damaged and has been restored; copy of: { $copy }. Actions in the queue: { $n }, all will be sent again or shown as doubtful. The damaged file is kept: { $path }
cli-store-no-copy = there was no copy
cli-store-unread = Part of the damaged store could not be read: check what was entered after the copy
