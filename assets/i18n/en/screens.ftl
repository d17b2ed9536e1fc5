# What stands on each screen.

app-name = VetSystem Companion
starting = Opening the data…
fatal-again = Try again

search-clients = Name, phone or animal
search-prices = Name of a service or product
search-all = { $all } in all
search-found = { $found } of { $all } · { $ms } ms
search-found-short = { $found } of { $all }
search-swapped = Other layout: { $text } · { $found }

list-of-clients = List of clients
list-of-patients = Patients of the client
list-of-appointments = List of appointments
list-of-invoices = List of invoices
list-of-prices = List of prices
list-of-actions = List of what is not sent

column-full-name = Full name
column-phone = Phone
column-animals = Animals
column-state = State
column-time = Time
column-patient = Patient
column-client = Client
column-doctor = Doctor
column-reason = Reason
column-number = №
column-client-patient = Client · Patient
column-sum = Total, ₽
column-payment = Payment
column-item = Item
column-category = Category
column-kind = Kind
column-quantity = Quantity
column-price = Price, ₽
column-what = What
column-who-and-sum = Who and total
column-author = Author
column-created = Made
column-attempts = Tries
column-answer = Answer

empty-clients-partial = The data is not downloaded yet: the search is incomplete
empty-clients = Nobody found. Insert makes a new client
empty-base = The data is not downloaded yet. Insert makes a new client
empty-appointments = Nobody was booked for this day from this computer
empty-invoices = No invoices today
empty-invoices-day = No invoices on this day
empty-prices = The price list is not downloaded yet
empty-prices-search = The price list has nothing like it
empty-queue = Everything is sent

only-this-computer = Only appointments from this computer. The whole schedule is in VetSystem
only-this-computer-invoices = Only records from this computer. All invoices are in VetSystem

card-nobody = Choose a client in the list
card-patients = Patients
card-no-patients = No patients yet
card-new-appointment = Appointment
card-new-invoice = Invoice
card-records = Appointments and invoices from this computer
card-no-records = Nothing was made on this computer

invoice-nobody = Choose an invoice in the list
invoice-total = Total { $sum }
totals-all = This day
totals-name = Totals of the day
totals-whole = All
totals-services = Services
totals-products = Products
totals-sent = On the server
totals-unsent = Not sent
totals-paid = Paid
totals-unpaid = Payment due

line-name = Item, line { $n }
line-kind = Kind, line { $n }: { $kind }
line-quantity = Quantity, line { $n }
line-price = Price, line { $n }
line-remove = Remove line { $n }

choose-footer = Enter chooses · ↑↓ another line · Esc closes
choose-free = Enter chooses · Esc keeps what you typed
choose-item = Enter chooses · ↑↓ another line · Esc: a line without the price list
choose-no-client = Nobody found
choose-no-patient = This client has no such patient
choose-no-item = Not in the price list: it will be a line without it
choose-no-branch = There is no such branch

form-new-client = New client
form-new-patient = New patient
form-new-appointment = New appointment
form-new-invoice = New invoice
form-unsaved = Not saved: { $values }
form-unsaved-name = Not saved
form-unsaved-value = { $field } — { $value }
form-unsaved-emptied = empty
form-unsaved-removed = removed
form-in-doubt = { $reason }. Look for the record in VetSystem and say in the queue whether it is there
form-aside = This is not sent to this server. A part of it may be there already, so that it cannot be changed
form-resending = The server may have this record already. It goes again first, as it is: it cannot be changed before the server has answered
form-settling = No answer came for this record. The next download will show whether the server has it: it cannot be changed before that

saved-client = Client saved on this computer
saved-patient = Patient saved on this computer
saved-appointment = Appointment saved on this computer
saved-invoice = Invoice saved on this computer
not-saved = { $kind }: not saved. { $reason }
back-in-line = It will go with the next exchange
kind-goes = Go with the next exchange: { $n }
kind-doubts = Answer lost: { $n }. Decide about each
kind-goes-again = These are sent again
discarded = { $n ->
    [one] { $n } record taken out of the queue. It stays only here
   *[other] { $n } records taken out of the queue. They stay only here
}
queue-unchanged = Nothing changed: this record is no longer in the queue
settings-saved = Settings saved
secret-in-file = The system has no store for passwords. The key lies in a file that only its owner can read: { $path }
cmd-dismiss = Dismiss the message
toast-dismiss = Dismiss

queue-title = Outgoing queue
queue-send-all = Send all
queue-sent-today = Sent today
queue-unsent = Not sent yet
queue-aside-no-money = not sent to this server: { $n } of them
queue-aside = not sent to this server: { $n } of them, { $sum }
queue-attention = Need attention
queue-stuck-refused = refused { $n }
queue-stuck-doubt = answer lost { $n }
queue-stuck-key = key refused
queue-stuck-stopped = the exchange stopped
queue-nobody = Choose a line in the list
queue-waiting = It will go by itself with the next exchange.
queue-waiting-key = It will go when the server accepts the key.
queue-sending = Sent, waiting for the server's answer.
queue-resending = The server may have this record already. It goes again by itself: the server knows a repeat, and there will not be two. It can be changed after the answer.
queue-settling = No answer came. The next download will show whether the server has the record: there is nothing to do.
queue-after-client = Goes after the client: { $parent }
queue-after-patient = Goes after the patient: { $parent }
queue-refused = The server refused it: { $reason }. Enter mends it
queue-refused-own = { $reason }. Enter mends it
queue-in-doubt = { $reason }. Look in VetSystem for: { $record }
queue-withdraw = Withdraw: { $name }?
queue-withdraw-means = It will not go to the server and stays “only here”.
queue-withdraw-doubt = It will not be sent again and stays here, marked “only here”. What has reached the server stays there.
queue-withdraw-dependants = These will not go either: { $names }. All of it stays “only here”.
queue-withdraw-doubt-dependants = It will not be sent again, and these will not go either: { $names }. What has reached the server stays there.
queue-send-again = Send again: { $name }?
queue-send-again-means = If the record is there already, there will be two.
queue-keep = Keep in the queue

sign-in-title = Sign in to the clinic
sign-in-branch = Choose a branch
sign-in-asking = Asking the server…
sign-in-anyway = Sign in all the same
sign-in-back = Back
sign-in-connection = Change the connection
sign-in-first = The first sign-in on this computer needs the connection to the server
sign-in-new-server = A new server: sign in
sign-in-russian-letters = There are Russian letters in the password: check the keyboard layout

leave-close = Close the program?
leave-close-no = Do not close
leave-close-yes = Close
leave-user = Change the user?
leave-user-no = Stay
leave-unsent-no-money = Not sent: { $n }. They stay on this computer and go when the program is open again
leave-unsent = Not sent: { $n }, invoices for { $sum }. They stay on this computer and go when the program is open again
leave-aside-no-money = Not sent to this server: { $n }. They stay on this computer
leave-aside = Not sent to this server: { $n }, invoices for { $sum }. They stay on this computer
leave-stuck-no-money = To be decided: { $n }. They do not go by themselves, see the queue
leave-stuck = To be decided: { $n }, invoices for { $sum }. They do not go by themselves, see the queue

settings-connection = Connection
settings-user = User
settings-about = About
settings-version = Version { $version }
settings-unsent-no-money = Not sent: { $n }. They stay here and go by themselves
settings-unsent = Not sent: { $n }, invoices for { $sum }. They stay here and go by themselves
settings-save-anyway = Save all the same

# What is wrong with the exchange or the data as a whole.
attention-key-title = Key refused
attention-server-title = Server restored
attention-server = The server was restored from a backup or emptied: it may lack part of what was sent from here.
attention-server-means = “Send what is missing”: all that this computer ever sent goes up again. The server recognises what it has already, and nothing will be there twice.
attention-money-title = Money of { $day }
attention-money-title-days = Money of { $day } and { $more ->
    [one] { $more } more day
   *[other] { $more } more days
}
attention-money = Here { $here ->
    [one] { $here } invoice
   *[other] { $here } invoices
} for { $sum_here }, on the server { $there } for { $sum_there }
attention-money-of-day = { $day }: here { $here ->
    [one] { $here } invoice
   *[other] { $here } invoices
} for { $sum_here }, on the server { $there } for { $sum_there }
attention-money-means = Compare { $days ->
    [1] that day's invoices
   *[other] the invoices of those days
} with VetSystem. “Send what is missing”: all that this computer ever sent goes up again. The server recognises what it has already, and nothing will be there twice.
attention-shrink-title = Data shrinking
attention-shrink = The server no longer sends: { $lost }.
attention-shrink-clients = clients — { $gone } of { $all }
attention-shrink-patients = patients — { $gone } of { $all }
attention-shrink-nomenclature = price list — { $gone } of { $all }
attention-shrink-ours = Made here and accepted by the server among them: { $n }.
attention-shrink-means = The downloaded data have not been applied. If this is as it should be, accept them: what has gone leaves the search, but stays here and comes back if it comes back on the server.
attention-store-title = Data restored
attention-store-copy = The data are restored from the copy of { $time }; in the queue: { $n }.
attention-store-no-copy = The data were damaged and put together anew; in the queue: { $n }.
attention-store-unread = Part could not be read: check what was saved lately.
attention-store-kept = The damaged file: { $path }
attention-store-means = Call the administrator: this computer's disk may fail again.

queue-because-waiting = Go by themselves
queue-because-held = Wait for another record
queue-because-settling = The next download will tell
queue-because-resending = Go again by themselves
queue-because = { $reason } · { $n }
queue-server-words = The server's answer: { $words }
queue-stuck-server = server restored
queue-stuck-money = money differs
queue-stuck-shrink = data shrinking
queue-stuck-store = data restored
queue-do-not-send = Do not send: { $name }?
queue-already-there = Already there: { $name }?
queue-already-there-means = It will not be sent any more. Answer so only if you have found the record in VetSystem.
queue-not-downloaded = The downloaded data have no such record. Download them (Shift+F5) and answer again
attention-shrink-accept = Accept data that have become fewer?
attention-shrink-wait = Not yet
attention-shrink-decline = Decline the base that has shrunk?
attention-shrink-decline-means = All stays here as it is. If the next full download is like it, this is asked again.
attention-leave = { $title }: leave it as it is?
attention-leave-means = This line goes and does not come back by itself: what is missing can then not be sent from here any more.
attention-later = Decide later

journal-title = Journal of what was sent
search-journal = Name, doctor, sum, key
list-of-sent = List of what was sent
empty-journal = Nothing has gone from this computer yet
empty-journal-search = The journal has nothing like it
column-sent = Sent
column-result = How
journal-sent = accepted
journal-replayed = accepted, repeat known
journal-adopted = found in a download
journal-by-hand = found by a person
journal-saved = saved { $time }
journal-key = Key: { $value }
journal-server-id = Number on the server: { $value }
journal-server = Server: { $value }
journal-payload = Sent: { $value }
queue-kind-clients = The server takes no clients
queue-kind-patients = The server takes no patients
queue-kind-appointments = The server takes no appointments
queue-kind-invoices = The server takes no invoices
queue-kind-held = The server has refused these several times in a row in the same words, and they are no longer sent. If this server is like that, say “Do not send to this server”: all of it stays here and needs no attention any more.
queue-kind-aside = These are not sent to this server and stay here. “Send again” tries once more.
queue-stuck-kinds = { $n ->
    [one] { $n } kind of record not taken
   *[other] { $n } kinds of record not taken
}
journal-left-out = The server sent rows that have no place in the base: { $n }. A VetSystem administrator can mend them
list-clients = clients
list-patients = patients
list-nomenclature = price list
