# Names of fields and what can be wrong with them. Keys after "field-" are the contract's field names.

field-full_name = Full name
field-phone = Phone
field-email = Email
field-address = Address
field-name = Name
field-species = Species
field-breed = Breed
field-birth_date = Birth date
field-gender = Gender
field-client_id = Client
field-owner = Owner
field-patient_id = Patient
field-appointment_date = Date
field-appointment_time = Time
field-doctor_name = Doctor
field-notes = Reason
field-invoice-notes = Note
field-payment_status = Payment
field-items = Lines
field-total_amount = Invoice total
field-created_at = Made
field-item-name = Item
field-item-type = Kind
field-item-quantity = Quantity
field-item-price = Price
field-item-total = Total
field-item-nomenclature_id = Price item
field-line = Line { $n }
field-in-line = Line { $n }: { $field }
field-server = Server address
field-api_key = API key
field-user = User name
field-password = Password
field-branch = Branch
field-interval = Exchange every, s
field-other = “{ $name }”
field-required-mark = { $name } *

hint-date = DD.MM.YYYY
hint-time = HH:MM

problem-required = Fill in this field
problem-too-long = At most { $max } characters, now { $actual }
problem-control-character = A character that is not allowed: type it anew
problem-not-a-number = A number is needed here
problem-too-large = This number is too large
problem-too-precise = { $decimals ->
    [one] At most { $decimals } decimal
   *[other] At most { $decimals } decimals
}
problem-must-be-positive = Must be above zero
problem-must-not-be-negative = Must not be below zero
problem-not-a-date = No such date. Write it so: 12.03.2020
problem-before-year = Too long ago: no year before { $year }
problem-in-the-future = This date has not come yet
problem-not-a-time = No such time. Write it so: 14:30
problem-not-a-timestamp = Date and time as in RFC 3339 are needed here
problem-not-one-of = Only one of: { $values }
problem-unknown-id = There is no record with number { $id } here
problem-has-records-of-its-owner = Appointments or invoices of this patient name the owner before. Withdraw or change them first
problem-other-clients-patient = This patient belongs to another client
problem-parent-local-only = It was withdrawn and stays only here: the server will not know it
problem-no-lines = The invoice has no lines
problem-total-differs = The total does not add up, it must be { $expected }
problem-unknown-field = There is no such field
problem-wrong-type = Something else is needed here: { $expected }
json-text = text
json-integer = a whole number
json-number = a number
json-number-or-text = a number or text
json-uuid = a UUID
json-list = a list
json-object = an object
problem-choose = Choose from the list
problem-choose-patient = Choose a patient of this client
problem-line = { $field }: { $problem }

warning-no-patient = An invoice without a patient: some servers will not take it
