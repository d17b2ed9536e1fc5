# Names of fields and what can be wrong with them. Keys after "field-" are the contract's field names.

field-full_name = ФИО
field-phone = Телефон
field-email = Электронная почта
field-address = Адрес
field-name = Кличка
field-species = Вид
field-breed = Порода
field-birth_date = Дата рождения
field-gender = Пол
field-client_id = Клиент
field-owner = Владелец
field-patient_id = Пациент
field-appointment_date = Дата
field-appointment_time = Время
field-doctor_name = Врач
field-notes = Причина обращения
field-invoice-notes = Примечание
field-payment_status = Оплата
field-items = Позиции
field-total_amount = Сумма счёта
field-created_at = Создан
field-item-name = Наименование
field-item-type = Вид
field-item-quantity = Количество
field-item-price = Цена
field-item-total = Сумма
field-item-nomenclature_id = Позиция прайс-листа
field-line = Строка { $n }
field-in-line = Строка { $n }: { $field }
field-server = Адрес сервера
field-api_key = Ключ API
field-user = Имя пользователя
field-password = Пароль
field-branch = Филиал
field-interval = Обмен каждые, с
field-other = «{ $name }»
field-required-mark = { $name } *

hint-date = ДД.ММ.ГГГГ
hint-time = ЧЧ:ММ

problem-required = Заполните поле
problem-too-long = Не длиннее { $max } знаков, сейчас { $actual }
problem-control-character = Недопустимый символ: наберите заново
problem-not-a-number = Здесь нужно число
problem-too-large = Слишком большое число
problem-too-precise = { $decimals ->
    [one] Не больше { $decimals } знака после запятой
   *[other] Не больше { $decimals } знаков после запятой
}
problem-must-be-positive = Должно быть больше нуля
problem-must-not-be-negative = Не может быть меньше нуля
problem-not-a-date = Такой даты нет. Пишите так: 12.03.2020
problem-before-year = Слишком давно: год не раньше { $year }
problem-in-the-future = Эта дата ещё не наступила
problem-not-a-time = Такого времени нет. Пишите так: 14:30
problem-not-a-timestamp = Здесь нужны дата и время в виде RFC 3339
problem-not-one-of = Можно только: { $values }
problem-unknown-id = Записи с номером { $id } здесь нет
problem-has-records-of-its-owner = На прежнего владельца есть записи или счета этого пациента. Сначала отзовите или измените их
problem-other-clients-patient = Это пациент другого клиента
problem-parent-local-only = Отозван и остался только здесь: сервер о нём не узнает
problem-no-lines = В счёте нет ни одной позиции
problem-total-differs = Сумма не сходится, должно быть { $expected }
problem-unknown-field = Такого поля нет
problem-wrong-type = Здесь нужно другое: { $expected }
json-text = текст
json-integer = целое число
json-number = число
json-number-or-text = число или текст
json-uuid = UUID
json-list = список
json-object = объект
problem-choose = Выберите из списка
problem-choose-patient = Выберите пациента этого клиента
problem-line = { $field }: { $problem }

warning-no-patient = Счёт без пациента: некоторые серверы такой не примут
