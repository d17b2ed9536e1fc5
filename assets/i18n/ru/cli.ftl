# Words of the headless commands.

cli-not-signed-in = Никто не вошёл. Сначала: vetsystem-companion sign-in
cli-no-secrets = Ключ и пользователь сервера { $server } не найдены: хранилище паролей системы закрыто или пусто. Откройте его или войдите снова: vetsystem-companion sign-in
cli-session-damaged = Файл входа повреждён: { $path }. Войдите снова: vetsystem-companion sign-in
cli-session-no-access = Нет прав на файл входа: { $path }
cli-secrets-damaged = Ключ и пользователь записаны неразборчиво. Войдите снова: vetsystem-companion sign-in
cli-session = Вход не прочитан или не записан: { $reason }
cli-no-api-key = Нет ключа API: задайте VETSYSTEM_API_KEY
cli-no-password = Нет пароля: задайте VETSYSTEM_PASSWORD или передайте его на вход
cli-no-such-branch = Филиал не выбран или не найден: «{ $wanted }». Есть: { $known }
cli-not-an-object = На входе нужен один объект JSON: { $reason }
cli-kind-not-held = Этот вид действий не задержан
cli-no-such-problem = Такого вопроса сейчас нет
cli-resent = Отправятся снова: { $n }
cli-left-out = Строк, которым нет места в базе: { $n }. Показать: journal --left-out
left-out-no-id = без номера
left-out-no-price = без цены
cli-not-refused = Без даты рождения уходит только отклонённый пациент
cli-not-in-doubt = Это действие не под вопросом: решать о нём нечего
cli-not-downloaded = Такой записи среди скачанных нет. Сначала скачайте базу: sync --full
cli-with-dependants = Чтобы убрать вместе с ними: --with-dependants
cli-secrets-in-file = Хранилища паролей в системе нет: ключ и пользователь записаны в файл, доступный только владельцу: { $path }
cli-signed-in = Вход выполнен: { $user }, { $branch }
cli-discarded = Убрано из очереди: { $ids }. Записи остались только здесь
cli-never = ещё не было
cli-last-sync = Последний обмен: { $time }
cli-last-download = База от: { $time }
cli-counts = Клиенты: { $clients } · пациенты: { $patients } · прайс-лист: { $items } · записи: { $appointments } · счета: { $invoices }
cli-shrinking =
    Загруженная база не применена: из неё пропало бы слишком много.
    Клиенты: { $clients } из { $clients_of } · пациенты: { $patients } из { $patients_of } · прайс-лист: { $items } из { $items_of } · из них созданы здесь: { $acknowledged }
    Если так и должно быть: sync --full --accept-shrink
cli-demo-failed = Демонстрация не запустилась: { $reason }
cli-no-display = Нет экрана: окно открыть негде. Команды работают и без него, их список: vetsystem-companion --help
cli-no-window = Окно не открылось: { $reason }
cli-no-data-dir = Не найдена папка пользователя: задайте --data-dir
cli-not-a-date = Нужна дата вида 2026-12-31
cli-left-behind = Для сервера { $server } не отправлено: { $n }. Уйдёт, когда вы снова войдёте на нём

# A damaged store that was put together again.
cli-store-restored = База была повреждена и восстановлена из копии от: { $copy }. В очереди действий: { $n }, все будут отправлены снова или показаны как сомнительные. Повреждённый файл сохранён: { $path }
cli-store-no-copy = копии не было
cli-store-unread = Часть повреждённой базы не прочитана: проверьте записи, сделанные после копии
