/**
 * Words that mean the same in Russian, Kazakh and English, so that what is learnt from one language or
 * one wording serves the others. A line is `meaning: beginnings…`, folded; `$` closes a whole word.
 * The longest beginning wins. Features for the classifier, never verdicts.
 */
const lines = `
key: ключ клуч клюц килт эцп ецп эцк флешк флэшк флешек флеш$ флэш$ флешку токен носител usb юсб брелок p12 сертифик серт$ certificate key$ keys token стик$ рутокен казток kaztoken смарткарт usbшк
signature: подпис роспис колтанб колтан$ signature signator eds$ подписант колтанба
sign-verb: подписыва подпишу подписал визир подмах завизир койылм коямын койып$ sign$ signed signing signs
hand-kk: кол$ колын колым колды кою$ кояды койды койган коя$ коюга
password: парол пароль пасс пин$ пинкод пин-код купия купиясоз password passwd passcode pin$
login-data: логин логины учетк учетн аккаунт акаунт акк$ тиркелги login account credential
code: код$ коды кода коду кодом кодты кодын смс смск sms otp одноразов
session: сесси сеанс session кеш$ куки
access: доступ рухсат колжетим допуск access полномоч
cabinet: кабинет кабинети cabinet portal портал профил profile
phone: телефон смартфон айфон iphone мобил номер номир phone симк сим$ симка android андроид самсунг гаджет
computer: комп$ компа компе компь ноут ноутбук пк$ машинк рабочее laptop computer pc$ макбук компьютер workstation моноблок десктоп
mail: почт пошта письм имейл емейл ящик хатт email mail mailbox inbox
steal: украл украд кража краж похит хищен стащил вытащил спер$ сперл стырил тырн увел$ увели угнал угна урла урланд тонал тонап тоналд stole stolen theft robbed burgl обчист обокра вскры ограб вынесл утащ прикарман ворован грабит
lose: потеря утеря утрат посеял посеяла пропал пропад пропаж исчез обронил выронил выпал жогал жогот жогол lost lose losing missing mislaid dropped disappear таппай дел$ девал
forget-behind: забыл$ забыла оставил оставила умыт калдыр калып left$ forgot forgotten
find: нашел нашла нашлас нашел нашлось найден обнаруж отыск табыл таптым таптык таппа found discover detected
take-away: забрал унес увез отобрал изъя изъял присвоил удержив алып$ алдирып кеткен took taken withheld keeps keep$ держит удерж
not-return: вернул возвращ отдал отдает сдал сдает кайтарм бермей бермейд беру$ return returned handed
copy: копир скоп переписал переснял сфоткал сфотограф фоткал кошир сурет copy copied photograph screenshot скрин скриншот
leak: утек утеч слил слит слив слива слитый разгла опубликов выложил жария тарап leak exposed published даркнет теневом
give-away: отправил скинул переслал разослал продиктовал назвал сообщил сказал ввел ввела вбил вбила указал дал$ дала выдал поделил жибериппин айттым айтып берип бердим gave told entered typed shared read
hack: взлом взлама хак хакер вскрыл бузып бузы hack hacked breached compromis компромет скомпромет breach
phish: фишинг поддел фальшив двойник левый левая жалган фейк fake phish spoof клон
fraud: мошен аферист жулик обман обмани развод развел алаяк алдап алдады scam fraud разводил
stranger: чуж чужой чужая посторон неизвест незнаком бейтаныс боген боде белгисиз кто-то некто stranger unknown unfamiliar intruder someone somebody биреу алдебиреу unauthori несанкцион рухсатсыз левого
suspicious: подозр странн стремн непонятн насторож шубхал кумад suspicious weird strange odd
new-device: устройств девайс браузер айпи ip$ геолокац локац device location
from-where: киев москв екатеринб тверь росси узбек ташкент китай турци герман владивост индонез европ заграниц
night: ночь ночью ночи тунде тун$ night midnight полночь
asleep: спал спала спали уйыкта отпуск$ роддом больниц отдыха сапар командиров vacation asleep holiday декрет
not-mine: моей моего ведома сам$ сама$ билмей
ex-staff: уволен уволил уволи увольн бывш сократил расторг ушел$ ушла ушедш экс$ шыккан шыгып босат босаты бурынгы former ex$ fired dismissed resign quit$ contractor аутсорс подрядч
conflict: конфликт спор$ поруга разруга развод суд$ судим шантаж угрож мстит месть dispute ransom отказыва отказал
boss: директор басшы руковод председател начальник хозяин учредит шеф гендир director ceo$ cfo$ founder owner manager
accountant: бухгалтер бухг$ главбух есепши buhgalter accountant bookkeep букгалтер бух$
staff: сотрудник работник персонал кызметк кадр штат менеджер оператор юрист кассир кладовщ логист стажер секретар employee staff worker colleague clerk lawyer коллег
family: муж$ жена сын$ дочь брат сестр племян внук родствен бала$ апа$ агай husband wife son$ brother
police: полици заявлени следоват кражу$ криминал police кпм$
block: блок блокир заблок закрыт закройте закрой отключ выключ заморо замороз приостанов останов бугатта блоктау жабы жауып токтаты токтат block blocked freeze frozen suspend suspens disable lock locked
unblock: разблок разлоч разморо возобнов восстанов включит верните вернут откройте снимит снять пустит кайтар кайта$ калпына ашып ашыныз коса косып косыныз unblock unfreeze restore reinstate reactivate resume unlock lift enable активир реактив
revoke: отозв отзыв аннулир отмен revoke cancel annul куши жойы
reissue: перевыпу выпустил получил новый нового новая новую свежий сменил поменял заменил жана жанарт ауыстыр renewed reissued changed replaced new$ переоформ перегенер
investigation: проверк расследован разобрал выясн установлено тексер investigation audit проверил
ours-fault: сами$ сам$ сама$ ozimiz озимиз ozim озим самим ourselves myself
hypothetic: если$ вдруг предполож допуст гипотет теорет егер калай$ болса if$ suppose hypothet theor
training-drill: учени учебн трениров тренинг вебинар курсант легенд вводн оку$ drill exercise training
future: будущ заранее впрок планир собира намерен болаша алдын future advance planning
curious: интерес любопыт спрашива узнать билгим curious wonder interested
ok-state: месте орнында порядк норм нормальн норма исправ жаксы дурыс fine okay ok$ окей good$ well$ safe сейф цел целост
false-alarm: отбой ложн тревог зря напрасн ошиблис показал дабыл false alarm
all: все$ всех всем весь вся всей всю ешким ешкай барлык барлыг бари$ барин никто никого никому никем ниче ничего нигде nobody none everyone everybody all$ everything nothing entire whole любой любого каждый каждого каждом каждому полност целиком совсем вообще намертво наглухо бирде толыгымен мулде тупик every nowhere anyone any$ anything ни$
part: часть частич некотор отдельн один одна одно одного одной одному одним одну единичн пара$ два$ двух три$ несколько бир$ бирин еки кейбир some$ one$ single few$ only тек$ гана только лишь кроме
rest: остальн прочие прочих другие друг других калган баска баскалар rest$ others other
sole: единствен одиночк жалгыз кроме$ sole alone поодиноч
team: отдел офис филиал бухгалтерия коллектив бригад смен бизде болим болимш department branch office team
many-count: человек адам сотрудников магазин точек компаний фирм people users$ пользовател кызметкер точк
main-login: войти вход входа вхожу заход захожу зайти зашел пуска впуск кире кирген кирип киру кирмей login$ log$ авториз логинит entering
main-send: отправ отправк отправля послать уход уходят уходит ушел$ ушли улет жибер жиберил кетпей кетти кетип жонелт send sending sent deliver доставл
main-receive: получ прием принима принят входящ поступ приход приходят пришл кирис кабылд келмей келип келди receive receiving incoming arrive accept
main-create: создат создав создан созда оформ выписа выписыв сохран формиров сформир жаса жасал кура курып толтыр create creating save saving issue
main-exchange: обмен алмас синхр выгруз загруз выгружа подгруж алмасу exchange sync import export upload exchang
onec: 1с 1с$ одинэс одинэс$ эрп erp унф зуп 1c база$ базы базе модуль модул module конфигур
document: документ кужат накладн акт$ акты акта авр эсф счет шот$ шотт фактур договор шарт$ келисим доверен сенимхат document invoice act$ acts contract waybill бумаг файл счетов письмо$
works: работа работает работают истейд истеп истеу works working work$ функционир фурыч пашет
fails: ошибк сбой сбоит глюч глюк баг$ баги вылета висит виснет завис крутит падает упал упала упало лег$ лежит легла сломал слома слетел отвал отвалил сдох умер умерл накрыл крашит барахл тупит чудит капризн зависа кате$ катес истеме бузыл сынып катып error fail failed failing crash crashed broken broke hang hangs stuck freeze timeout glitch bug$ dead down$
open-verb: открыв откры открывает ашыл ашылм ашпай грузит загружа погруз прогруж open opens opening load loads loading шыкпай
error-text: пишет выдает выскак всплыва говорит сообщен требует деп$ дейди шыгады жазады says$ shows throws message reports
blank: пуст пустой пусто белый чистый бос$ ак$ blank empty white
standstill: стоит$ стоят стои встал встала встали остановил останов простаив простой парализ замер ждут ждем токтап турып токтап токтады тур$ тур standstill halt halted stopped stop$ idle waiting ожида паралич заблокир встали коллапс
no-way: невозмож никак обход обходн выход$ альтерн способ вариант амал амалы жол$ жолы impossible unable workaround alternative мумкин
cant: могу можем может смог смогли удается удалос получает получилос алмай алмаймыз алмайды can$ cannot could$ able болмай
negate: не$ нет$ нету жок нельзя no$ not$ без$ емес without never don$ doesn won$ isn didn
urgent: срочн горит горим немедлен скорее быстрее аврал asap urgent urgently immediately тез$ жедел шугыл срок$ дедлайн deadline tender тендер
loss: отгруз фура$ фуры фур$ склад$ складск водител машин$ груз$ грузов клиент$ клиенты покупат штраф зарплат аванс жалак shipment truck warehouse customer payroll goods тауар тиеу
since: утра вчера сегодня таннан тан$ бугин кеше morning since$ yesterday today второй третий день$ сутк куни
workaround: через$ аркылы пока$ временно вручную руками колмен азирше приход приходит спасает выруч обходим зато via manually meanwhile instead temporar bypass переключ кочуем изворач выкручив приспособ
retry: раза$ разу раз$ раза повтор попытк рет$ ретте retry attempt again снова$ заново опять перезапус перезаход обновл кайталап переот второго третьего пятого
browser: хром chrome эдж edge опера opera firefox мозил лиса лисе сафари safari инкогнит яндекс браузер browser
slow: медлен тормоз долго часами минут минуты секунд баяу акырын узак узакка slow slowly minutes seconds ползет еле$ вечност зависа
annoy: бесит раздраж неудоб мучаем мучен мучител терп надоел достал задолб устал киналып киын annoy painful inconvenient tedious tired
unaffected: мешает влия критич горит$ страшн терпит мелочь пустяк ерунд кедерги асер manage minor trivial cosmetic жить$ незначит bother
typo-cosmetic: опечат букв шрифт цвет иконк значок логотип надпис подпис$ выравн сдвин съехал кнопк кнопка батырма тус$ тусин белгиш пиксел рамк отступ жирн курсив typo font color colour icon label button spelling misspell overlap alignment
spelling: орфогр запят пробел грамм склонен падеж перевод перевед аударм аударыл транслит translat grammar comma
ui-side: фильтр сортиров поиск отчет реестр уведомлен печат печатн превью комментар архив истори шаблон справк тема$ аватар календар подсказ экспорт столб колонк есеп издеу хабарлам басып мурагат сузги улги filter search report print preview comment archive history template notification export avatar tooltip columns
past-resolved: заработал починил починил решил решилос решен решена устран исправил исправилос помогл восстановил прошло прошла наладил отпустил ожил ожила ушло дошло шешилд дурысталд орнына тузелд оңалд fixed solved resolved sorted recovered works
false-cause: оказал оказалос причина выяснил роутер провайдер интернет антивирус капслок настройк екен turned our$ router caps
close-req: закройте$ закрывайт закрывай закрыть жабыныз close$ снимаем снимаю отзываем отзываю неактуал withdraw
inform-only: информир сообщаю чтоб$ чтобы$ знали уведомля сведен ескерт хабарлай fyi inform notify
sorry: извин сорри сорян простит прощен кешир кешири sorry apolog
thanks: спасиб спс благодар признат рахмет рахмат алгыс thank thanks cheers мерси grateful appreciate поклон пасиб респект
praise: молод молодц умниц красав красавч супер отличн лучш класс классн быстр$ оператив вежлив золот керемет жарайс бракелд бареке тамаша great awesome excellent perfect amazing love люблю обожаю звезд балл пят[её]р
greetings: поздрав праздник наступающ наурыз мереке куттык желаем happy holiday
wish: хотелос хотел хочу$ желат пожелан предлага предлож идея мечта прошу$ просим$ добавьте добавит сделайте сделать внедр реализ усыныс усынам тилек болса$ косылса косса екен$ suggest suggestion idea wish would$ should feature add$ allow consider let$ пусть дайте разрешит предусм расширит прикрут запил улучш неплохо хорошо$ удобнее бы$ жасаса
howto: как$ где$ куда$ зачем почему какой какая какие какую можно$ нужно$ надо$ подскаж скажите объясн расскаж инструкц порядок памятк калай кайда кайдан неге кандай болама керек$ how$ where$ which what$ why$ guide instruction explain
know: знаете знает билсем билеси знаю know
status: статус стади этап$ движен новост результат ответ$ ответа ответят рассмотр очеред судьб жауап жаналык кашан когда$ status update$ progress eta$ reply response ждать обещал обещали висит$ тишин
ticket: заяв заявк заявлен обращен тикет отиниш инцидент id$ номер$ kns кнс ticket request case
repeated: повторно напомин напомн дублир еще$ again$ reminder тагы кайтадан
money: оплат плат платеж деньг денег возврат списа сумм тенге тг$ толе толем акша баланс счет$ pay$ paid payment billing refund charge money invoice$ card
price: тариф цена цен$ цене стоим стоит$ прайс скидк пакет лимит подписка$ абонен багас баг$ тарифт price pricing plan$ tariff quote discount subscription кп$ коммерч
contract-docs: сверк закрывающ реквиз бюджет госзакуп тендерн салыстыр договор$ nds ндс requisite
spam-ad: акци скидк предлаг$ услуг продвиж реклам бесплатн выгодн звоните заработ кредит займ казино ставк крипт биткоин оптом доставк каталог производит поставк подпишит канал заказ$ жми переход unsubscribe promo discount offer supplier manufacturer wholesale seo лидер клининг шины семинар регистрац
link: http https www t.me ссылк сылка link сілтеме силтеме
abuse: жалоб жалу пожалов наруш рассыл спам шлет рассылает вымог оскорб угроз порно мат$ экстрем пирамид обнал фиктив липов вирус троян незакон накажит меры шара шагым арыз таратып abuse violat spam impersonat harass report$ complain
impersonate: имени имен атынан атымыздан прикрыв выдает$ притвор прикид под$ видом impersonat pretend
counterparty: контраг поставщ партнер фирма компани организац тоо ип$ жшс жк$ серик мердигер counterpart supplier partner company client firm business
sell: продае продает продал торгует сатып сатады sells selling sold купить$
insult: идиот дебил туп$ тупые тупой тупая тупиц дурак дура кретин бездар криворук криворож урод твар сволоч мраз бездел дармоед клоун хам$ хамл хамит ворье жулье лентя лоботряс балбес неуч дилетант бестолк невеж позор подон неудачн скот$ гад$ гады акымак топас миы$ есек надан жалкау ит$ иттер масқара масқара уятсыз stupid idiot moron useless clown incompetent dumb fool garbage pathetic hamster trash
rude-go: катитесь идите$ пошли$ горите провалитес чтоб$ hell
human: человек$ живой живого живым оператор$ перезвон позвон наберит звонок созвон голос трубк начальник конырау хабарлас телефонмен call$ phone$ human person
vague: что-то чтото нибудь какой-то какая-то какое-то непонят бирдене бирнарсе something somehow weird помогит комек комектес help
out-scope: принтер ноутбук$ windows виндовс винда ворд эксель excel word$ налог декларац отпускн пенси визу работник$ курсов диплом студент реферат ваканс резюме исков юридич суд$ парков виза printer tax$ visa homework job$ vacancy internet интернет$ цон
update: обновлен обновил релиз верси апдейт жанарту update$ updated upgrade release version
ncalayer: ncalayer нкалаер нкалайер нкалеер нуц нуц$ nca
gov: егов egov цон госкорп нуц$ кгд салык
compare: кажд раз$ постоян иногда периодич кейде always sometimes every$ often регуляр ежеднев кунде
quantity: десят сотн двадц тридц сорок пятьдес восемьд жуз$ мын$ hundred dozens
death-break: сгорел разбил утонул сломан раздав погн треснул физическ уничтож жанып сынган burned crushed destroyed broke$
admin-list: администратор$ админ роль роли права правами подписантов список списке тизим role admin list
data-change: измен изменил поменялс изменились сменил$ реквизит правк отредактир озгер changed$ modified edited удалил удален өшір ошир delete deleted
download: скачал скачив выгрузил экспорт жуктеп download downloaded
read-docs: читает листает просматрив прочит смотрит окып reads reading browsing видит видят
money-doc: займ кредит залог дарен кепил loan
ask-was-you: вы$ это$ ваш ваши сизб сиздер you$ yours
call-in: звонил позвонил звонят звонок$ звали служба безопасн called$ calls
anydesk: anydesk эниде аниде teamviewer тимвьюер удаленк удаленн ремоут remote
public-place: кафе такси поезд аэропорт вокзал автобус отел гостин коворк библиот кинотеатр спортзал раздевал вагон копицентр интернет-клуб копироваль taxi train airport cafe hotel bus
bag: сумк сумка барсетк портфел рюкзак карман куртк шуб бардач кошел машин$ авто$ сомке bag purse backpack wallet coat car$
sticker: стикер бумажк тетрад блокнот ежедневник монитор$ дапт notebook sticker sticky
storage: сейф ящик$ стол$ шкаф тумб архив$ диск жестк винчест сервер облак googledrive drive drawer safe$ disk server cloud сейфт
chat: чат чате чата группа телеграм whatsapp ватсап вацап общий канал$ chat group telegram viber
me: мне$ меня$ мой$ моя$ мою$ мое$ моему$ моим$ мои$ я$ мен$ менин$ маган$ менде$ озим$ i$ me$ my$ mine$
we: мы$ нас$ нам$ нами$ наш$ наша$ наше$ нашу$ нашей$ нашего$ нашем$ нашим$ наши$ наших$ биз$ биздин$ бизге$ бизде$ бизден$ we$ us$ our$
they: он$ она$ они$ его$ ее$ ей$ ему$ него$ нее$ ней$ нем$ ним$ них$ их$ им$ ол$ онын$ олар$ оган$ he$ she$ they$ him$ his$ her$ them$ their$
now-state: сейчас теперь уже$ пока$ казир енди now$ already
still: до сих пор$ али$ алде still$ yet$
before: раньше прежде прошл старый старая старого ески$ ескиси бурын$ previous before earlier old$ назад откен позавчера
time-unit: день$ дня$ дней$ неделю недели неделя месяц год$ года$ час$ часа$ кун$ куннен апта ай$ жыл$ сагат day$ days$ week weeks month hour hours year
later: потом завтра после$ позже кейин$ ертен later after$ until next$ понедельник пятниц вторник среду четверг
show-state: показывает виден видно видно вижу видим коринеди корсет shows display see$ visible показан
see-not: исчезает коринбей коринбе
form: форма форме форму форм$ поле$ поля$ окно$ окне$ экран страниц карточк раздел вкладк терезе бет$ field form window screen page tab$ section
wait-for: жду ждем ждет дождат кутип кутиз wait
please: пожалуйста плиз пж$ пжл please сураймын сураймыз отинем просьба проверьте посмотрите глянь разберит помогите
notary: нотариус чси адвокат судебн notary lawyer
finance-dept: экономист финанс банк$ банка бухучет
money-due: неуплат задолж долг
copy-more: вторая$ вторую$ второго$ дважды два раза$ еще один$ задво дубл двое$ twice double duplicate екинши
reset: сброс сбросить reset забыла забыл$
connect: подключ привяз тирке настро орнат install setup connect attach
permission: роль$ роли$ право$ права$ прав$ permission role rights кукыг
limit: лимит квота ограничен размер больше превыш шектеу limit size quota
expired: истек истекает просроч мерзим срок$ действия expired expire
wrong: неверн неправильн некоррект дурыс$ кате$ wrong incorrect invalid mistake
deleted: удалил удалили удален корзин өшір oshir ошир deleted removed стер$ стерли
serious-doc: приказ протокол постановл реестр ведомост отчетн декларац
apply-party: клиентам контрагентам покупателям поставщикам
reach: дозвон молчит игнор отвечает отвечаете ответили unanswered silent
place-home: дома$ дом$ уйде уйден home
place-office: офис кенседе кенсеге office
friend: друг$ друга знаком подруг дос$ friend ex-partner партнерш
knows: знает биледи помнит белгили knows
refuse: отказыв отказал refus бас$ тартып
unaware: знал знали понятия ведома хабарсыз unaware
bought-sold-device: продал продала сдала ремонт сервис-центр мастер скупк ломбард олх авито olx avito сатып сатты repair
cleaner: уборщ охран курьер грузчик посетит арендат сосед cleaner guard courier
rest-fine: остальное остальные бәрі бари$ калганы rest$ otherwise
nothing-wrong: претензий вопросов$ случилось bolgan
feel: боюсь страшно переживаю волнуюсь коркам уайым worried afraid scared тревож нервнича
joke: шучу шутка ахаха хаха смешно калжын joke lol
`

type Meaning = string

const whole = new Map<string, Meaning>()
const beginnings = new Map<string, Meaning>()
let longest = 0
let shortest = Number.POSITIVE_INFINITY

for (const line of lines.trim().split('\n')) {
  const colon = line.indexOf(':')
  const meaning = line.slice(0, colon)
  for (const word of line.slice(colon + 1).split(' ')) {
    if (word === '') continue
    if (word.endsWith('$')) {
      const exact = word.slice(0, -1)
      if (!whole.has(exact)) whole.set(exact, meaning)
      continue
    }
    if (beginnings.has(word)) continue
    beginnings.set(word, meaning)
    longest = Math.max(longest, word.length)
    shortest = Math.min(shortest, word.length)
  }
}

/** What a folded word means, or undefined for a word outside the thesaurus. */
export function meaningOf(word: string): Meaning | undefined {
  const exact = whole.get(word)
  if (exact !== undefined) return exact
  for (let size = Math.min(longest, word.length); size >= shortest; size -= 1) {
    const found = beginnings.get(word.slice(0, size))
    if (found !== undefined) return found
  }
  return undefined
}
