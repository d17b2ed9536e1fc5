# The status bar, and where a record stands.

status-synced = All data synchronised
status-waiting = Waiting to be sent: { $n }
status-syncing = Synchronising...
status-offline = Offline
status-attention = { $n ->
    [one] Needs attention: { $n }
   *[other] Need attention: { $n }
}
status-attention-offline = { $attention } · { $offline }

status-can-work = You can go on working.
status-unsent = Not sent: { $n }
status-unsent-oldest = Not sent: { $n }, oldest { $age }
status-oldest = oldest { $age }
status-last-sync = Last exchange { $time }
status-base-from = Data of { $time }
status-no-base = The clinic's data is not downloaded yet
status-downloading = Downloading: { $rows }. You can work already; search is not complete yet
status-downloading-short = Downloading: { $rows }
status-retry-at = The server asks to wait until { $time }
status-goes-on-at = Going on at { $time }
status-key-refused = The server refused the key. Call the administrator
status-elsewhere = Not sent in another database: { $n }
status-stopped = The exchange stopped, restarting it
status-hanging = The exchange stopped. Restart the program
status-last-cycle-failed = The last exchange did not finish, it will be repeated

counted-clients = { $n ->
    [one] { $n } client
   *[other] { $n } clients
}
counted-patients = { $n ->
    [one] { $n } patient
   *[other] { $n } patients
}
counted-nomenclature = { $n ->
    [one] { $n } price item
   *[other] { $n } price items
}
counted-lines = Lines: { $n }

age-now = just now
age-minutes = { $n } min
age-hours = { $n } h
age-days = { $n } d
age-years = { $n ->
    [one] { $n } year
   *[other] { $n } years
}
age-months = { $n } mo
day-today-at = today { $time }
roubles = { $sum } ₽

weekday-1 = Monday
weekday-2 = Tuesday
weekday-3 = Wednesday
weekday-4 = Thursday
weekday-5 = Friday
weekday-6 = Saturday
weekday-7 = Sunday
month-1 = January
month-2 = February
month-3 = March
month-4 = April
month-5 = May
month-6 = June
month-7 = July
month-8 = August
month-9 = September
month-10 = October
month-11 = November
month-12 = December
date-long = { $weekday }, { $day } { $month } { $year }

state-on-server = on the server
state-waiting = waiting
state-sending = being sent
state-held-plain = waiting
state-held-client = waiting: client first
state-held-patient = waiting: patient first
state-aside = not sent
state-refused = refused
state-in-doubt = answer lost
state-may-have-gone = may have gone
state-settling = being checked
state-resending = goes again
state-local-only = only here

kind-client = Client
kind-patient = Patient
kind-appointment = Appointment
kind-invoice = Invoice
kind-client-lower = client
kind-patient-lower = patient
kind-appointment-lower = appointment
kind-invoice-lower = invoice

payment-pending = Payment due
payment-paid = Paid
item-service = service
item-product = product
gender-male = male
gender-female = female
gender-unknown = not given
status-put-aside = Not sent to this server: { $n }
