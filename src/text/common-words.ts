/**
 * Frequent words of support letters, folded (Kazakh letters as typed on a Russian keyboard). They decide
 * which language a short text is in and whether Latin letters hide Russian or Kazakh. Only words that are
 * unusual in the other two languages belong here.
 */
const words = (text: string): ReadonlySet<string> => new Set(text.split(/\s+/).filter(Boolean))

export const commonRussian = words(`
в не и с на у по что а я как за из это то но вы или нас мы все от после через для к если без меня можно при
есть нет же вас мне тоже он до только кто уже его ни один там где так ничего чтобы о все под прошу вход сегодня
раз теперь пишет мой коллеги просто вчера вам сейчас надо когда какой может просим всех вообще ваш ее письмо бы
сам еще нам было никто хотя потом хочу она их наш два каждый иин чтоб него три стоит со сколько могу старый
нужно сделать час был больше вместо человек работает работать год куда месяц сразу подскажите время какие нельзя
неделю второй вопрос они про этого чем войти одного утра здравствуйте добрый день привет спасибо пожалуйста
документ документы документов подпись подписи подписать подписывает ошибка счет счета накладная накладные акт
договор договора отправить отправка не уходит открывается зайти захожу заявка моя мою наша нашей заблокируйте
зашел бухгалтер бухгалтера директора вернуть доступ пропал украли потерял потеряла знаю очень давайте будет
почему помогите поддержка оператор срочно целый опять снова было бы хотелось предлагаю сделайте добавьте ли
пароль забыл забыла ключ ключа поменял поменяла новый новая который которая чтото ктото нибудь сколько стоит
тариф оплата оплатили оплатить ждем жду завтра неужели кажется вроде короче ладно понятно нашла нашел вопросов
подскажи расскажите прикрепить фотку скинули скинул дайте дай пусть зачем привязать номер сменить изменить
`)

export const commonKazakh = words(`
ма деп бар да де керек мен ме жатыр екен бе тек деген бола бул ушин сиз сиздер бизге бизде бизди бизден биз емес
кол адам ол болады бир тур кеше калай бойынша ал алмай болып отырмыз отырмын бирак болса шот жок алып отыр пе
жеке баска бос хат жауап хабарлама осы жана жазып ашылмайды келген дейди еди жатырмыз жатырмын туралы оны солай
кужат кужаты кужатты кужатка кужаттар неге атынан алдым болар алмайды содан шыгады рахмет рахметсиз калды алдын
кайта алады гой орнына дурыс жыл гана енди сонда барлык барлыгы бари айтып кетти кеткен тез барып жол алмасу
жумыс килт килтти килтим кирип кире киру кирмейди бери еки уш алмаймыз алмаймын олар али бугин ертен табылмады
жиберу жибере жиберип жиберилмейди кетпейди кетпей келмейди келмей ашылмай басылмайды болмай болмайды сурак
истемейди истемей истеп тур жатыр калпына келтириниз бересиздер берсениз бериниз косыныз косылса токтап токтатыныз
салем саламатсыз саламатсыздар саламатсызба салеметсиз салеметсизбе салеметсиздер ассалаумагалейкум уйымдастыру
ешким ешкимде ештене ешнарсе казир кешке тагы озим ози менин менде маган бизге сизге сиздин сиздерге атым аты
кайда кайдан кашан канша кандай кайсы немесе жане егер себеби сондыктан онда мунда мына ана сол сонан кейин бурын
жогалды жогалтып урлап урланды алдап жоспар усыныс тариф толем толедик тиркелу тиркелген кабылдау кабылданбай
мумкин мумкиндик болама бола ма отинем отиниш отинишим комектесиниз комек кошип озгерту ауыстыру ауыстырдым шешим
табеш бастап дейин узак кун кундик сагат апта ай жылы маселе катe шыкпайды шыгарып кою кояды коя алмайды койып
`)

export const commonEnglish = words(`
the a and to is i it in our for we my you of do can your with from key that are have an by was not hello how this
one please what password be or company after so as at signature there only two me office has all get login does
hi dear now out just but still day good support if would team us any since up works need same page which invoices
nothing morning account could last sending shows should where every into phone cannot fine request signed file
them report someone token time been side her accountant wrong list nobody never site director right over next
everything back when before see number way three user own were anything hand got about night keys month says who
know go hours cabinet yesterday branch send today invoice thanks thank found they email name until week lost case
sent use else users he open add issue through him logged people may link fails kind asked single incoming message
stopped close security off left access tell will employee set whole other laptop work regards documents document
sign signing contract error stolen suspended release button receive received plan price wants shared keeps then
`)
