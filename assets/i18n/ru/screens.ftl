# What stands on each screen.

app-name = VetSystem Companion
starting = Открываем базу…
fatal-again = Попробовать ещё раз

search-clients = Имя, телефон или кличка
search-prices = Название услуги или товара
search-all = Всего { $all }
search-found = { $found } из { $all } · { $ms } мс
search-found-short = { $found } из { $all }
search-swapped = Другая раскладка: { $text } · { $found }

list-of-clients = Список клиентов
list-of-patients = Пациенты клиента
list-of-appointments = Список записей
list-of-invoices = Список счетов
list-of-prices = Список цен
list-of-actions = Список неотправленного

column-full-name = ФИО
column-phone = Телефон
column-animals = Животные
column-state = Состояние
column-time = Время
column-patient = Пациент
column-client = Клиент
column-doctor = Врач
column-reason = Причина
column-number = №
column-client-patient = Клиент · Пациент
column-sum = Сумма, ₽
column-payment = Оплата
column-item = Наименование
column-category = Категория
column-kind = Вид
column-quantity = Кол-во
column-price = Цена, ₽
column-what = Что
column-who-and-sum = Кто и сумма
column-author = Автор
column-created = Создано
column-attempts = Попыток
column-answer = Ответ

empty-clients-partial = База ещё не загружена: поиск пока неполный
empty-clients = Никого не нашли. Insert — новый клиент
empty-base = База ещё не загружена. Insert — новый клиент
empty-appointments = С этого компьютера на этот день никого не записали
empty-invoices = Сегодня счетов нет
empty-invoices-day = В этот день счетов нет
empty-prices = Прайс-лист ещё не загружен
empty-prices-search = В прайс-листе такого нет
empty-queue = Всё отправлено

only-this-computer = Только записи с этого компьютера. Полное расписание — в VetSystem
only-this-computer-invoices = Только записи с этого компьютера. Все счета — в VetSystem

card-nobody = Выберите клиента в списке
card-patients = Пациенты
card-no-patients = Пациентов ещё нет
card-new-appointment = Запись
card-new-invoice = Счёт
card-records = Записи и счета с этого компьютера
card-no-records = С этого компьютера ничего не заводили

invoice-nobody = Выберите счёт в списке
invoice-total = Итого { $sum }
totals-all = За день
totals-name = Итоги дня
totals-whole = Всего
totals-services = Услуги
totals-products = Товары
totals-sent = На сервере
totals-unsent = Не отправлено
totals-paid = Оплачено
totals-unpaid = Ожидает оплаты

line-name = Наименование, строка { $n }
line-kind = Вид, строка { $n }: { $kind }
line-quantity = Количество, строка { $n }
line-price = Цена, строка { $n }
line-remove = Убрать строку { $n }

choose-footer = Enter — выбрать · ↑↓ — другая строка · Esc — закрыть
choose-free = Enter — выбрать · Esc — оставить своё
choose-item = Enter — выбрать · ↑↓ — другая строка · Esc — строка без прайс-листа
choose-no-client = Никого не нашли
choose-no-patient = У этого клиента такого пациента нет
choose-no-item = В прайс-листе такого нет — будет строка без прайс-листа
choose-no-branch = Такого филиала нет

form-new-client = Новый клиент
form-new-patient = Новый пациент
form-new-appointment = Новая запись
form-new-invoice = Новый счёт
form-unsaved = Не сохранено: { $values }
form-unsaved-name = Не сохранено
form-unsaved-value = { $field } — { $value }
form-unsaved-emptied = пусто
form-unsaved-removed = убрана
form-in-doubt = { $reason }. Найдите запись в VetSystem и скажите в очереди, там ли она
form-aside = На этот сервер такое не отправляется. Часть этой записи могла уже прийти туда, поэтому изменить её нельзя
form-resending = Эта запись могла уже прийти на сервер. Сначала она уйдёт ещё раз такой, какая есть: изменить её до ответа сервера нельзя
form-settling = Ответ на эту запись не пришёл. Есть ли она на сервере, покажет следующая загрузка базы: изменить её до этого нельзя

saved-client = Клиент сохранён на этом компьютере
saved-patient = Пациент сохранён на этом компьютере
saved-appointment = Запись сохранена на этом компьютере
saved-invoice = Счёт сохранён на этом компьютере
not-saved = { $kind }: не сохранено. { $reason }
back-in-line = Уйдёт при следующем обмене
kind-goes = Уйдут при следующем обмене: { $n }
kind-doubts = Ответ потерян: { $n }. Ответьте по каждому
kind-goes-again = Такое снова отправляется
discarded = { $n ->
    [one] Отозвана { $n } запись. Она осталась только здесь
    [few] Отозваны { $n } записи. Они остались только здесь
   *[other] Отозвано { $n } записей. Они остались только здесь
}
queue-unchanged = Ничего не изменилось: эта запись уже не в очереди
settings-saved = Настройки сохранены
secret-in-file = Хранилища паролей в системе нет. Ключ лежит в файле, который читает только его владелец: { $path }
cmd-dismiss = Убрать сообщение
toast-dismiss = Убрать

queue-title = Очередь отправки
queue-send-all = Отправить всё
queue-sent-today = Сегодня отправлено
queue-unsent = Ещё не отправлено
queue-aside-no-money = из них не отправляется: { $n }
queue-aside = из них не отправляется: { $n } на { $sum }
queue-attention = Требуют внимания
queue-stuck-refused = не принято { $n }
queue-stuck-doubt = ответ потерян { $n }
queue-stuck-key = не принят ключ
queue-stuck-stopped = остановился обмен
queue-nobody = Выберите строку в списке
queue-waiting = Уйдёт само при следующем обмене.
queue-waiting-key = Уйдёт, когда сервер примет ключ.
queue-sending = Отправлено, ждём ответа сервера.
queue-resending = Запись могла уже прийти на сервер и уйдёт ещё раз сама: повтор он узнает, и двух не станет. Изменить её можно будет после ответа.
queue-settling = Ответ не пришёл. Есть ли запись на сервере, покажет следующая загрузка базы: делать ничего не нужно.
queue-after-client = Уйдёт после клиента: { $parent }
queue-after-patient = Уйдёт после пациента: { $parent }
queue-refused = Сервер не принял: { $reason }. Enter — исправить
queue-refused-own = { $reason }. Enter — исправить
queue-in-doubt = { $reason }. Найдите в VetSystem: { $record }
queue-withdraw = Отозвать: { $name }?
queue-withdraw-means = На сервер это не уйдёт и останется «только здесь».
queue-withdraw-doubt = Больше это отправляться не будет и останется здесь с пометкой «только здесь». Что уже пришло на сервер, там и будет.
queue-withdraw-dependants = Вместе с этим не уйдёт: { $names }. Всё останется «только здесь».
queue-withdraw-doubt-dependants = Больше это отправляться не будет, и вместе с этим не уйдёт: { $names }. Что уже пришло на сервер, там и будет.
queue-send-again = Отправить ещё раз: { $name }?
queue-send-again-means = Если запись уже там, их станет две.
queue-keep = Оставить в очереди

sign-in-title = Вход в клинику
sign-in-branch = Выберите филиал
sign-in-asking = Спрашиваем сервер…
sign-in-anyway = Всё равно войти
sign-in-back = Назад
sign-in-connection = Изменить подключение
sign-in-first = Первый вход на этом компьютере — только со связью с сервером
sign-in-new-server = Новый сервер: войдите
sign-in-russian-letters = В пароле русские буквы — проверьте раскладку

leave-close = Закрыть программу?
leave-close-no = Не закрывать
leave-close-yes = Закрыть
leave-user = Сменить пользователя?
leave-user-no = Остаться
leave-unsent-no-money = Не отправлено: { $n }. Останутся на этом компьютере и уйдут, когда программа будет открыта
leave-unsent = Не отправлено: { $n }, счета на { $sum }. Останутся на этом компьютере и уйдут, когда программа будет открыта
leave-aside-no-money = На этот сервер не отправляется: { $n }. Останутся на этом компьютере
leave-aside = На этот сервер не отправляется: { $n }, счета на { $sum }. Останутся на этом компьютере
leave-stuck-no-money = { $n ->
    [one] Требует решения: { $n }. Само не уйдёт — смотрите очередь
   *[other] Требуют решения: { $n }. Сами не уйдут — смотрите очередь
}
leave-stuck = { $n ->
    [one] Требует решения: { $n }, счета на { $sum }. Само не уйдёт — смотрите очередь
   *[other] Требуют решения: { $n }, счета на { $sum }. Сами не уйдут — смотрите очередь
}

settings-connection = Подключение
settings-user = Пользователь
settings-about = О программе
settings-version = Версия { $version }
settings-unsent-no-money = Не отправлено: { $n }. Останутся здесь и уйдут сами
settings-unsent = Не отправлено: { $n }, счета на { $sum }. Останутся здесь и уйдут сами
settings-save-anyway = Всё равно сохранить

# What is wrong with the exchange or the data as a whole.
attention-key-title = Не принят ключ
attention-server-title = Сервер восстановлен
attention-server = Сервер восстановлен из копии или очищен: части отправленного отсюда на нём может не быть.
attention-server-means = «Отправить недостающее»: всё, что уходило с этого компьютера, уйдёт ещё раз. Что на сервере уже есть, он узнает, и двух записей не станет.
attention-money-title = Деньги за { $day }
attention-money-title-days = Деньги за { $day } и ещё { $more ->
    [one] { $more } день
    [few] { $more } дня
   *[other] { $more } дней
}
attention-money = Здесь { $here ->
    [one] { $here } счёт
    [few] { $here } счёта
   *[other] { $here } счетов
} на { $sum_here }, на сервере { $there } на { $sum_there }
attention-money-of-day = { $day }: здесь { $here ->
    [one] { $here } счёт
    [few] { $here } счёта
   *[other] { $here } счетов
} на { $sum_here }, на сервере { $there } на { $sum_there }
attention-money-means = Сверьте счета { $days ->
    [1] этого дня
   *[other] этих дней
} с VetSystem. «Отправить недостающее»: всё, что уходило с этого компьютера, уйдёт ещё раз. Что на сервере уже есть, он узнает, и двух записей не станет.
attention-shrink-title = База убывает
attention-shrink = Сервер больше не присылает: { $lost }.
attention-shrink-clients = клиенты — { $gone } из { $all }
attention-shrink-patients = пациенты — { $gone } из { $all }
attention-shrink-nomenclature = прайс-лист — { $gone } из { $all }
attention-shrink-ours = Из них заведены здесь и приняты сервером: { $n }.
attention-shrink-means = Загруженная база не применена. Если так и должно быть, примите её: исчезнувшее уйдёт из поиска, но останется здесь и вернётся, если вернётся на сервере.
attention-store-title = База восстановлена
attention-store-copy = База восстановлена из копии от { $time }; в очереди: { $n }.
attention-store-no-copy = База была повреждена и собрана заново; в очереди: { $n }.
attention-store-unread = Часть прочесть не удалось: сохранённое в последнее время проверьте.
attention-store-kept = Повреждённый файл: { $path }
attention-store-means = Позовите администратора: диск этого компьютера может отказать снова.

queue-because-waiting = Уйдут сами
queue-because-held = Ждут другой записи
queue-because-settling = Сверятся при следующей загрузке базы
queue-because-resending = Уйдут ещё раз сами
queue-because = { $reason } · { $n }
queue-server-words = Ответ сервера: { $words }
queue-stuck-server = сервер восстановлен
queue-stuck-money = деньги не сходятся
queue-stuck-shrink = база убывает
queue-stuck-store = база восстановлена
queue-do-not-send = Не отправлять: { $name }?
queue-already-there = Уже там: { $name }?
queue-already-there-means = Больше это отправляться не будет. Отвечайте так, только если нашли запись в VetSystem.
queue-not-downloaded = Такой записи в загруженной базе нет. Загрузите базу (Shift+F5) и ответьте ещё раз
attention-shrink-accept = Принять базу, в которой стало меньше?
attention-shrink-wait = Пока не принимать
attention-shrink-decline = Не принимать базу, в которой стало меньше?
attention-shrink-decline-means = Здесь останется всё, как есть. Если и следующая полная загрузка такова, вопрос появится снова.
attention-leave = { $title }: оставить как есть?
attention-leave-means = Эта строка уйдёт и сама не вернётся: отправить недостающее отсюда будет уже нельзя.
attention-later = Решить позже

journal-title = Журнал отправленного
search-journal = Имя, врач, сумма, ключ
list-of-sent = Список отправленного
empty-journal = С этого компьютера ещё ничего не уходило
empty-journal-search = В журнале такого нет
column-sent = Отправлено
column-result = Результат
journal-sent = принято сервером
journal-replayed = принято, повтор узнан
journal-adopted = найдено в загрузке
journal-by-hand = найдено вручную
journal-saved = сохранено { $time }
journal-key = Ключ: { $value }
journal-server-id = Номер на сервере: { $value }
journal-server = Сервер: { $value }
journal-payload = Отправлено: { $value }
queue-kind-clients = Сервер не принимает клиентов
queue-kind-patients = Сервер не принимает пациентов
queue-kind-appointments = Сервер не принимает записи
queue-kind-invoices = Сервер не принимает счета
queue-kind-held = Несколько раз подряд сервер ответил одним и тем же отказом, и такое больше не отправляется. Если этот сервер так устроен, скажите «Не отправлять на этот сервер»: всё останется здесь и внимания больше не потребует.
queue-kind-aside = На этот сервер такое не отправляется и остаётся здесь. «Отправлять снова» попробует ещё раз.
queue-stuck-kinds = { $n ->
    [one] не принимается { $n } вид записей
    [few] не принимаются { $n } вида записей
   *[other] не принимается { $n } видов записей
}
journal-left-out = Сервер прислал строки, которым нет места в базе: { $n }. Исправить их может администратор VetSystem
list-clients = клиенты
list-patients = пациенты
list-nomenclature = прайс-лист
