# What went wrong, with the facts.

error-offline = Сервер не отвечает
error-wrong-password = Неверное имя или пароль.
error-key-refused = Сервер не принял ключ. Позовите администратора
error-refused = Сервер не принял: { $reason }
error-rate-limited = Сервер просит подождать до { $time }
error-rate-limited-soon = Сервер просит подождать. Попробуйте позже
error-redirected = Адрес сервера неверен: он переадресует на { $target }
error-bad-answer = Сервер ответил непонятно. Проверьте адрес
error-unknown-host = Сервер не найден. Проверьте адрес и сеть
error-timed-out = Сервер не ответил вовремя. Проверьте сеть
error-not-secure = Защищённое соединение с сервером не установлено. Проверьте адрес и часы компьютера
error-broken = Связь с сервером оборвалась
error-no-answer = Ответ сервера не пришёл
error-download = База не загружена: ответ сервера неполон или непонятен
error-status = Сервер ответил ошибкой: { $reason }
error-insecure = Пароль и ключ пойдут по открытой сети: адрес начинается с http://
error-bad-address = Это не адрес сервера. Пишите так: https://clinic.example
error-no-branches = На сервере нет ни одного филиала
error-locked = Обмен уже идёт из другой программы
error-store = Хранилище на этом компьютере не ответило: { $reason }
error-on-server = Уже на сервере. Изменить можно в VetSystem
error-in-flight = Запись сейчас отправляется. Дождитесь ответа сервера
error-missing = Записи с номером { $id } больше нет
error-dependants = { $n ->
    [one] От неё зависит ещё { $n } запись
    [few] От неё зависят ещё { $n } записи
   *[other] От неё зависят ещё { $n } записей
}
error-settings = Настройки не сохранены: { $reason }
error-failed = Не получилось: { $reason }

error-local-only = Только здесь: запись отозвана и на сервер не уйдёт
error-gone = Этой записи больше нет
error-sync = Обмен не запускается: { $reason }
error-not-remembered = Вход не запомнен, при следующем запуске понадобится войти снова: { $reason }
error-no-secrets = Ключ и пользователь не найдены: хранилище паролей системы закрыто или пусто. Войдите снова

store-no-access = Нет прав на файл базы или его папку
store-not-a-folder = Вместо папки данных стоит файл
store-not-a-database = Файл базы — не база данных VetSystem Companion
store-damaged = База повреждена. Закройте другие окна и программы, что её открыли, и повторите: она будет восстановлена
store-mending = База повреждена. Восстанавливаем её, ничего не закрывайте
store-newer = База записана более новой версией программы. Обновите программу
store-busy = База занята другой программой. Попробуйте ещё раз
store-full = На диске нет места
store-disk = Диск не записывает или не читает базу. Проверьте место и сам диск

fatal-title = VetSystem Companion не может открыть данные
fatal-place = Файл: { $path }
fatal-advice = Ничего не удалено. Закройте окно и позовите администратора
fatal-second-title = VetSystem Companion уже открыт
fatal-second = На этом компьютере программа уже запущена. Перейдите в её окно

# Why an action is stuck, where no server said so.
stuck-no-answer = Ответ не пришёл
stuck-bad-answer = Сервер ответил непонятно: { $reason }
stuck-interrupted = Программа закрылась, не дождавшись ответа
stuck-keys-gone = Запись могла уйти раньше, а повторов этот сервер не узнаёт
stuck-header-may-stay = Сервер ответил ошибкой, но счёт мог остаться: { $reason }
stuck-foreign-id = Сервер назвал номер другой записи: { $reason }
stuck-too-large = Запись слишком велика для сервера
stuck-rejected = Сервер не принял запрос с этой записью: { $reason }
stuck-birth-date = Сервер не принимает пациентов с датой рождения
stuck-unreadable = Запись в очереди повреждена: { $reason }

# What servers are known to mean by the messages of their database; they stand after a colon.
refusal-birth-date = даты рождения этот сервер не понимает
refusal-doctor = записи нужен врач из списка сервера
refusal-invoice-lines = строк счетов этот сервер не принимает
refusal-unknown-parent = сервер не знает клиента или пациента этой записи
refusal-unknown-clinic = сервер не знает этой клиники или филиала
refusal-whole-number = количество должно быть целым числом
refusal-too-long = текст длиннее { $max } знаков
refusal-not-one-of-list = такого значения нет в списке сервера
refusal-missing-value = серверу не хватает одного из полей
refusal-wrong-value = сервер не понял одно из полей
refusal-twice = такое на сервере уже есть
refusal-unknown-action = сервер не знает такого вида записей
stuck-parent-lost = Клиент или животное записи потеряны вместе с повреждённой базой. Откройте запись и выберите их заново
stuck-action-lost = База была повреждена: отправлена эта запись, отозвана или ждала отправки, неизвестно
