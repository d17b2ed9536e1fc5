# What went wrong, with the facts.

error-offline = The server does not answer
error-wrong-password = Wrong name or password.
error-key-refused = The server refused the key. Call the administrator
error-refused = The server refused: { $reason }
error-rate-limited = The server asks to wait until { $time }
error-rate-limited-soon = The server asks to wait. Try again later
error-redirected = The server address is wrong: it redirects to { $target }
error-bad-answer = The server's answer makes no sense. Check the address
error-unknown-host = The server was not found. Check the address and the network
error-timed-out = The server did not answer in time. Check the network
error-not-secure = No secure connection to the server. Check the address and this computer's clock
error-broken = The connection to the server broke off
error-no-answer = The server's answer did not come
error-download = The clinic was not downloaded: the server's answer is incomplete or makes no sense
error-status = The server answered with an error: { $reason }
error-insecure = Password and key will travel unprotected: the address begins with http://
error-bad-address = This is not a server address. Write it so: https://clinic.example
error-no-branches = The server has no branch
error-locked = Another program is already synchronising
error-store = The storage on this computer did not answer: { $reason }
error-on-server = Already on the server. It can be changed in VetSystem
error-in-flight = The record is being sent. Wait for the server's answer
error-missing = The record with number { $id } is gone
error-dependants = { $n ->
    [one] { $n } more record depends on it
   *[other] { $n } more records depend on it
}
error-settings = Settings not saved: { $reason }
error-failed = It did not work: { $reason }

error-local-only = Only here: the record was taken out of the queue and will not go to the server
error-gone = This record is gone
error-sync = The exchange does not start: { $reason }
error-not-remembered = The sign-in was not remembered, the next start will ask for it again: { $reason }
error-no-secrets = Key and user are not found: the system's credential store is closed or empty. Sign in again

store-no-access = No right to read or write the data file or its folder
store-not-a-folder = There is a file where the data folder should be
store-not-a-database = The data file is not a database of VetSystem Companion
store-damaged = The store is damaged. Close other windows and programs that use it and try again: it will be restored
store-mending = The store is damaged. It is being restored: leave the window open
store-newer = The data was written by a newer version of the program. Update the program
store-busy = Another program holds the data. Try again
store-full = The disk is full
store-disk = The disk does not write or read the store. Check its space and the disk itself

fatal-title = VetSystem Companion cannot open its data
fatal-place = File: { $path }
fatal-advice = Nothing was deleted. Close the window and call the administrator
fatal-second-title = VetSystem Companion is already open
fatal-second = The program is already running on this computer. Go to its window

# Why an action is stuck, where no server said so.
stuck-no-answer = The answer did not come
stuck-bad-answer = The server's answer makes no sense: { $reason }
stuck-interrupted = The program was closed before the answer came
stuck-keys-gone = The record may have gone before, and this server does not know repeats
stuck-header-may-stay = The server answered with an error, but the invoice may have stayed: { $reason }
stuck-foreign-id = The server named another record's number: { $reason }
stuck-too-large = The record is too large for the server
stuck-rejected = The server did not take a request with this record: { $reason }
stuck-birth-date = The server takes no patients with a birth date
stuck-unreadable = The record in the queue is damaged: { $reason }

# What servers are known to mean by the messages of their database; they stand after a colon.
refusal-birth-date = this server understands no birth dates
refusal-doctor = the appointment needs a doctor from the server's own list
refusal-invoice-lines = this server takes no lines of invoices
refusal-unknown-parent = the server does not know this record's client or patient
refusal-unknown-clinic = the server does not know this clinic or branch
refusal-whole-number = the quantity must be a whole number
refusal-too-long = the text is longer than { $max } characters
refusal-not-one-of-list = the value is not in the server's list
refusal-missing-value = the server misses one of the fields
refusal-wrong-value = the server does not understand one of the fields
refusal-twice = the server has one like it already
refusal-unknown-action = the server does not know this kind of record
stuck-parent-lost = The record's client or patient was lost with a damaged store. Open it and choose them anew
stuck-action-lost = The store was damaged: whether this record was sent, withdrawn or waiting is not known
