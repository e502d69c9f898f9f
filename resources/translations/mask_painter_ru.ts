<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="ru" sourcelanguage="en">
<context>
    <name></name>
    <message>
        <source>4 candidates</source>
        <translation>4 варианта</translation>
    </message>
    <message>
        <source>A file of the data folder can&apos;t be used.</source>
        <translation>Не удаётся использовать файл в папке данных.</translation>
    </message>
    <message>
        <source>A mask needs a single picture: pick one of the four first.</source>
        <translation>Для маски нужно одно изображение: сначала выберите одно из четырёх.</translation>
    </message>
    <message>
        <source>Another Mask Painter is open with this data folder. Close this window and use that one, or choose another folder with --data-dir.</source>
        <translation>Эта папка данных уже открыта в другом окне Mask Painter. Закройте это окно и работайте в том или укажите другую папку параметром --data-dir.</translation>
    </message>
    <message>
        <source>Asking again in {seconds} s</source>
        <translation>Повтор через {seconds}&#xa0;с</translation>
    </message>
    <message>
        <source>Cancelled</source>
        <translation>Отменено</translation>
    </message>
    <message>
        <source>Cancelled before it was sent</source>
        <translation>Отменено до отправки</translation>
    </message>
    <message>
        <source>Cancelled, {cost} charged</source>
        <translation>Отменено, списано {cost}</translation>
    </message>
    <message>
        <source>Cancelled. The request may have reached the service, which may still charge for it.</source>
        <translation>Отменено. Запрос мог дойти до сервиса, и деньги ещё могут списаться.</translation>
    </message>
    <message>
        <source>Clear the field</source>
        <translation>Очистить поле</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>Готово</translation>
    </message>
    <message>
        <source>Done in {time}</source>
        <translation>Готово за {time}</translation>
    </message>
    <message>
        <source>Done in {time} for {cost}</source>
        <translation>Готово за {time}, списано {cost}</translation>
    </message>
    <message>
        <source>Done in {time}, free of charge</source>
        <translation>Готово за {time}, бесплатно</translation>
    </message>
    <message>
        <source>Error</source>
        <translation>Ошибка</translation>
    </message>
    <message>
        <source>Failed</source>
        <translation>Не удалось</translation>
    </message>
    <message>
        <source>Failed, {cost} charged</source>
        <translation>Не удалось, списано {cost}</translation>
    </message>
    <message>
        <source>Fetching the result</source>
        <translation>Загрузка результата</translation>
    </message>
    <message>
        <source>Nearly everything is marked: {percent} %.</source>
        <translation>Закрашено почти всё: {percent}&#xa0;%.</translation>
    </message>
    <message>
        <source>No connection</source>
        <translation>Нет связи</translation>
    </message>
    <message>
        <source>No connection. Goes on by itself as soon as the network is back.</source>
        <translation>Нет связи. Работа продолжится сама, как только появится сеть.</translation>
    </message>
    <message>
        <source>No encrypted connection to {host} comes about. A proxy, VPN or antivirus program may stand in the way: try without it, or in another network.</source>
        <translation>{host}: не удаётся установить защищённое соединение. Возможно, мешает прокси, VPN или антивирус: попробуйте без них или в другой сети.</translation>
    </message>
    <message>
        <source>Not confirmed</source>
        <translation>Не подтверждено</translation>
    </message>
    <message>
        <source>Not confirmed by the service</source>
        <translation>Сервис не подтвердил запрос</translation>
    </message>
    <message>
        <source>Not finished</source>
        <translation>Не завершено</translation>
    </message>
    <message>
        <source>Not sent</source>
        <translation>Не отправлено</translation>
    </message>
    <message>
        <source>Not sent, and not charged</source>
        <translation>Не отправлено, деньги не списаны</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>Примечание</translation>
    </message>
    <message>
        <source>Nothing has been sent yet, and nothing will be charged.</source>
        <translation>Ещё ничего не отправлено, деньги не спишутся.</translation>
    </message>
    <message>
        <source>Nothing is marked yet: paint over what should change.</source>
        <translation>Маска пуста: закрасьте то, что нужно изменить.</translation>
    </message>
    <message>
        <source>Nothing was charged.</source>
        <translation>Деньги не списаны.</translation>
    </message>
    <message>
        <source>Nothing was sent, and nothing charged.</source>
        <translation>Ничего не отправлено, деньги не списаны.</translation>
    </message>
    <message>
        <source>Opened grid of four</source>
        <translation>Открытая сетка из четырёх</translation>
    </message>
    <message>
        <source>Opened picture</source>
        <translation>Открытое изображение</translation>
    </message>
    <message>
        <source>Paid jobs since midnight: {jobs}. What was done elsewhere with the same key isn&apos;t counted.</source>
        <translation>Платных генераций с полуночи: {jobs}. Сделанное с тем же ключом в других местах не учитывается.</translation>
    </message>
    <message>
        <source>Picture {number} of four, upsampled</source>
        <translation>Вариант {number} из четырёх, увеличенный</translation>
    </message>
    <message>
        <source>Preparing the mask</source>
        <translation>Подготовка маски</translation>
    </message>
    <message>
        <source>Preparing the request</source>
        <translation>Подготовка запроса</translation>
    </message>
    <message>
        <source>Repaint</source>
        <translation>Перерисовка</translation>
    </message>
    <message>
        <source>Reroll</source>
        <translation>Генерация заново</translation>
    </message>
    <message>
        <source>Sending</source>
        <translation>Отправка</translation>
    </message>
    <message>
        <source>Something else answers in the place of {host}: its certificate is for another address. Sign in to the network in a browser, as hotels and cafés want it, or check the service&apos;s address in Preferences.</source>
        <translation>{host}: вместо него отвечает кто-то другой, сертификат выдан для другого адреса. Войдите в сеть через браузер, как это бывает в гостиницах и кафе, или проверьте адрес сервиса в настройках.</translation>
    </message>
    <message>
        <source>Something went wrong inside the program; nothing is lost.</source>
        <translation>В программе произошла ошибка, но ничего не потеряно.</translation>
    </message>
    <message>
        <source>Specks of fewer than {most} pixels: {count}.</source>
        <translation>Мелких пятен (меньше {most}&#xa0;px): {count}.</translation>
    </message>
    <message>
        <source>Stop waiting. The service may still finish the task and charge for it.</source>
        <translation>Перестать ждать. Сервис всё же может выполнить задачу и списать деньги.</translation>
    </message>
    <message>
        <source>Strong variation</source>
        <translation>Сильная вариация</translation>
    </message>
    <message>
        <source>Subtle variation</source>
        <translation>Слабая вариация</translation>
    </message>
    <message>
        <source>Success</source>
        <translation>Готово</translation>
    </message>
    <message>
        <source>Task {task}</source>
        <translation>Задача {task}</translation>
    </message>
    <message>
        <source>The API key is missing, or the service doesn&apos;t accept it: enter it in Preferences.</source>
        <translation>Ключа API нет, или сервис его не принимает: введите ключ в настройках.</translation>
    </message>
    <message>
        <source>The balance is too low. Top up your GPTunnel account, then try again.</source>
        <translation>На балансе не хватает денег. Пополните счёт GPTunnel и попробуйте ещё раз.</translation>
    </message>
    <message>
        <source>The balance is {left}, and the last job cost {price}.</source>
        <translation>На балансе {left}, а последняя генерация стоила {price}.</translation>
    </message>
    <message>
        <source>The certificate of {host} isn&apos;t valid at this time: the clock of this computer says {now}. If that is wrong, set the clock; if it is right, the service has to renew its certificate.</source>
        <translation>{host}: сертификат сейчас недействителен. На часах компьютера {now}. Если время неверное, исправьте его; если верное, сертификат должен обновить сервис.</translation>
    </message>
    <message>
        <source>The data folder can&apos;t be kept for this window alone, probably because the disk is full, so nothing is submitted. Free some space, then start the program again.</source>
        <translation>Папку данных не удалось закрепить за этим окном (вероятно, диск заполнен), поэтому ничего не отправляется. Освободите место и запустите программу снова.</translation>
    </message>
    <message>
        <source>The data folder can&apos;t be written to. Nothing is submitted until it can: choose another with --data-dir, or mend its permissions.</source>
        <translation>В папку данных нельзя записать, поэтому отправка отключена. Исправьте права доступа или укажите другую папку параметром --data-dir.</translation>
    </message>
    <message>
        <source>The data folder was written by a newer Mask Painter. Nothing is submitted by this one: update it, or choose another folder with --data-dir.</source>
        <translation>Эту папку данных создала более новая версия Mask Painter, поэтому отправка отключена. Обновите программу или укажите другую папку параметром --data-dir.</translation>
    </message>
    <message>
        <source>The disk is full. Free some space and try again.</source>
        <translation>Диск заполнен. Освободите место и попробуйте ещё раз.</translation>
    </message>
    <message>
        <source>The file can&apos;t be written: {reason}.</source>
        <translation>Не удалось записать файл: {reason}.</translation>
    </message>
    <message>
        <source>The journal of jobs is damaged. Nothing is submitted until it is moved away.</source>
        <translation>Журнал генераций повреждён. Отправка отключена, пока он не перемещён в другое место.</translation>
    </message>
    <message>
        <source>The mask didn&apos;t pass the last check, so nothing was sent and nothing charged. Export it to look at it, then submit again.</source>
        <translation>Маска не прошла последнюю проверку, поэтому ничего не отправлено и деньги не списаны. Экспортируйте её, посмотрите и отправьте снова.</translation>
    </message>
    <message>
        <source>The mask has greys. Export it and import it again: that makes it pure.</source>
        <translation>В маске есть оттенки серого. Экспортируйте её и импортируйте снова: останутся только чёрный и белый.</translation>
    </message>
    <message>
        <source>The mask is {mask} pixels, but the picture is {picture}.</source>
        <translation>Размер маски&#xa0;— {mask}&#xa0;px, а изображения&#xa0;— {picture}&#xa0;px.</translation>
    </message>
    <message>
        <source>The mask is {mask} pixels, but the picture is {picture}. Take a mask of exactly the picture&apos;s size.</source>
        <translation>Размер маски&#xa0;— {mask}&#xa0;px, а изображения&#xa0;— {picture}&#xa0;px. Нужна маска точно того же размера, что и изображение.</translation>
    </message>
    <message>
        <source>The picture arrived damaged. Ask for it again: that costs nothing.</source>
        <translation>Изображение пришло повреждённым. Запросите его снова: это бесплатно.</translation>
    </message>
    <message>
        <source>The picture has more than {megapixels} megapixels. Open a smaller one.</source>
        <translation>В изображении больше {megapixels}&#xa0;Мп. Откройте изображение поменьше.</translation>
    </message>
    <message>
        <source>The picture is damaged or cut short. Get it anew and try again.</source>
        <translation>Изображение повреждено или загружено не полностью. Скачайте его заново и попробуйте ещё раз.</translation>
    </message>
    <message>
        <source>The picture is larger than can be opened.</source>
        <translation>Изображение слишком большое: его нельзя открыть.</translation>
    </message>
    <message>
        <source>The picture isn&apos;t kept here</source>
        <translation>Изображение здесь не сохранено</translation>
    </message>
    <message>
        <source>The picture&apos;s address is not one to download from.</source>
        <translation>Сервис прислал адрес, с которого нельзя загрузить изображение.</translation>
    </message>
    <message>
        <source>The program ended before this was sent, so nothing was charged.</source>
        <translation>Программа закрылась до отправки, поэтому деньги не списаны.</translation>
    </message>
    <message>
        <source>The program ended while the request was on its way, so it may have been charged. Asking again with the same request should give the same task at no further cost.</source>
        <translation>Программа закрылась во время отправки, поэтому деньги могли списаться. На повтор того же запроса сервис должен вернуть ту же задачу без новой оплаты.</translation>
    </message>
    <message>
        <source>The proxy doesn&apos;t connect to {host}. Check the system&apos;s proxy settings, and whether the proxy wants a name and password.</source>
        <translation>{host}: прокси не устанавливает соединение. Проверьте системные настройки прокси и не нужны ли ему имя и пароль.</translation>
    </message>
    <message>
        <source>The request that was sent before may still have been charged.</source>
        <translation>За отправленный раньше запрос деньги всё же могли списаться.</translation>
    </message>
    <message>
        <source>The request was sent, but no answer came back, so it may have been charged. Asking again with the same request should give the same task at no further cost.</source>
        <translation>Запрос отправлен, но ответа нет, поэтому деньги могли списаться. На повтор того же запроса сервис должен вернуть ту же задачу без новой оплаты.</translation>
    </message>
    <message>
        <source>The service asks for fewer requests. Wait a minute, then try again.</source>
        <translation>Слишком много запросов к сервису. Подождите минуту и попробуйте ещё раз.</translation>
    </message>
    <message>
        <source>The service calls the task done but gives no picture. Ask for it again later.</source>
        <translation>Сервис сообщил, что задача готова, но не прислал изображение. Запросите его снова позже.</translation>
    </message>
    <message>
        <source>The service can&apos;t be reached, so nothing was sent and nothing charged. Check the network, then submit again.</source>
        <translation>Нет связи с сервисом: ничего не отправлено, деньги не списаны. Проверьте сеть и отправьте снова.</translation>
    </message>
    <message>
        <source>The service can&apos;t be reached. Check the network and try again.</source>
        <translation>Нет связи с сервисом. Проверьте сеть и попробуйте ещё раз.</translation>
    </message>
    <message>
        <source>The service could not finish the task. Ask for it again, which costs nothing, or change the prompt or the mask and submit that.</source>
        <translation>Сервис не смог выполнить задачу. Запросите её снова (это бесплатно) или измените промпт либо маску и отправьте новую.</translation>
    </message>
    <message>
        <source>The service couldn&apos;t be asked about this task: it may be unfinished, or a grid of four.</source>
        <translation>Не удалось узнать у сервиса об этой задаче: возможно, она ещё не готова или это сетка из четырёх вариантов.</translation>
    </message>
    <message>
        <source>The service doesn&apos;t accept the API key. Check it in Preferences.</source>
        <translation>Сервис не принимает ключ API. Проверьте его в настройках.</translation>
    </message>
    <message>
        <source>The service has a fault of its own.</source>
        <translation>На сервисе сбой.</translation>
    </message>
    <message>
        <source>The service has a fault of its own. Try again later.</source>
        <translation>На сервисе сбой. Попробуйте позже.</translation>
    </message>
    <message>
        <source>The service is busy.</source>
        <translation>Сервис занят.</translation>
    </message>
    <message>
        <source>The service is painting: {percent} %</source>
        <translation>Сервис рисует: {percent}&#xa0;%</translation>
    </message>
    <message>
        <source>The service knows no such task. Check the id, and that the key is of the same account.</source>
        <translation>Такой задачи на сервисе нет. Проверьте идентификатор; возможно, ключ от другого аккаунта.</translation>
    </message>
    <message>
        <source>The service may misread Russian. Midjourney understands English.</source>
        <translation>Русский Midjourney понимает плохо: пишите по-английски.</translation>
    </message>
    <message>
        <source>The service refused the request.</source>
        <translation>Сервис отклонил запрос.</translation>
    </message>
    <message>
        <source>The service says: “{text}”</source>
        <translation>Ответ сервиса: «{text}»</translation>
    </message>
    <message>
        <source>The service took the task, but doesn&apos;t give out its picture. Ask for it again later: that costs nothing.</source>
        <translation>Сервис принял задачу, но не отдаёт изображение. Запросите её снова позже: это бесплатно.</translation>
    </message>
    <message>
        <source>The service&apos;s address must begin with https, so that the key stays secret. Correct it in Preferences.</source>
        <translation>Адрес сервиса должен начинаться с https, иначе ключ не защищён. Исправьте адрес в настройках.</translation>
    </message>
    <message>
        <source>The service&apos;s answer makes no sense.</source>
        <translation>Ответ сервиса непонятен.</translation>
    </message>
    <message>
        <source>The service&apos;s answer makes no sense. It may be under maintenance: try again later.</source>
        <translation>Сервис прислал непонятный ответ. Возможно, идут технические работы: попробуйте позже.</translation>
    </message>
    <message>
        <source>The task has failed, so there is nothing to repaint. Open another one.</source>
        <translation>Задача завершилась с ошибкой, перерисовывать нечего. Откройте другую.</translation>
    </message>
    <message>
        <source>The task has made no progress for a long time. Ask for it again later.</source>
        <translation>Задача давно не продвигается. Запросите её снова позже.</translation>
    </message>
    <message>
        <source>The task has no finished picture yet. Open it again once it is done.</source>
        <translation>У задачи ещё нет готового изображения. Откройте её снова, когда она завершится.</translation>
    </message>
    <message>
        <source>The task is there, but its picture can&apos;t be had any more. Try again later, or open another task.</source>
        <translation>Задача есть, но её изображение больше не получить. Попробуйте позже или откройте другую задачу.</translation>
    </message>
    <message>
        <source>The task of “{name}” is not of the service in use, but of {service}. Open the picture that it lies beside, or change the service in Preferences.</source>
        <translation>Задача из файла «{name}» относится к другому сервису: {service}. Откройте изображение, рядом с которым он лежит, или смените сервис в настройках.</translation>
    </message>
    <message>
        <source>There is no usable API key. Enter the key of your GPTunnel account in Preferences.</source>
        <translation>Нет рабочего ключа API. Введите в настройках ключ своего аккаунта GPTunnel.</translation>
    </message>
    <message>
        <source>There is nothing to spend: the balance is {left}.</source>
        <translation>На генерацию не хватает денег: на балансе {left}.</translation>
    </message>
    <message>
        <source>This computer doesn&apos;t trust the certificate that {host} shows. In a company&apos;s network, have the proxy&apos;s certificate installed in the system; in any other, don&apos;t go on: somebody may be reading along.</source>
        <translation>{host} показывает сертификат, которому этот компьютер не доверяет. В сети компании попросите администратора установить сертификат прокси в систему; в любой другой лучше остановиться: соединение может читать посторонний.</translation>
    </message>
    <message>
        <source>This is not a picture that can be read. PNG, JPEG, WebP, GIF, BMP and TIFF can.</source>
        <translation>Этот файл не удалось прочитать как изображение. Подойдут PNG, JPEG, WebP, GIF, BMP и TIFF.</translation>
    </message>
    <message>
        <source>This picture belongs to no task, so it can&apos;t be submitted.</source>
        <translation>Это изображение не связано с задачей, поэтому отправить его нельзя.</translation>
    </message>
    <message>
        <source>This picture with all its versions, back to the first original. Paid jobs: {jobs}. On exactly this picture: {amount}.</source>
        <translation>Это изображение со всеми версиями, начиная с самой первой. Платных генераций: {jobs}. Только на это изображение: {amount}.</translation>
    </message>
    <message>
        <source>This task failed, so there is no picture to work on. Open another one.</source>
        <translation>Задача завершилась с ошибкой, изображения в ней нет. Откройте другую.</translation>
    </message>
    <message>
        <source>This task is still running ({percent} %). Open it again once it is done.</source>
        <translation>Задача ещё выполняется ({percent}&#xa0;%). Откройте её, когда она завершится.</translation>
    </message>
    <message>
        <source>Too little is marked to paint anything in: {pixels} pixels.</source>
        <translation>Закрашено слишком мало, рисовать негде: {pixels}&#xa0;px.</translation>
    </message>
    <message>
        <source>Trying again</source>
        <translation>Новая попытка</translation>
    </message>
    <message>
        <source>Trying again. {reason}</source>
        <translation>Новая попытка. {reason}</translation>
    </message>
    <message>
        <source>Upsample</source>
        <translation>Увеличение</translation>
    </message>
    <message>
        <source>Variation</source>
        <translation>Вариация</translation>
    </message>
    <message>
        <source>Variation of picture {number}</source>
        <translation>Вариация изображения {number}</translation>
    </message>
    <message>
        <source>Waits its turn</source>
        <translation>Ждёт очереди</translation>
    </message>
    <message>
        <source>Waits until another one is finished</source>
        <translation>Ждёт, пока завершится другая генерация</translation>
    </message>
    <message>
        <source>Warning</source>
        <translation>Предупреждение</translation>
    </message>
    <message>
        <source>With the original prompt</source>
        <translation>С исходным промптом</translation>
    </message>
    <message>
        <source>You have submitted exactly this anew since, so it isn&apos;t sent a second time.</source>
        <translation>То же самое с тех пор уже отправлено заново, поэтому второй раз не отправляется.</translation>
    </message>
    <message>
        <source>You submitted exactly this already: the service returns the same task.</source>
        <translation>Вы уже отправляли то же самое: сервис вернёт ту же задачу.</translation>
    </message>
    <message>
        <source>about {minutes} min left</source>
        <translation>осталось около {minutes}&#xa0;мин</translation>
    </message>
    <message>
        <source>about {seconds} s left</source>
        <translation>осталось около {seconds}&#xa0;с</translation>
    </message>
    <message>
        <source>almost done</source>
        <translation>почти готово</translation>
    </message>
    <message>
        <source>just now</source>
        <translation>только что</translation>
    </message>
    <message>
        <source>longer than usual</source>
        <translation>дольше обычного</translation>
    </message>
    <message>
        <source>no API key</source>
        <translation>нет ключа API</translation>
    </message>
    <message>
        <source>no connection</source>
        <translation>нет связи</translation>
    </message>
    <message>
        <source>nothing to spend</source>
        <translation>денег нет</translation>
    </message>
    <message>
        <source>removed</source>
        <translation>удалено</translation>
    </message>
    <message>
        <source>the key isn&apos;t accepted</source>
        <translation>ключ не принят</translation>
    </message>
    <message>
        <source>the service</source>
        <translation>Сервис</translation>
    </message>
    <message>
        <source>the service gives no balance</source>
        <translation>сервис не сообщает баланс</translation>
    </message>
    <message>
        <source>the service gives no balance for it</source>
        <translation>сервис не сообщает его баланс</translation>
    </message>
    <message>
        <source>yesterday, {time}</source>
        <translation>вчера, {time}</translation>
    </message>
    <message>
        <source>{amount} + {credit} credit</source>
        <translation>{amount} + {credit}&#xa0;кредита</translation>
    </message>
    <message>
        <source>{amount} in the account, {credit} of credit</source>
        <translation>{amount} на счёте, кредит {credit}</translation>
    </message>
    <message>
        <source>{amount} ₽</source>
        <translation>{amount}&#xa0;₽</translation>
    </message>
    <message>
        <source>{minutes} min ago</source>
        <translation>{minutes}&#xa0;мин назад</translation>
    </message>
    <message>
        <source>{number} %</source>
        <translation>{number}&#xa0;%</translation>
    </message>
    <message>
        <source>{reason} Asking again in {seconds} s.</source>
        <translation>{reason} Повтор через {seconds}&#xa0;с.</translation>
    </message>
    <message>
        <source>~{minutes} min</source>
        <translation>~{minutes}&#xa0;мин</translation>
    </message>
    <message>
        <source>~{seconds} s</source>
        <translation>~{seconds}&#xa0;с</translation>
    </message>
    <message>
        <source>“{name}” can&apos;t be brought back. Look for it in the system&apos;s trash.</source>
        <translation>Не удалось вернуть «{name}». Поищите файл в системной корзине.</translation>
    </message>
    <message>
        <source>“{name}” can&apos;t be moved to the trash, so nothing was deleted. There may be no trash on this disk.</source>
        <translation>Не удалось переместить «{name}» в корзину, поэтому ничего не удалено. Возможно, на этом диске нет корзины.</translation>
    </message>
    <message>
        <source>“{name}” can&apos;t be read: {reason}.</source>
        <translation>Не удалось прочитать файл «{name}»: {reason}.</translation>
    </message>
    <message>
        <source>“{name}” can&apos;t be written: {reason}.</source>
        <translation>Не удалось записать «{name}»: {reason}.</translation>
    </message>
    <message>
        <source>“{name}” says nothing about a task. Open the picture that it lies beside.</source>
        <translation>В файле «{name}» нет сведений о задаче. Откройте изображение, рядом с которым он лежит.</translation>
    </message>
</context>
<context>
    <name>AboutDialog</name>
    <message>
        <source>About Mask Painter</source>
        <translation>О программе Mask Painter</translation>
    </message>
    <message>
        <source>Licences</source>
        <translation>Лицензии</translation>
    </message>
    <message>
        <source>Paint a mask, submit it to Midjourney through GPTunnel, compare the results.</source>
        <translation>Нарисуйте маску, отправьте её в Midjourney через GPTunnel и сравните результаты.</translation>
    </message>
    <message>
        <source>Qt and PySide6 are used under the GNU Lesser General Public License, version 3; the other packages under their own licences.</source>
        <translation>Qt и PySide6 используются на условиях GNU Lesser General Public License версии 3, остальные пакеты&#xa0;— на условиях своих лицензий.</translation>
    </message>
    <message>
        <source>The licences are being read…</source>
        <translation>Лицензии загружаются…</translation>
    </message>
    <message>
        <source>The licences can&apos;t be read.</source>
        <translation>Не удалось прочитать лицензии.</translation>
    </message>
    <message>
        <source>The service and your account: {link}</source>
        <translation>Сервис и личный кабинет: {link}</translation>
    </message>
</context>
<context>
    <name>AccountPage</name>
    <message>
        <source>A key has no spaces in it.</source>
        <translation>В ключе не бывает пробелов.</translation>
    </message>
    <message>
        <source>A key has only Latin letters, digits and signs.</source>
        <translation>Ключ состоит только из латинских букв, цифр и знаков.</translation>
    </message>
    <message>
        <source>A key is in the system&apos;s key store, and used.</source>
        <translation>Используется ключ из системного хранилища.</translation>
    </message>
    <message>
        <source>A key is set until the program ends.</source>
        <translation>Ключ задан и действует до закрытия программы.</translation>
    </message>
    <message>
        <source>API key</source>
        <translation>Ключ API</translation>
    </message>
    <message>
        <source>Address</source>
        <translation>Адрес</translation>
    </message>
    <message>
        <source>Forget the key</source>
        <translation>Удалить ключ</translation>
    </message>
    <message>
        <source>Left empty, it is the service&apos;s own.</source>
        <translation>Если оставить пустым, будет адрес самого сервиса.</translation>
    </message>
    <message>
        <source>No key is set. You get one in your account at gptunnel.ru, under API.</source>
        <translation>Ключ не задан. Его можно получить в личном кабинете на gptunnel.ru, в разделе API.</translation>
    </message>
    <message>
        <source>Otherwise it is forgotten when the program ends. It is never in a file.</source>
        <translation>Иначе ключ действует только до закрытия программы. В файл он не записывается никогда.</translation>
    </message>
    <message>
        <source>Otherwise the organisation&apos;s balance pays.</source>
        <translation>Иначе деньги списываются с баланса организации.</translation>
    </message>
    <message>
        <source>Paste a key to use it</source>
        <translation>Вставьте ключ</translation>
    </message>
    <message>
        <source>Pay from the personal account</source>
        <translation>Платить с личного счёта</translation>
    </message>
    <message>
        <source>Payment</source>
        <translation>Оплата</translation>
    </message>
    <message>
        <source>Remember it in the system&apos;s key store</source>
        <translation>Запомнить в системном хранилище ключей</translation>
    </message>
    <message>
        <source>Service</source>
        <translation>Сервис</translation>
    </message>
    <message>
        <source>The address must begin with https://.</source>
        <translation>Адрес должен начинаться с https://.</translation>
    </message>
    <message>
        <source>The key comes from the environment variable GPTUNNEL_API_KEY, which wins over one entered here.</source>
        <translation>Ключ взят из переменной окружения GPTUNNEL_API_KEY. Она важнее ключа, введённого здесь.</translation>
    </message>
    <message>
        <source>The key is forgotten.</source>
        <translation>Ключ удалён.</translation>
    </message>
    <message>
        <source>This is too long for a key.</source>
        <translation>Слишком длинно для ключа.</translation>
    </message>
</context>
<context>
    <name>Arrivals</name>
    <message>
        <source>Of {count} files, “{name}” is opened: one is open at a time.</source>
        <translation>Файлов: {count}. Открыт «{name}»: за раз открывается только один.</translation>
    </message>
    <message>
        <source>Open as picture</source>
        <translation>Открыть как изображение</translation>
    </message>
    <message>
        <source>Pasted picture</source>
        <translation>Вставленное изображение</translation>
    </message>
    <message>
        <source>There is no picture, task id or result link to open in this.</source>
        <translation>Здесь нет ни изображения, ни идентификатора задачи, ни ссылки на результат.</translation>
    </message>
    <message>
        <source>Use as mask</source>
        <translation>Взять как маску</translation>
    </message>
    <message>
        <source>“{name}” looks like a mask of the open picture.</source>
        <translation>Файл «{name}» похож на маску открытого изображения.</translation>
    </message>
</context>
<context>
    <name>CandidateStrip</name>
    <message>
        <source>Candidate {number}</source>
        <translation>Вариант {number}</translation>
    </message>
    <message>
        <source>Candidates</source>
        <translation>Варианты</translation>
    </message>
    <message>
        <source>Drag it into another program</source>
        <translation>Перетащите в другую программу</translation>
    </message>
    <message>
        <source>Result</source>
        <translation>Результат</translation>
    </message>
    <message>
        <source>The whole grid</source>
        <translation>Вся сетка</translation>
    </message>
</context>
<context>
    <name>CoachMark</name>
    <message>
        <source>Close the hint</source>
        <translation>Закрыть подсказку</translation>
    </message>
    <message>
        <source>Paint over what should change</source>
        <translation>Закрасьте то, что нужно изменить</translation>
    </message>
    <message>
        <source>{smaller} and {larger} change the brush&apos;s size, the right button erases, {submit} submits.</source>
        <translation>{smaller} и {larger} меняют размер кисти, правая кнопка стирает, {submit} отправляет.</translation>
    </message>
</context>
<context>
    <name>CompareBar</name>
    <message>
        <source>Ways to compare</source>
        <translation>Способы сравнения</translation>
    </message>
</context>
<context>
    <name>CompareDesk</name>
    <message>
        <source>Changed</source>
        <translation>Изменено</translation>
    </message>
    <message>
        <source>Changed outside mask and feather</source>
        <translation>Изменено вне маски и растушёвки</translation>
    </message>
    <message>
        <source>Changed outside the mask</source>
        <translation>Изменено вне маски</translation>
    </message>
    <message>
        <source>Comparing…</source>
        <translation>Сравнение…</translation>
    </message>
    <message>
        <source>The pictures can&apos;t be compared</source>
        <translation>Изображения не удалось сравнить</translation>
    </message>
</context>
<context>
    <name>ComparisonView</name>
    <message>
        <source>A pixel counts that differs by {number} of 255 or more.</source>
        <translation>Учитываются пиксели, которые отличаются не меньше чем на {number} из 255.</translation>
    </message>
    <message>
        <source>Hold \ or Tab to see the original</source>
        <translation>Держите \ или Tab&#xa0;— увидите оригинал</translation>
    </message>
    <message>
        <source>Original</source>
        <translation>Оригинал</translation>
    </message>
    <message>
        <source>Result</source>
        <translation>Результат</translation>
    </message>
    <message>
        <source>candidate {number} {share}</source>
        <translation>вариант {number}&#xa0;— {share}</translation>
    </message>
    <message>
        <source>from {number}</source>
        <translation>от {number}</translation>
    </message>
</context>
<context>
    <name>Diagnostics</name>
    <message>
        <source>Diagnostics copied: they hold no key and no prompts</source>
        <translation>Диагностика скопирована: в ней нет ни ключа, ни промптов</translation>
    </message>
    <message>
        <source>The diagnostics can&apos;t be collected.</source>
        <translation>Не удалось собрать диагностику.</translation>
    </message>
</context>
<context>
    <name>DropHint</name>
    <message>
        <source>Drop to open</source>
        <translation>Отпустите, чтобы открыть</translation>
    </message>
</context>
<context>
    <name>EditBar</name>
    <message>
        <source> px</source>
        <translation> px</translation>
    </message>
    <message>
        <source>Apply</source>
        <translation>Применить</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Отмена</translation>
    </message>
    <message>
        <source>Grow by</source>
        <translation>Расширить на</translation>
    </message>
    <message>
        <source>Marked share of the picture: before and after</source>
        <translation>Закрашенная доля изображения: до и после</translation>
    </message>
    <message>
        <source>Remove specks below</source>
        <translation>Убрать пятна меньше</translation>
    </message>
    <message>
        <source>Shrink by</source>
        <translation>Сузить на</translation>
    </message>
    <message>
        <source>The preview is being computed</source>
        <translation>Предпросмотр готовится</translation>
    </message>
</context>
<context>
    <name>EmptyState</name>
    <message>
        <source>Cancel</source>
        <translation>Отменить</translation>
    </message>
    <message>
        <source>Enter it…</source>
        <translation>Ввести ключ…</translation>
    </message>
    <message>
        <source>Mark what should change, say what should appear, compare the results.</source>
        <translation>Закрасьте область, опишите замену и сравните результаты.</translation>
    </message>
    <message>
        <source>On this computer: no key, no cost, no network.</source>
        <translation>Прямо на этом компьютере: ключ, деньги и сеть не нужны.</translation>
    </message>
    <message>
        <source>Open a picture…</source>
        <translation>Открыть изображение…</translation>
    </message>
    <message>
        <source>Open a task…</source>
        <translation>Открыть задачу…</translation>
    </message>
    <message>
        <source>Opening the picture…</source>
        <translation>Изображение открывается…</translation>
    </message>
    <message>
        <source>Or drop one on this window, or paste it.</source>
        <translation>Или перетащите его в окно, или вставьте из буфера обмена.</translation>
    </message>
    <message>
        <source>Paste the id or the result link of a Midjourney task.</source>
        <translation>Вставьте идентификатор задачи Midjourney или ссылку на её результат.</translation>
    </message>
    <message>
        <source>Repaint one part of a picture</source>
        <translation>Перерисуйте часть изображения</translation>
    </message>
    <message>
        <source>Tasks need your GPTunnel API key.</source>
        <translation>Для задач нужен ключ API GPTunnel.</translation>
    </message>
    <message>
        <source>Try the sandbox</source>
        <translation>Открыть песочницу</translation>
    </message>
</context>
<context>
    <name>Figures</name>
    <message>
        <source>Ask for the balance again</source>
        <translation>Обновить баланс</translation>
    </message>
    <message>
        <source>Balance</source>
        <translation>Баланс</translation>
    </message>
    <message>
        <source>Choose which account pays, and whose balance is shown</source>
        <translation>С какого счёта платить и чей баланс показывать</translation>
    </message>
    <message>
        <source>Marked</source>
        <translation>Закрашено</translation>
    </message>
    <message>
        <source>On this picture</source>
        <translation>На это изображение</translation>
    </message>
    <message>
        <source>Organisation</source>
        <translation>Организация</translation>
    </message>
    <message>
        <source>Personal</source>
        <translation>Личный счёт</translation>
    </message>
    <message>
        <source>Price</source>
        <translation>Цена</translation>
    </message>
    <message>
        <source>Spent today</source>
        <translation>Потрачено сегодня</translation>
    </message>
</context>
<context>
    <name>FileDialogs</name>
    <message>
        <source>Pictures</source>
        <translation>Изображения</translation>
    </message>
</context>
<context>
    <name>GoingOn</name>
    <message>
        <source>The service&apos;s own picture isn&apos;t kept any more.</source>
        <translation>Изображение сервиса больше не хранится.</translation>
    </message>
</context>
<context>
    <name>Guard</name>
    <message>
        <source>Close</source>
        <translation>Закрыть</translation>
    </message>
    <message>
        <source>Copy Diagnostics</source>
        <translation>Скопировать диагностику</translation>
    </message>
    <message>
        <source>Mask Painter ended unexpectedly the last time; a report of it was kept.</source>
        <translation>В прошлый раз Mask Painter неожиданно закрылся; отчёт об этом сохранён.</translation>
    </message>
    <message>
        <source>Something went wrong inside the program.</source>
        <translation>В программе произошла ошибка.</translation>
    </message>
    <message>
        <source>Something went wrong inside the program; a report of it was kept.</source>
        <translation>В программе произошла ошибка; отчёт о ней сохранён.</translation>
    </message>
    <message>
        <source>Something went wrong inside the program; the mask is saved, and a report of it was kept.</source>
        <translation>В программе произошла ошибка; маска и отчёт об ошибке сохранены.</translation>
    </message>
</context>
<context>
    <name>HistoryCommands</name>
    <message>
        <source>Export Into</source>
        <translation>Экспорт в папку</translation>
    </message>
    <message>
        <source>Saved {name}</source>
        <translation>Сохранено: {name}</translation>
    </message>
    <message>
        <source>The result&apos;s link is copied.</source>
        <translation>Ссылка на результат скопирована.</translation>
    </message>
    <message>
        <source>The result&apos;s link was not written down.</source>
        <translation>Ссылка на этот результат не записана.</translation>
    </message>
    <message>
        <source>The task&apos;s id is copied.</source>
        <translation>Идентификатор задачи скопирован.</translation>
    </message>
</context>
<context>
    <name>HistoryDesk</name>
    <message>
        <source>Nothing here yet. Every picture you open and every job you submit stays here, with its mask and prompt, to go on from.</source>
        <translation>Здесь пока пусто. Каждое открытое изображение и каждая генерация останутся тут с маской и промптом&#xa0;— к ним можно будет вернуться.</translation>
    </message>
    <message>
        <source>Reading…</source>
        <translation>Чтение…</translation>
    </message>
</context>
<context>
    <name>HistoryDock</name>
    <message>
        <source>Close the history</source>
        <translation>Закрыть историю</translation>
    </message>
    <message>
        <source>History</source>
        <translation>История</translation>
    </message>
    <message>
        <source>Nothing found for “{text}”. The search goes through prompts and ids.</source>
        <translation>По запросу «{text}» ничего не найдено. Поиск идёт по промптам и идентификаторам задач.</translation>
    </message>
    <message>
        <source>{found} of {count}</source>
        <translation>{found} из {count}</translation>
    </message>
</context>
<context>
    <name>HistoryRemoval</name>
    <message>
        <source>Bring it back</source>
        <translation>Вернуть</translation>
    </message>
    <message>
        <source>Nobody knows yet whether this job was charged, so it can&apos;t be deleted. Open it again, and say what is to become of it.</source>
        <translation>Пока неизвестно, списаны ли деньги за эту генерацию, поэтому удалить её нельзя. Откройте её снова и решите, что с ней делать.</translation>
    </message>
    <message>
        <source>This job is still under way, and may be charged, so it can&apos;t be deleted. Wait for its end, or cancel it first.</source>
        <translation>Генерация ещё идёт, и за неё могут списать деньги, поэтому удалить её нельзя. Дождитесь конца или сначала отмените её.</translation>
    </message>
    <message>
        <source>“{title}” is in the trash.</source>
        <translation>«{title}»&#xa0;— в корзине.</translation>
    </message>
    <message>
        <source>“{title}” is taken out of the history.</source>
        <translation>«{title}» больше нет в истории.</translation>
    </message>
</context>
<context>
    <name>HistoryView</name>
    <message>
        <source>History: what came from what</source>
        <translation>История: что из чего получилось</translation>
    </message>
</context>
<context>
    <name>JobList</name>
    <message>
        <source>Jobs</source>
        <translation>Генерации</translation>
    </message>
</context>
<context>
    <name>JobPanel</name>
    <message>
        <source>Open a task first</source>
        <translation>Сначала откройте задачу</translation>
    </message>
    <message>
        <source>Submit</source>
        <translation>Отправить</translation>
    </message>
    <message>
        <source>Submit anyway</source>
        <translation>Всё равно отправить</translation>
    </message>
</context>
<context>
    <name>JobProgress</name>
    <message>
        <source>Cancel</source>
        <translation>Отменить</translation>
    </message>
    <message>
        <source>Job progress</source>
        <translation>Ход генерации</translation>
    </message>
    <message>
        <source>Open its picture</source>
        <translation>Открыть её изображение</translation>
    </message>
    <message>
        <source>This job is about another picture: open that one, with its mask.</source>
        <translation>Эта генерация относится к другому изображению: открыть его вместе с маской.</translation>
    </message>
</context>
<context>
    <name>JobTeller</name>
    <message>
        <source>A job on another picture is done; its result is saved.</source>
        <translation>Генерация по другому изображению завершена, результат сохранён.</translation>
    </message>
    <message>
        <source>Ask again with the same request</source>
        <translation>Повторить тот же запрос</translation>
    </message>
    <message>
        <source>Ask for it again</source>
        <translation>Запросить снова</translation>
    </message>
    <message>
        <source>Done: “{prompt}”</source>
        <translation>Готово: «{prompt}»</translation>
    </message>
    <message>
        <source>Forget it</source>
        <translation>Не повторять</translation>
    </message>
    <message>
        <source>Preferences…</source>
        <translation>Настройки…</translation>
    </message>
    <message>
        <source>Send it now</source>
        <translation>Отправить сейчас</translation>
    </message>
    <message>
        <source>Show it</source>
        <translation>Показать</translation>
    </message>
    <message>
        <source>Stopped waiting. The service goes on with the task and may charge for it; asking for it again costs nothing more.</source>
        <translation>Ожидание прервано. Сервис продолжает работу над задачей и может списать деньги; запросить её снова можно бесплатно.</translation>
    </message>
    <message>
        <source>Stopped waiting. The service goes on with the task, which costs {cost}; asking for it again costs nothing more.</source>
        <translation>Ожидание прервано. Сервис продолжает работу над задачей, за неё списано {cost}; запросить её снова можно бесплатно.</translation>
    </message>
    <message>
        <source>The jobs of earlier sessions can&apos;t be read. {reason}</source>
        <translation>Не удалось прочитать генерации прошлых сеансов. {reason}</translation>
    </message>
    <message>
        <source>There is {amount} to spend.</source>
        <translation>Доступно {amount}.</translation>
    </message>
    <message>
        <source>“{prompt}”: {text}</source>
        <translation>«{prompt}»: {text}</translation>
    </message>
</context>
<context>
    <name>JobsPage</name>
    <message>
        <source>By the system&apos;s notifications, without the prompt, and on the program&apos;s icon.</source>
        <translation>Системным уведомлением (без промпта) и на значке программы.</translation>
    </message>
    <message>
        <source>Further ones wait, and start by themselves as soon as there is room.</source>
        <translation>Остальные ждут и начнутся сами, как только освободится место.</translation>
    </message>
    <message>
        <source>Jobs at the same time</source>
        <translation>Генераций одновременно</translation>
    </message>
    <message>
        <source>Notify me when a job ends while another window is in front</source>
        <translation>Уведомлять о готовности, если впереди другое окно</translation>
    </message>
</context>
<context>
    <name>MainWindow</name>
    <message>
        <source>Canvas: the painting surface</source>
        <translation>Холст для рисования маски</translation>
    </message>
    <message>
        <source>Opening…</source>
        <translation>Открывается…</translation>
    </message>
    <message>
        <source>Result beside the original</source>
        <translation>Результат рядом с оригиналом</translation>
    </message>
</context>
<context>
    <name>MaskFiles</name>
    <message>
        <source>Export Mask</source>
        <translation>Экспорт маски</translation>
    </message>
    <message>
        <source>Import Mask</source>
        <translation>Импорт маски</translation>
    </message>
    <message>
        <source>Paste Mask</source>
        <translation>Вставка маски</translation>
    </message>
    <message>
        <source>Reading the mask. Esc gives it up.</source>
        <translation>Чтение маски. Esc&#xa0;— отменить.</translation>
    </message>
    <message>
        <source>The mask had greys close to black and white, as JPEG leaves them: they were taken for black and white.</source>
        <translation>В маске были оттенки, близкие к чёрному и белому, как бывает после JPEG: они заменены чёрным и белым.</translation>
    </message>
    <message>
        <source>The mask is all black: nothing is marked.</source>
        <translation>Маска целиком чёрная: ничего не закрашено.</translation>
    </message>
    <message>
        <source>The mask is copied</source>
        <translation>Маска скопирована</translation>
    </message>
    <message>
        <source>There is no picture in the clipboard to take as mask.</source>
        <translation>В буфере обмена нет изображения, из которого можно сделать маску.</translation>
    </message>
</context>
<context>
    <name>MaskImportDialog</name>
    <message>
        <source>Alpha (opacity)</source>
        <translation>альфа-каналом (непрозрачностью)</translation>
    </message>
    <message>
        <source>Apply</source>
        <translation>Применить</translation>
    </message>
    <message>
        <source>Applying…</source>
        <translation>Маска готовится…</translation>
    </message>
    <message>
        <source>Brightness</source>
        <translation>яркостью</translation>
    </message>
    <message>
        <source>Invert</source>
        <translation>Инвертировать</translation>
    </message>
    <message>
        <source>Mark what lies below the threshold instead</source>
        <translation>Закрасить то, что ниже порога</translation>
    </message>
    <message>
        <source>Marked</source>
        <translation>Закрашено</translation>
    </message>
    <message>
        <source>Mask is in</source>
        <translation>Маска задана</translation>
    </message>
    <message>
        <source>The mask is {mask}, the picture {picture}: it will be scaled.</source>
        <translation>Размер маски&#xa0;— {mask}, а изображения&#xa0;— {picture}: маска будет масштабирована.</translation>
    </message>
    <message>
        <source>Threshold</source>
        <translation>Порог</translation>
    </message>
    <message>
        <source>Values from here on are marked, 1 to 255</source>
        <translation>Закрашиваются значения от этого и выше, от 1 до 255</translation>
    </message>
    <message>
        <source>about {percent}</source>
        <translation>примерно {percent}</translation>
    </message>
</context>
<context>
    <name>MaskTeller</name>
    <message>
        <source>Bring it back</source>
        <translation>Вернуть её</translation>
    </message>
    <message>
        <source>Export the mask…</source>
        <translation>Экспортировать маску…</translation>
    </message>
    <message>
        <source>It is set aside in the data folder, in “masks/old”.</source>
        <translation>Она сохранена отдельно, в папке данных: «masks/old».</translation>
    </message>
    <message>
        <source>Start fresh</source>
        <translation>Начать заново</translation>
    </message>
    <message>
        <source>The data folder can&apos;t be written to, so your mask can&apos;t be saved. Mend its permissions: until it can, saving is tried again and again.</source>
        <translation>В папку данных нельзя записать, поэтому маска не сохраняется. Исправьте права доступа: до тех пор программа будет повторять попытки.</translation>
    </message>
    <message>
        <source>The disk is full, so your mask can&apos;t be saved. Free some space: until it can, saving is tried again and again.</source>
        <translation>Диск заполнен, поэтому маска не сохраняется. Освободите место: до тех пор программа будет повторять попытки.</translation>
    </message>
    <message>
        <source>The mask painted here before is damaged.</source>
        <translation>Маска, нарисованная здесь раньше, повреждена.</translation>
    </message>
    <message>
        <source>The mask painted here before is {mask} pixels, but the picture is {picture}.</source>
        <translation>Размер маски, нарисованной здесь раньше,&#xa0;— {mask}&#xa0;px, а изображения&#xa0;— {picture}&#xa0;px.</translation>
    </message>
    <message>
        <source>The mask that this picture was made with fits here, too.</source>
        <translation>Прежняя маска подойдёт и к этому изображению.</translation>
    </message>
    <message>
        <source>The mask you asked for is shown; the one you had painted is set aside.</source>
        <translation>Показана запрошенная маска; нарисованная раньше сохранена отдельно.</translation>
    </message>
    <message>
        <source>Use the previous mask</source>
        <translation>Взять прежнюю маску</translation>
    </message>
    <message>
        <source>Your mask can&apos;t be saved in the data folder. Until it can, saving is tried again and again.</source>
        <translation>Маску не удаётся сохранить в папке данных. Программа будет повторять попытки.</translation>
    </message>
    <message>
        <source>Your mask is back.</source>
        <translation>Ваша маска на месте.</translation>
    </message>
    <message>
        <source>Your mask is saved again.</source>
        <translation>Маска снова сохраняется.</translation>
    </message>
</context>
<context>
    <name>Menus</name>
    <message>
        <source>&amp;Edit</source>
        <translation>&amp;Правка</translation>
    </message>
    <message>
        <source>&amp;File</source>
        <translation>&amp;Файл</translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation>&amp;Справка</translation>
    </message>
    <message>
        <source>&amp;Job</source>
        <translation>&amp;Генерация</translation>
    </message>
    <message>
        <source>&amp;Mask</source>
        <translation>&amp;Маска</translation>
    </message>
    <message>
        <source>&amp;Tools</source>
        <translation>&amp;Инструменты</translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation>&amp;Вид</translation>
    </message>
    <message>
        <source>Entry of the His&amp;tory</source>
        <translation>З&amp;апись истории</translation>
    </message>
</context>
<context>
    <name>MessageBar</name>
    <message>
        <source>Dismiss</source>
        <translation>Закрыть</translation>
    </message>
    <message>
        <source>Dismiss the message</source>
        <translation>Закрыть сообщение</translation>
    </message>
</context>
<context>
    <name>Money</name>
    <message>
        <source>Before it there were {before} to spend, now {now}.</source>
        <translation>До отправки было доступно {before}, сейчас {now}.</translation>
    </message>
    <message>
        <source>Other jobs took {amount} of that.</source>
        <translation>Из них {amount} ушло на другие генерации.</translation>
    </message>
    <message>
        <source>free from Midjourney 5 on</source>
        <translation>бесплатно с Midjourney 5</translation>
    </message>
    <message>
        <source>free last time</source>
        <translation>в прошлый раз бесплатно</translation>
    </message>
    <message>
        <source>not known yet</source>
        <translation>пока неизвестна</translation>
    </message>
    <message>
        <source>price known after the first one</source>
        <translation>цена&#xa0;— после первой генерации</translation>
    </message>
    <message>
        <source>{price} last time</source>
        <translation>{price} в прошлый раз</translation>
    </message>
</context>
<context>
    <name>Notifier</name>
    <message>
        <source>A job has failed</source>
        <translation>Генерация не удалась</translation>
    </message>
    <message>
        <source>A job waits for your word</source>
        <translation>Генерация ждёт вашего решения</translation>
    </message>
    <message>
        <source>Show it</source>
        <translation>Показать</translation>
    </message>
    <message>
        <source>Task {id}</source>
        <translation>Задача {id}</translation>
    </message>
    <message>
        <source>The result is ready</source>
        <translation>Результат готов</translation>
    </message>
</context>
<context>
    <name>OfferButtons</name>
    <message>
        <source>More like this</source>
        <translation>Ещё варианты</translation>
    </message>
    <message>
        <source>Reroll</source>
        <translation>Заново</translation>
    </message>
    <message>
        <source>Strong variation</source>
        <translation>Сильная вариация</translation>
    </message>
    <message>
        <source>Subtle variation</source>
        <translation>Слабая вариация</translation>
    </message>
    <message>
        <source>Variation</source>
        <translation>Вариация</translation>
    </message>
</context>
<context>
    <name>OfferDesk</name>
    <message>
        <source>Ask for it anyway</source>
        <translation>Всё равно запросить</translation>
    </message>
    <message>
        <source>Pick one of the four first: click it, or press 1 to 4.</source>
        <translation>Сначала выберите один из четырёх вариантов: щёлкните его или нажмите 1–4.</translation>
    </message>
    <message>
        <source>Show it</source>
        <translation>Показать</translation>
    </message>
    <message>
        <source>The service offers no upsample of candidate {number}.</source>
        <translation>Увеличить вариант {number} сервис не предлагает.</translation>
    </message>
    <message>
        <source>The service offers no variation of candidate {number}.</source>
        <translation>Для варианта {number} сервис вариаций не предлагает.</translation>
    </message>
    <message>
        <source>You asked for exactly this already: the service returns the same task.</source>
        <translation>Вы уже запрашивали то же самое: сервис вернёт ту же задачу.</translation>
    </message>
    <message>
        <source>free</source>
        <translation>бесплатно</translation>
    </message>
</context>
<context>
    <name>OpenTaskDialog</name>
    <message>
        <source>Looks like a task id.</source>
        <translation>Похоже на идентификатор задачи.</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>Открыть</translation>
    </message>
    <message>
        <source>Open Task</source>
        <translation>Открыть задачу</translation>
    </message>
    <message>
        <source>Recent</source>
        <translation>Недавние</translation>
    </message>
    <message>
        <source>Task id, or the link of its result</source>
        <translation>Идентификатор задачи или ссылка на результат</translation>
    </message>
    <message>
        <source>Task {task}</source>
        <translation>Задача {task}</translation>
    </message>
    <message>
        <source>This is neither a task id nor a result&apos;s link.</source>
        <translation>Это не идентификатор задачи и не ссылка на результат.</translation>
    </message>
    <message>
        <source>You find both in the answer to the task&apos;s creation.</source>
        <translation>И то и другое сервис присылает в ответ на создание задачи.</translation>
    </message>
</context>
<context>
    <name>OptionsBar</name>
    <message>
        <source>Mask Colour</source>
        <translation>Цвет маски</translation>
    </message>
    <message>
        <source>Mask colour</source>
        <translation>Цвет маски</translation>
    </message>
    <message>
        <source>Mask opacity</source>
        <translation>Непрозрачность маски</translation>
    </message>
    <message>
        <source>Tool Options</source>
        <translation>Параметры инструмента</translation>
    </message>
</context>
<context>
    <name>Painting</name>
    <message>
        <source>&amp;Redo</source>
        <translation>&amp;Повторить</translation>
    </message>
    <message>
        <source>&amp;Redo {step}</source>
        <translation>&amp;Повторить: {step}</translation>
    </message>
    <message>
        <source>&amp;Undo</source>
        <translation>&amp;Отменить</translation>
    </message>
    <message>
        <source>&amp;Undo {step}</source>
        <translation>&amp;Отменить: {step}</translation>
    </message>
    <message>
        <source>Brush Stroke</source>
        <translation>мазок кистью</translation>
    </message>
    <message>
        <source>Clear Mask</source>
        <translation>очистка маски</translation>
    </message>
    <message>
        <source>Ellipse</source>
        <translation>эллипс</translation>
    </message>
    <message>
        <source>Eraser Stroke</source>
        <translation>мазок ластиком</translation>
    </message>
    <message>
        <source>Fill Holes</source>
        <translation>заполнение отверстий</translation>
    </message>
    <message>
        <source>Grow Mask</source>
        <translation>расширение маски</translation>
    </message>
    <message>
        <source>Import Mask</source>
        <translation>импорт маски</translation>
    </message>
    <message>
        <source>Invert Mask</source>
        <translation>инверсия маски</translation>
    </message>
    <message>
        <source>Lasso</source>
        <translation>лассо</translation>
    </message>
    <message>
        <source>Nothing was submitted, exported or copied: the mask did not become what it was to be.</source>
        <translation>Маска не изменилась так, как нужно, поэтому ничего не отправлено, не экспортировано и не скопировано.</translation>
    </message>
    <message>
        <source>Paste Mask</source>
        <translation>вставка маски</translation>
    </message>
    <message>
        <source>Polygon</source>
        <translation>многоугольник</translation>
    </message>
    <message>
        <source>Previous Mask</source>
        <translation>прежняя маска</translation>
    </message>
    <message>
        <source>Rectangle</source>
        <translation>прямоугольник</translation>
    </message>
    <message>
        <source>Remove Specks</source>
        <translation>удаление пятен</translation>
    </message>
    <message>
        <source>Shrink Mask</source>
        <translation>сужение маски</translation>
    </message>
    <message>
        <source>The mask could not be changed; it is as it was.</source>
        <translation>Маску не удалось изменить; она осталась прежней.</translation>
    </message>
    <message>
        <source>Wand</source>
        <translation>волшебная палочка</translation>
    </message>
    <message>
        <source>Working on the mask: {percent} %. Esc gives it up.</source>
        <translation>Обработка маски: {percent}&#xa0;%. Esc&#xa0;— отменить.</translation>
    </message>
</context>
<context>
    <name>PasteDesk</name>
    <message>
        <source>The mask that was sent can&apos;t be read</source>
        <translation>Не удаётся прочитать отправленную маску</translation>
    </message>
    <message>
        <source>There is no result of a mask beside its original</source>
        <translation>Рядом с оригиналом нет результата, полученного по маске</translation>
    </message>
</context>
<context>
    <name>PasteFields</name>
    <message>
        <source> px</source>
        <translation> px</translation>
    </message>
    <message>
        <source>Feather</source>
        <translation>Растушёвка</translation>
    </message>
    <message>
        <source>Feather of the marked region in picture pixels</source>
        <translation>Растушёвка закрашенной области в пикселях изображения</translation>
    </message>
    <message>
        <source>How far around the marked region the result blends into the original</source>
        <translation>На сколько пикселей вокруг закрашенной области результат плавно переходит в оригинал</translation>
    </message>
    <message>
        <source>Only the marked region</source>
        <translation>Только закрашенная область</translation>
    </message>
    <message>
        <source>Take over what was marked, and keep the original everywhere else, bit for bit ({key})</source>
        <translation>Взять из результата только закрашенное, а всё остальное оставить точно как в оригинале ({key})</translation>
    </message>
</context>
<context>
    <name>Preferences</name>
    <message>
        <source>A key entered in Preferences is used until the program ends.</source>
        <translation>Ключ, введённый в настройках, действует до закрытия программы.</translation>
    </message>
    <message>
        <source>It may still hold the key: remove it there by hand.</source>
        <translation>Ключ мог остаться в хранилище: удалите его там вручную.</translation>
    </message>
    <message>
        <source>Preferences…</source>
        <translation>Настройки…</translation>
    </message>
    <message>
        <source>The key is used until the program ends, then it is forgotten.</source>
        <translation>Ключ действует только до закрытия программы.</translation>
    </message>
    <message>
        <source>The only key store here would keep the key readable to others.</source>
        <translation>Единственное доступное хранилище ключей не защищает ключ от посторонних.</translation>
    </message>
    <message>
        <source>The preferences can&apos;t be saved, so they hold until the program ends: {reason}.</source>
        <translation>Не удалось сохранить настройки, они действуют до закрытия программы: {reason}.</translation>
    </message>
    <message>
        <source>The system&apos;s key store gives no answer.</source>
        <translation>Системное хранилище ключей не отвечает.</translation>
    </message>
    <message>
        <source>The system&apos;s key store is locked.</source>
        <translation>Системное хранилище ключей заблокировано.</translation>
    </message>
    <message>
        <source>The system&apos;s key store refused.</source>
        <translation>Системное хранилище ключей отклонило запрос.</translation>
    </message>
    <message>
        <source>This system has no key store that can be reached.</source>
        <translation>В системе нет доступного хранилища ключей.</translation>
    </message>
</context>
<context>
    <name>PreferencesDialog</name>
    <message>
        <source>Account</source>
        <translation>Аккаунт</translation>
    </message>
    <message>
        <source>Appearance</source>
        <translation>Интерфейс</translation>
    </message>
    <message>
        <source>Canvas</source>
        <translation>Холст</translation>
    </message>
    <message>
        <source>Jobs</source>
        <translation>Генерации</translation>
    </message>
    <message>
        <source>Pages of the preferences</source>
        <translation>Разделы настроек</translation>
    </message>
    <message>
        <source>Pen</source>
        <translation>Перо</translation>
    </message>
    <message>
        <source>Preferences</source>
        <translation>Настройки</translation>
    </message>
    <message>
        <source>Updates</source>
        <translation>Обновления</translation>
    </message>
</context>
<context>
    <name>Preflight</name>
    <message>
        <source>Ask again</source>
        <translation>Обновить баланс</translation>
    </message>
    <message>
        <source>Asking the service about the task…</source>
        <translation>Запрос сведений о задаче…</translation>
    </message>
    <message>
        <source>Check again</source>
        <translation>Проверить снова</translation>
    </message>
    <message>
        <source>Checking the mask…</source>
        <translation>Проверка маски…</translation>
    </message>
    <message>
        <source>Invert the mask</source>
        <translation>Инвертировать маску</translation>
    </message>
    <message>
        <source>Nothing was submitted: another picture was opened first.</source>
        <translation>Ничего не отправлено: раньше открылось другое изображение.</translation>
    </message>
    <message>
        <source>Preferences…</source>
        <translation>Настройки…</translation>
    </message>
    <message>
        <source>Reading what was submitted before…</source>
        <translation>Чтение отправленного ранее…</translation>
    </message>
    <message>
        <source>Remove them</source>
        <translation>Убрать их</translation>
    </message>
    <message>
        <source>Show</source>
        <translation>Показать</translation>
    </message>
</context>
<context>
    <name>PreflightList</name>
    <message>
        <source>To note before submitting</source>
        <translation>На что обратить внимание перед отправкой</translation>
    </message>
</context>
<context>
    <name>PressureEditor</name>
    <message>
        <source> %</source>
        <translation> %</translation>
    </message>
    <message>
        <source>At the lightest touch</source>
        <translation>При самом лёгком касании</translation>
    </message>
    <message>
        <source>Smallest size</source>
        <translation>Мин. размер</translation>
    </message>
    <message>
        <source>Softness</source>
        <translation>Мягкость</translation>
    </message>
    <message>
        <source>The softer, the less pressure a wide stroke takes</source>
        <translation>Чем мягче, тем слабее нажим, нужный для широкого мазка</translation>
    </message>
    <message>
        <source>Try the pen on the strip below. A mouse always paints with full size.</source>
        <translation>Попробуйте перо на полосе ниже. Мышь всегда рисует в полный размер.</translation>
    </message>
</context>
<context>
    <name>PressureStrip</name>
    <message>
        <source>Strip to try the pen on</source>
        <translation>Полоса для пробы пера</translation>
    </message>
</context>
<context>
    <name>PromptBox</name>
    <message>
        <source>In English. Left empty, the original prompt is used.</source>
        <translation>По-английски. Если оставить пустым, будет исходный промпт.</translation>
    </message>
    <message>
        <source>What should appear</source>
        <translation>Что должно появиться</translation>
    </message>
    <message>
        <source>{count} characters</source>
        <translation>Символов: {count}</translation>
    </message>
</context>
<context>
    <name>RecentMenu</name>
    <message>
        <source>&amp;Clear Recent</source>
        <translation>О&amp;чистить список</translation>
    </message>
    <message>
        <source>Open &amp;Recent</source>
        <translation>Открыть н&amp;едавнюю</translation>
    </message>
</context>
<context>
    <name>RecentTiles</name>
    <message>
        <source>Recent</source>
        <translation>Недавние</translation>
    </message>
</context>
<context>
    <name>ResultBox</name>
    <message>
        <source>Continue from this one</source>
        <translation>Взять за основу</translation>
    </message>
    <message>
        <source>Drag it into another program</source>
        <translation>Перетащите в другую программу</translation>
    </message>
    <message>
        <source>Save result as…</source>
        <translation>Сохранить результат…</translation>
    </message>
</context>
<context>
    <name>ResultPresenter</name>
    <message>
        <source>Candidate {number}</source>
        <translation>Вариант {number}</translation>
    </message>
    <message>
        <source>Candidate {number} · only the marked region</source>
        <translation>Вариант {number} · только закрашенная область</translation>
    </message>
    <message>
        <source>Failed · last preview</source>
        <translation>Не удалось · промежуточный результат</translation>
    </message>
    <message>
        <source>Only the marked region</source>
        <translation>Только закрашенная область</translation>
    </message>
    <message>
        <source>Pick one of four</source>
        <translation>Выберите один из четырёх</translation>
    </message>
    <message>
        <source>Preview</source>
        <translation>Предпросмотр</translation>
    </message>
    <message>
        <source>Result</source>
        <translation>Результат</translation>
    </message>
    <message>
        <source>The service&apos;s own picture</source>
        <translation>Изображение сервиса</translation>
    </message>
</context>
<context>
    <name>ResultSaver</name>
    <message>
        <source>Save Result As</source>
        <translation>Сохранить результат</translation>
    </message>
    <message>
        <source>Saved {name}</source>
        <translation>Сохранено: {name}</translation>
    </message>
    <message>
        <source>Saved {name}; {other} is another program&apos;s and stays as it is</source>
        <translation>Сохранено: {name}. Файл {other} от другой программы не изменён</translation>
    </message>
</context>
<context>
    <name>ResultSharing</name>
    <message>
        <source>The picture is copied</source>
        <translation>Изображение скопировано</translation>
    </message>
</context>
<context>
    <name>SearchField</name>
    <message>
        <source>Search prompts and ids</source>
        <translation>Поиск по истории</translation>
    </message>
    <message>
        <source>Search the history</source>
        <translation>Поиск в истории</translation>
    </message>
</context>
<context>
    <name>Session</name>
    <message>
        <source>Checking the journal of jobs…</source>
        <translation>Проверяется журнал генераций…</translation>
    </message>
    <message>
        <source>Some preferences could not be read; their defaults are in force.</source>
        <translation>Часть настроек не удалось прочитать: вместо них действуют значения по умолчанию.</translation>
    </message>
    <message>
        <source>The journal of jobs was damaged. A new one has been begun with what could be read; the old one is kept as {path}.</source>
        <translation>Журнал генераций был повреждён. Создан новый, в нём всё, что удалось прочитать; старый сохранён как {path}.</translation>
    </message>
</context>
<context>
    <name>ShortcutSheet</name>
    <message>
        <source>Keyboard Shortcuts</source>
        <translation>Сочетания клавиш</translation>
    </message>
</context>
<context>
    <name>SightDesk</name>
    <message>
        <source>Preparing the picture: {percent} %</source>
        <translation>Подготовка изображения: {percent}&#xa0;%</translation>
    </message>
</context>
<context>
    <name>SourceBox</name>
    <message>
        <source>All that the service made of the original, beside what was taken over</source>
        <translation>Всё, что сервис сделал с оригиналом, рядом с тем, что вставлено</translation>
    </message>
    <message>
        <source>Jobs go to the service on this computer: they cost nothing.</source>
        <translation>Запросы идут в сервис на этом компьютере и ничего не стоят.</translation>
    </message>
    <message>
        <source>Nothing open</source>
        <translation>Ничего не открыто</translation>
    </message>
    <message>
        <source>Sandbox: free</source>
        <translation>Песочница: бесплатно</translation>
    </message>
    <message>
        <source>See the service&apos;s own picture</source>
        <translation>Показать изображение сервиса</translation>
    </message>
    <message>
        <source>Task</source>
        <translation>Задача</translation>
    </message>
</context>
<context>
    <name>SourceTeller</name>
    <message>
        <source>Only the marked region of this picture is a task&apos;s. To go on with the task, open that one.</source>
        <translation>Здесь от задачи только закрашенная область. Чтобы продолжить, откройте саму задачу.</translation>
    </message>
    <message>
        <source>Only the marked region was taken over, but this picture can&apos;t be kept: when the task is opened again, the service&apos;s own is there. {reason}</source>
        <translation>Вставлена только закрашенная область, но сохранить это изображение не удалось: при следующем открытии задачи будет изображение сервиса. {reason}</translation>
    </message>
    <message>
        <source>Open the task</source>
        <translation>Открыть задачу</translation>
    </message>
    <message>
        <source>The marked region can&apos;t be pasted into the original, so this is the service&apos;s own picture. {reason}</source>
        <translation>Не удалось вставить закрашенную область в оригинал, поэтому открыто изображение сервиса. {reason}</translation>
    </message>
    <message>
        <source>The service&apos;s picture has {size} pixels, and so must the mask: the original was scaled to that.</source>
        <translation>У изображения сервиса другой размер, {size}, и маска должна быть такой же: оригинал приведён к этому размеру.</translation>
    </message>
    <message>
        <source>This is candidate {number} of a task, cut out of its picture. To go on with the task, open that one.</source>
        <translation>Это вариант {number}, вырезанный из изображения задачи. Чтобы продолжить, откройте саму задачу.</translation>
    </message>
    <message>
        <source>a grid of four</source>
        <translation>сетка из четырёх</translation>
    </message>
    <message>
        <source>a task&apos;s, says {name}</source>
        <translation>задача указана в {name}</translation>
    </message>
    <message>
        <source>no task: can be painted and exported</source>
        <translation>без задачи: маску можно только экспортировать</translation>
    </message>
    <message>
        <source>only the marked region was pasted in</source>
        <translation>вставлена только закрашенная область</translation>
    </message>
</context>
<context>
    <name>StatusLine</name>
    <message>
        <source>Marked {share}</source>
        <translation>Закрашено {share}</translation>
    </message>
    <message>
        <source>transparent</source>
        <translation>прозрачно</translation>
    </message>
</context>
<context>
    <name>Submission</name>
    <message>
        <source>Exactly this is under way already.</source>
        <translation>Точно такая генерация уже идёт.</translation>
    </message>
    <message>
        <source>Nothing was submitted.</source>
        <translation>Ничего не отправлено.</translation>
    </message>
    <message>
        <source>Nothing was submitted: another service was chosen first.</source>
        <translation>Ничего не отправлено: раньше был выбран другой сервис.</translation>
    </message>
    <message>
        <source>Open a task first: its picture is what you mark.</source>
        <translation>Сначала откройте задачу: маска рисуется на её изображении.</translation>
    </message>
    <message>
        <source>Open a task…</source>
        <translation>Открыть задачу…</translation>
    </message>
    <message>
        <source>Open the task</source>
        <translation>Открыть задачу</translation>
    </message>
    <message>
        <source>The mask is empty. Paint over what should change, then submit.</source>
        <translation>Маска пуста. Закрасьте то, что нужно изменить, и отправьте снова.</translation>
    </message>
    <message>
        <source>This picture belongs to no task, and the service repaints tasks only. Export the mask, open the task, then import the mask there.</source>
        <translation>Это изображение не связано с задачей, а сервис работает только с задачами. Экспортируйте маску, откройте задачу и импортируйте маску в неё.</translation>
    </message>
    <message>
        <source>This task is a grid of four pictures, and a mask needs one. Pick one (click it, or press 1 to 4) to upsample it: {price}.</source>
        <translation>Это сетка из четырёх изображений, а для маски нужно одно. Выберите его щелчком или клавишами 1–4, и сервис его увеличит: {price}.</translation>
    </message>
    <message>
        <source>Use picture {number}</source>
        <translation>Взять вариант {number}</translation>
    </message>
</context>
<context>
    <name>ToolBar</name>
    <message>
        <source>Tools</source>
        <translation>Инструменты</translation>
    </message>
</context>
<context>
    <name>ToolDesk</name>
    <message>
        <source>Click the corners · Enter or a double click closes · Backspace takes one back · Ctrl or Alt: subtract</source>
        <translation>Щёлкайте по углам · Enter или двойной щелчок&#xa0;— замкнуть · Backspace&#xa0;— убрать угол · Ctrl или Alt&#xa0;— вычесть</translation>
    </message>
    <message>
        <source>Ctrl or Alt: subtract · right button: the opposite</source>
        <translation>Ctrl или Alt&#xa0;— вычесть · правая кнопка&#xa0;— наоборот</translation>
    </message>
    <message>
        <source>Drag to move the picture</source>
        <translation>Тяните, чтобы сдвинуть изображение</translation>
    </message>
    <message>
        <source>Right button: the opposite · Shift+click: a straight line · Alt+right button: size</source>
        <translation>Правая кнопка&#xa0;— наоборот · Shift+щелчок&#xa0;— прямая линия · Alt+правая кнопка&#xa0;— размер</translation>
    </message>
    <message>
        <source>Shift: a circle · Alt: from the centre · Ctrl: subtract</source>
        <translation>Shift&#xa0;— круг · Alt&#xa0;— от центра · Ctrl&#xa0;— вычесть</translation>
    </message>
    <message>
        <source>Shift: a square · Alt: from the centre · Ctrl: subtract</source>
        <translation>Shift&#xa0;— квадрат · Alt&#xa0;— от центра · Ctrl&#xa0;— вычесть</translation>
    </message>
</context>
<context>
    <name>ToolFields</name>
    <message>
        <source> px</source>
        <translation> px</translation>
    </message>
    <message>
        <source>Add</source>
        <translation>Добавить</translation>
    </message>
    <message>
        <source>Add to the mask ({key} swaps)</source>
        <translation>Добавлять к маске ({key}&#xa0;— наоборот)</translation>
    </message>
    <message>
        <source>Brush size ({smaller} and {larger}, Ctrl+wheel)</source>
        <translation>Размер кисти ({smaller} и {larger}, Ctrl+колесо)</translation>
    </message>
    <message>
        <source>Brush size in picture pixels</source>
        <translation>Размер кисти в пикселях изображения</translation>
    </message>
    <message>
        <source>Contiguous</source>
        <translation>Смежные</translation>
    </message>
    <message>
        <source>How far a colour may be from the one clicked to be taken too</source>
        <translation>Насколько цвет может отличаться от указанного, чтобы тоже попасть в область</translation>
    </message>
    <message>
        <source>Pen pressure</source>
        <translation>Нажим пера</translation>
    </message>
    <message>
        <source>Pen pressure changes the brush&apos;s size</source>
        <translation>Нажим пера меняет размер кисти</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>Размер</translation>
    </message>
    <message>
        <source>Smoothing</source>
        <translation>Сглаживание</translation>
    </message>
    <message>
        <source>Smoothing of strokes</source>
        <translation>Сглаживание мазков</translation>
    </message>
    <message>
        <source>Steadies the hand: the brush follows the pointer as if on a string this long</source>
        <translation>Делает руку твёрже: кисть тянется за указателем, как на нити такой длины</translation>
    </message>
    <message>
        <source>Subtract</source>
        <translation>Вычесть</translation>
    </message>
    <message>
        <source>Subtract from the mask ({key} swaps)</source>
        <translation>Вычитать из маски ({key}&#xa0;— наоборот)</translation>
    </message>
    <message>
        <source>Take only what hangs together with the place clicked</source>
        <translation>Брать только пиксели, смежные с местом щелчка</translation>
    </message>
    <message>
        <source>Tolerance</source>
        <translation>Допуск</translation>
    </message>
    <message>
        <source>Tolerance of the wand</source>
        <translation>Допуск волшебной палочки</translation>
    </message>
</context>
<context>
    <name>Updates</name>
    <message>
        <source>Check again</source>
        <translation>Проверить снова</translation>
    </message>
    <message>
        <source>Check for updates once a day? Only the newest version&apos;s number is asked for; nothing is sent about you, and nothing installed.</source>
        <translation>Проверять обновления раз в день? Запрашивается только номер последней версии, о&#xa0;вас ничего не передаётся. Сами по&#xa0;себе обновления не ставятся.</translation>
    </message>
    <message>
        <source>Check once a day</source>
        <translation>Проверять раз в день</translation>
    </message>
    <message>
        <source>Checking for updates…</source>
        <translation>Проверка обновлений…</translation>
    </message>
    <message>
        <source>Don&apos;t check</source>
        <translation>Не проверять</translation>
    </message>
    <message>
        <source>Don&apos;t remind me of it</source>
        <translation>Не напоминать об этой версии</translation>
    </message>
    <message>
        <source>No browser could be opened. The page is {page}</source>
        <translation>Не удалось открыть браузер. Адрес страницы: {page}</translation>
    </message>
    <message>
        <source>Open its page</source>
        <translation>Открыть страницу</translation>
    </message>
    <message>
        <source>This copy doesn&apos;t know where new versions are published, so it can&apos;t check for updates.</source>
        <translation>В этой сборке не указано, где публикуются новые версии, поэтому проверить обновления нельзя.</translation>
    </message>
    <message>
        <source>Version {version} is out. You have {current}.</source>
        <translation>Вышла версия {version}. У вас {current}.</translation>
    </message>
    <message>
        <source>Whether there is a newer version isn&apos;t known: {host} can&apos;t be reached. Check the network and try again.</source>
        <translation>Не удалось проверить обновления: {host} не отвечает. Проверьте сеть и попробуйте ещё раз.</translation>
    </message>
    <message>
        <source>Whether there is a newer version isn&apos;t known: {host} gives no answer that makes sense. Try again later.</source>
        <translation>Не удалось проверить обновления: ответ {host} не удаётся понять. Попробуйте позже.</translation>
    </message>
    <message>
        <source>You have the newest version, {version}.</source>
        <translation>У вас последняя версия: {version}.</translation>
    </message>
</context>
<context>
    <name>UpdatesPage</name>
    <message>
        <source>Check for updates once a day</source>
        <translation>Проверять обновления раз в день</translation>
    </message>
    <message>
        <source>Only the newest version&apos;s number is asked for, over an encrypted connection. Nothing is sent about you or your work, and nothing is installed.</source>
        <translation>Запрашивается только номер последней версии, по защищённому соединению. О&#xa0;вас и&#xa0;вашей работе ничего не передаётся. Сами по&#xa0;себе обновления не ставятся.</translation>
    </message>
    <message>
        <source>This copy doesn&apos;t know where new versions are published.</source>
        <translation>В этой сборке не указано, где публикуются новые версии.</translation>
    </message>
</context>
<context>
    <name>Workspace</name>
    <message>
        <source>Check again</source>
        <translation>Проверить снова</translation>
    </message>
    <message>
        <source>Open Picture</source>
        <translation>Открыть изображение</translation>
    </message>
    <message>
        <source>Preferences…</source>
        <translation>Настройки…</translation>
    </message>
    <message>
        <source>Saved {name}</source>
        <translation>Сохранено: {name}</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Попробовать ещё раз</translation>
    </message>
</context>
<context>
    <name>_CanvasPage</name>
    <message>
        <source> MB</source>
        <translation> МБ</translation>
    </message>
    <message>
        <source>Memory for undo</source>
        <translation>Память для отмены</translation>
    </message>
    <message>
        <source>Show a pixel grid from 800 % on</source>
        <translation>Показывать сетку пикселей начиная с 800&#xa0;%</translation>
    </message>
    <message>
        <source>When it is full, the oldest steps are forgotten. A stroke takes little.</source>
        <translation>Когда она заполнится, самые старые шаги удалятся. Один мазок занимает мало места.</translation>
    </message>
</context>
<context>
    <name>_Instead</name>
    <message>
        <source>Show everything</source>
        <translation>Показать всё</translation>
    </message>
</context>
<context>
    <name>_Line</name>
    <message>
        <source>Cancel the job</source>
        <translation>Отменить генерацию</translation>
    </message>
    <message>
        <source>Take it off the list</source>
        <translation>Убрать из списка</translation>
    </message>
</context>
<context>
    <name>_LookPage</name>
    <message>
        <source>As the system</source>
        <translation>Как в системе</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>Тёмная</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>Язык</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>Светлая</translation>
    </message>
    <message>
        <source>Theme</source>
        <translation>Тема</translation>
    </message>
</context>
<context>
    <name>_PenPage</name>
    <message>
        <source>Pressure and the brush&apos;s size</source>
        <translation>Нажим и размер кисти</translation>
    </message>
</context>
<context>
    <name>_Plot</name>
    <message>
        <source>Brush size by pen pressure</source>
        <translation>Размер кисти в зависимости от нажима</translation>
    </message>
    <message>
        <source>Half the pressure gives {percent} % of the size</source>
        <translation>Половина нажима даёт {percent}&#xa0;% размера</translation>
    </message>
    <message>
        <source>Pressure</source>
        <translation>Нажим</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>Размер</translation>
    </message>
</context>
<context>
    <name>_Preview</name>
    <message>
        <source>Preview of the mask on the picture</source>
        <translation>Предпросмотр маски на изображении</translation>
    </message>
</context>
<context>
    <name>actions</name>
    <message>
        <source>&amp;100 %</source>
        <translation>&amp;100&#xa0;%</translation>
    </message>
    <message>
        <source>&amp;About Mask Painter</source>
        <translation>&amp;О программе Mask Painter</translation>
    </message>
    <message>
        <source>&amp;Blink</source>
        <translation>Ми&amp;гание</translation>
    </message>
    <message>
        <source>&amp;Brush</source>
        <translation>&amp;Кисть</translation>
    </message>
    <message>
        <source>&amp;Cancel Job</source>
        <translation>Отменить &amp;генерацию</translation>
    </message>
    <message>
        <source>&amp;Clear Mask</source>
        <translation>О&amp;чистить маску</translation>
    </message>
    <message>
        <source>&amp;Copy Diagnostics</source>
        <translation>С&amp;копировать диагностику</translation>
    </message>
    <message>
        <source>&amp;Copy Mask</source>
        <translation>&amp;Копировать маску</translation>
    </message>
    <message>
        <source>&amp;Copy Task Id</source>
        <translation>&amp;Копировать идентификатор</translation>
    </message>
    <message>
        <source>&amp;Difference</source>
        <translation>Раз&amp;ница</translation>
    </message>
    <message>
        <source>&amp;Earlier Prompt</source>
        <translation>П&amp;редыдущий промпт</translation>
    </message>
    <message>
        <source>&amp;Eraser</source>
        <translation>&amp;Ластик</translation>
    </message>
    <message>
        <source>&amp;Export Mask…</source>
        <translation>&amp;Экспортировать маску…</translation>
    </message>
    <message>
        <source>&amp;Export as a Folder…</source>
        <translation>&amp;Экспортировать папкой…</translation>
    </message>
    <message>
        <source>&amp;Fill Holes</source>
        <translation>&amp;Заполнить отверстия</translation>
    </message>
    <message>
        <source>&amp;Fit in Window</source>
        <translation>&amp;По размеру окна</translation>
    </message>
    <message>
        <source>&amp;Go On from Its Picture</source>
        <translation>&amp;Продолжить с этого изображения</translation>
    </message>
    <message>
        <source>&amp;Grow Mask…</source>
        <translation>&amp;Расширить маску…</translation>
    </message>
    <message>
        <source>&amp;History</source>
        <translation>Ис&amp;тория</translation>
    </message>
    <message>
        <source>&amp;Import Mask…</source>
        <translation>&amp;Импортировать маску…</translation>
    </message>
    <message>
        <source>&amp;Invert Mask</source>
        <translation>&amp;Инвертировать маску</translation>
    </message>
    <message>
        <source>&amp;Keyboard Shortcuts</source>
        <translation>&amp;Сочетания клавиш</translation>
    </message>
    <message>
        <source>&amp;Later Prompt</source>
        <translation>&amp;Следующий промпт</translation>
    </message>
    <message>
        <source>&amp;Move to Trash</source>
        <translation>Переместить в корзи&amp;ну</translation>
    </message>
    <message>
        <source>&amp;Next Candidate</source>
        <translation>С&amp;ледующий вариант</translation>
    </message>
    <message>
        <source>&amp;Next Way to Compare</source>
        <translation>Следу&amp;ющий способ сравнения</translation>
    </message>
    <message>
        <source>&amp;Open Picture…</source>
        <translation>&amp;Открыть изображение…</translation>
    </message>
    <message>
        <source>&amp;Pan</source>
        <translation>&amp;Рука</translation>
    </message>
    <message>
        <source>&amp;Paste Picture</source>
        <translation>&amp;Вставить изображение</translation>
    </message>
    <message>
        <source>&amp;Pixel Grid</source>
        <translation>&amp;Сетка пикселей</translation>
    </message>
    <message>
        <source>&amp;Previous Candidate</source>
        <translation>Пр&amp;едыдущий вариант</translation>
    </message>
    <message>
        <source>&amp;Quit</source>
        <translation>В&amp;ыход</translation>
    </message>
    <message>
        <source>&amp;Rectangle</source>
        <translation>&amp;Прямоугольник</translation>
    </message>
    <message>
        <source>&amp;Redo</source>
        <translation>&amp;Повторить</translation>
    </message>
    <message>
        <source>&amp;Remove Specks…</source>
        <translation>&amp;Убрать пятна…</translation>
    </message>
    <message>
        <source>&amp;Reroll</source>
        <translation>Сгенерировать &amp;заново</translation>
    </message>
    <message>
        <source>&amp;Save Result As…</source>
        <translation>&amp;Сохранить результат…</translation>
    </message>
    <message>
        <source>&amp;Show in Folder</source>
        <translation>Показать в п&amp;апке</translation>
    </message>
    <message>
        <source>&amp;Shrink Mask…</source>
        <translation>&amp;Сузить маску…</translation>
    </message>
    <message>
        <source>&amp;Side by Side</source>
        <translation>&amp;Рядом</translation>
    </message>
    <message>
        <source>&amp;Submit</source>
        <translation>&amp;Отправить</translation>
    </message>
    <message>
        <source>&amp;Swap Painting and Erasing</source>
        <translation>Переключить рисование и &amp;стирание</translation>
    </message>
    <message>
        <source>&amp;Undo</source>
        <translation>&amp;Отменить</translation>
    </message>
    <message>
        <source>&amp;Use This Prompt</source>
        <translation>&amp;Взять этот промпт</translation>
    </message>
    <message>
        <source>&amp;Use the Previous Mask</source>
        <translation>&amp;Взять прежнюю маску</translation>
    </message>
    <message>
        <source>&amp;Variation of the Candidate</source>
        <translation>В&amp;ариация выбранного варианта</translation>
    </message>
    <message>
        <source>&amp;Wand</source>
        <translation>&amp;Волшебная палочка</translation>
    </message>
    <message>
        <source>C&amp;ontinue from This One</source>
        <translation>&amp;Взять за основу</translation>
    </message>
    <message>
        <source>Candidate &amp;1</source>
        <translation>Вариант &amp;1</translation>
    </message>
    <message>
        <source>Candidate &amp;2</source>
        <translation>Вариант &amp;2</translation>
    </message>
    <message>
        <source>Candidate &amp;3</source>
        <translation>Вариант &amp;3</translation>
    </message>
    <message>
        <source>Candidate &amp;4</source>
        <translation>Вариант &amp;4</translation>
    </message>
    <message>
        <source>Check for &amp;Updates</source>
        <translation>&amp;Проверить обновления</translation>
    </message>
    <message>
        <source>Close &amp;Result</source>
        <translation>&amp;Закрыть результат</translation>
    </message>
    <message>
        <source>Copy Re&amp;sult</source>
        <translation>Копировать ре&amp;зультат</translation>
    </message>
    <message>
        <source>Copy Result &amp;Link</source>
        <translation>Копировать &amp;ссылку на результат</translation>
    </message>
    <message>
        <source>E&amp;llipse</source>
        <translation>&amp;Эллипс</translation>
    </message>
    <message>
        <source>Find in Histor&amp;y…</source>
        <translation>На&amp;йти в истории…</translation>
    </message>
    <message>
        <source>L&amp;asso</source>
        <translation>Л&amp;ассо</translation>
    </message>
    <message>
        <source>Lar&amp;ger Brush</source>
        <translation>&amp;Увеличить кисть</translation>
    </message>
    <message>
        <source>Mask &amp;as It Is Sent</source>
        <translation>Маска как при &amp;отправке</translation>
    </message>
    <message>
        <source>Ne&amp;xt Part of the Window</source>
        <translation>Сл&amp;едующая часть окна</translation>
    </message>
    <message>
        <source>Only the &amp;Marked Region</source>
        <translation>Только закрашенная о&amp;бласть</translation>
    </message>
    <message>
        <source>Open &amp;Again</source>
        <translation>&amp;Открыть снова</translation>
    </message>
    <message>
        <source>Open &amp;Task…</source>
        <translation>Открыть &amp;задачу…</translation>
    </message>
    <message>
        <source>P&amp;olygon</source>
        <translation>Мно&amp;гоугольник</translation>
    </message>
    <message>
        <source>Paste &amp;Mask</source>
        <translation>&amp;Вставить маску</translation>
    </message>
    <message>
        <source>Pr&amp;eferences…</source>
        <translation>&amp;Настройки…</translation>
    </message>
    <message>
        <source>Pre&amp;vious Part of the Window</source>
        <translation>Предыдущая &amp;часть окна</translation>
    </message>
    <message>
        <source>S&amp;maller Brush</source>
        <translation>У&amp;меньшить кисть</translation>
    </message>
    <message>
        <source>S&amp;ubtle Variation</source>
        <translation>Слаба&amp;я вариация</translation>
    </message>
    <message>
        <source>S&amp;wipe</source>
        <translation>&amp;Шторка</translation>
    </message>
    <message>
        <source>See the Ori&amp;ginal</source>
        <translation>Посмотреть &amp;оригинал</translation>
    </message>
    <message>
        <source>Show &amp;Mask</source>
        <translation>По&amp;казывать маску</translation>
    </message>
    <message>
        <source>Show Mask Out&amp;line</source>
        <translation>Показывать ко&amp;нтур маски</translation>
    </message>
    <message>
        <source>Show the &amp;Whole Result</source>
        <translation>&amp;Показать результат целиком</translation>
    </message>
    <message>
        <source>Stron&amp;g Variation</source>
        <translation>Сил&amp;ьная вариация</translation>
    </message>
    <message>
        <source>Zoom &amp;In</source>
        <translation>&amp;Увеличить масштаб</translation>
    </message>
    <message>
        <source>Zoom &amp;Out</source>
        <translation>У&amp;меньшить масштаб</translation>
    </message>
</context>
<context>
    <name>shortcuts</name>
    <message>
        <source>Abandon the Gesture</source>
        <translation>Прервать действие</translation>
    </message>
    <message>
        <source>Brush</source>
        <translation>Кисть</translation>
    </message>
    <message>
        <source>Brush Size</source>
        <translation>Размер кисти</translation>
    </message>
    <message>
        <source>Close the Polygon</source>
        <translation>Замкнуть многоугольник</translation>
    </message>
    <message>
        <source>Earlier, Later Prompt</source>
        <translation>Предыдущий, следующий промпт</translation>
    </message>
    <message>
        <source>Erase</source>
        <translation>Стирать</translation>
    </message>
    <message>
        <source>From the Centre</source>
        <translation>От центра</translation>
    </message>
    <message>
        <source>Grow, Shrink</source>
        <translation>Расширить, сузить</translation>
    </message>
    <message>
        <source>History</source>
        <translation>История</translation>
    </message>
    <message>
        <source>Hold to See the Original</source>
        <translation>Удерживать: оригинал</translation>
    </message>
    <message>
        <source>Job</source>
        <translation>Генерация</translation>
    </message>
    <message>
        <source>Mask</source>
        <translation>Маска</translation>
    </message>
    <message>
        <source>Move the Picture</source>
        <translation>Сдвинуть изображение</translation>
    </message>
    <message>
        <source>Next, Previous Part of the Window</source>
        <translation>Следующая, предыдущая часть окна</translation>
    </message>
    <message>
        <source>Pick a Candidate</source>
        <translation>Выбрать вариант</translation>
    </message>
    <message>
        <source>Previous, Next Candidate</source>
        <translation>Предыдущий, следующий вариант</translation>
    </message>
    <message>
        <source>Program</source>
        <translation>Программа</translation>
    </message>
    <message>
        <source>Result</source>
        <translation>Результат</translation>
    </message>
    <message>
        <source>Shapes</source>
        <translation>Фигуры</translation>
    </message>
    <message>
        <source>Smaller, Larger Brush</source>
        <translation>Уменьшить, увеличить кисть</translation>
    </message>
    <message>
        <source>Space</source>
        <translation>Пробел</translation>
    </message>
    <message>
        <source>Square, Circle, 45°</source>
        <translation>Квадрат, круг, 45°</translation>
    </message>
    <message>
        <source>Straight Line</source>
        <translation>Прямая линия</translation>
    </message>
    <message>
        <source>Strong, Subtle Variation</source>
        <translation>Сильная, слабая вариация</translation>
    </message>
    <message>
        <source>Subtract</source>
        <translation>Вычесть</translation>
    </message>
    <message>
        <source>Take Back a Corner</source>
        <translation>Убрать угол</translation>
    </message>
    <message>
        <source>Tools</source>
        <translation>Инструменты</translation>
    </message>
    <message>
        <source>Variation, Reroll</source>
        <translation>Вариация, заново</translation>
    </message>
    <message>
        <source>View</source>
        <translation>Вид</translation>
    </message>
    <message>
        <source>Zoom In, Out</source>
        <translation>Увеличить, уменьшить</translation>
    </message>
    <message>
        <source>Zoom at the Pointer</source>
        <translation>Масштаб под указателем</translation>
    </message>
    <message>
        <source>click</source>
        <translation>щелчок</translation>
    </message>
    <message>
        <source>double-click</source>
        <translation>двойной щелчок</translation>
    </message>
    <message>
        <source>drag</source>
        <translation>тянуть</translation>
    </message>
    <message>
        <source>middle-drag</source>
        <translation>тянуть средней</translation>
    </message>
    <message>
        <source>right-drag</source>
        <translation>тянуть правой</translation>
    </message>
    <message>
        <source>wheel</source>
        <translation>колесо</translation>
    </message>
    <message>
        <source>while dragging</source>
        <translation>на ходу</translation>
    </message>
</context>
</TS>
