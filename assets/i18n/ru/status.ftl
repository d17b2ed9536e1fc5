# The status bar, and where a record stands.

status-synced = Все данные синхронизированы
status-waiting = Ожидает синхронизации: { $n }
status-syncing = Синхронизация...
status-offline = Офлайн
status-attention = { $n ->
    [one] Требует внимания: { $n }
   *[other] Требуют внимания: { $n }
}
status-attention-offline = { $attention } · { $offline }

status-can-work = Можно работать.
status-unsent = Не отправлено: { $n }
status-unsent-oldest = Не отправлено: { $n }, старшее — { $age }
status-oldest = старшее — { $age }
status-last-sync = Последний обмен { $time }
status-base-from = База от { $time }
status-no-base = База ещё не загружена
status-downloading = Загружаем базу: { $rows }. Работать уже можно; поиск пока неполный
status-downloading-short = Загружаем базу: { $rows }
status-retry-at = Сервер просит подождать до { $time }
status-goes-on-at = Продолжим в { $time }
status-key-refused = Сервер не принял ключ. Позовите администратора
status-elsewhere = В другой базе не отправлено: { $n }
status-stopped = Обмен остановился, перезапускаем
status-hanging = Обмен остановился. Перезапустите программу
status-last-cycle-failed = Последний обмен не закончен, повторим

counted-clients = { $n ->
    [one] { $n } клиент
    [few] { $n } клиента
   *[other] { $n } клиентов
}
counted-patients = { $n ->
    [one] { $n } пациент
    [few] { $n } пациента
   *[other] { $n } пациентов
}
counted-nomenclature = { $n ->
    [one] { $n } позиция прайс-листа
    [few] { $n } позиции прайс-листа
   *[other] { $n } позиций прайс-листа
}
counted-lines = Позиций: { $n }

age-now = только что
age-minutes = { $n } мин
age-hours = { $n } ч
age-days = { $n } дн.
age-years = { $n ->
    [one] { $n } год
    [few] { $n } года
   *[other] { $n } лет
}
age-months = { $n } мес
day-today-at = сегодня { $time }
roubles = { $sum } ₽

weekday-1 = понедельник
weekday-2 = вторник
weekday-3 = среда
weekday-4 = четверг
weekday-5 = пятница
weekday-6 = суббота
weekday-7 = воскресенье
month-1 = января
month-2 = февраля
month-3 = марта
month-4 = апреля
month-5 = мая
month-6 = июня
month-7 = июля
month-8 = августа
month-9 = сентября
month-10 = октября
month-11 = ноября
month-12 = декабря
date-long = { $weekday }, { $day } { $month } { $year }

state-on-server = на сервере
state-waiting = ждёт
state-sending = отправляется
state-held-plain = ждёт
state-held-client = ждёт: сначала клиент
state-held-patient = ждёт: сначала пациент
state-aside = не уйдёт
state-refused = не принято
state-in-doubt = ответ потерян
state-may-have-gone = могла уйти
state-settling = сверяется
state-resending = отправится ещё раз
state-local-only = только здесь

kind-client = Клиент
kind-patient = Пациент
kind-appointment = Запись
kind-invoice = Счёт
kind-client-lower = клиент
kind-patient-lower = пациент
kind-appointment-lower = запись
kind-invoice-lower = счёт

payment-pending = Ожидает оплаты
payment-paid = Оплачен
item-service = услуга
item-product = товар
gender-male = мужской
gender-female = женский
gender-unknown = не указан
status-put-aside = Не отправляется на этот сервер: { $n }
