// Tables of words for headers of numbers, between spaces; `_` is a space in one. Accents, case and signs do not count.
// What is made of two of them (`Cep Telefonu`, `携帯電話番号`, `رقم الجوال`) need not stand here.

/** In front of all: `Número de teléfono`, `No. HP`. */
export const LEADING = `numero numero_de numero_do numero_di no no_de n n_de nr numer nummer nomor nombor číslo broj numar номер
  αριθμός رقم شماره מספר หมายเลข เบอร์ số`;

/** Before what holds the number. */
export const BEFORE = `contact customer client lead your my user personal private primary main registered billing valid
  контактный 联系 聯絡 連絡先 संपर्क kontakt`;
/** These say that it is not where one reaches the person first. */
export const ELSEWHERE = `home work business office other alternate alternative alt secondary second landline
  casa domicile maison privat trabajo oficina trabalho ufficio lavoro bureau travail büro geschäftlich arbeit rumah kantor
  домашний рабочий домашній робочий المنزل العمل घर कार्यालय 家庭 工作 单位 自宅 会社 勤務先 집 회사`;

export const WHATSAPP = `whatsapp wanumber wano wa_nomor nowa nomorwa ватсап вотсап вацап واتساب واتس_اب ווטסאפ וואטסאפ
  व्हाट्सएप व्हाट्सऐप व्हाट्सअप व्हाट्सप्प হোয়াটসঅ্যাপ வாட்ஸ்அப் వాట్సాప్ વોટ્સએપ`;

export const MOBILE = `mobile cellphone cell cel handy movil celular celulares telemovel portable mobil mobiltelefon mob मोबाइल
  cellulare cellulari smartphone handphone mobilephone mobilfunk mobiltlf mobilu mobilní mobilný mobilni mobitel mobitela mobiel
  mobiele gsm cep hp ponsel seluler telefon_bimbit komórka komórkowy komórkowego komórki kom matkapuhelin kännykkä
  κινητό κινητού мобильный мобильного мобилка сотовый сотового моб мобільний мобільного мобилен
  جوال الجوال موبايل الموبايل محمول المحمول نقال النقال خلوي الخلوي متحرك المتحرك موبایل همراه موبائل נייד הנייד מובייל סלולרי
  手机 手機 移动电话 行動電話 携帯 ケータイ スマホ 휴대폰 휴대전화 핸드폰 모바일 มือถือ di_động
  मोबाईल मो মোবাইল মুঠোফোন மொபைல் கைபேசி அலைபேசி మొబైల్ ಮೊಬೈಲ್ മൊബൈൽ મોબાઇલ મોબાઈલ ਮੋਬਾਈਲ ਮੋਬਾਇਲ ମୋବାଇଲ୍ ජංගම`;

/** A telephone of any kind. */
export const PLAIN = `telephone phone phones tel telefono telefone telefon fon fone fono msisdn ph फोन telefoon telefonu
  telefonní telefonszám telepon telpon telp telf tlf tlfno tfno puhelin τηλέφωνο τηλεφώνου телефон телефона тел
  هاتف الهاتف تليفون التليفون تلفون تلفن فون טלפון הטלפון 电话 電話 联系方式 전화 연락처 โทรศัพท์ โทร điện_thoại sđt
  दूरभाष ফোন தொலைபேசி ఫోన్ ಫೋನ್ ഫോൺ ફોન ਫੋਨ ଫୋନ୍ දුරකථන`;
/** A number that people ask for in other words. */
export const CONTACT = 'contactnumber contactno rufnummer telefonnummer संपर्क_नंबर';
export const LANDLINE =
  'festnetz fijo fixe fixo fisso landline стационарный ثابت الثابت ارضي الارضي 固定电话 固定電話 座机 집전화';

/** Behind it. */
export const AFTER = `phone mobile whatsapp number nummer numero no nr num nos numbers value digits नंबर
  nummern telefon telefonu tel telefoon τηλέφωνο телефон телефона номер тел numarası numarasi szám száma numeris
  电话 電話 号 号码 號碼 番号 전화 번호 नम्बर नं নম্বর நம்பர் எண் నంబర్ నెంబర్ ಸಂಖ್ಯೆ നമ്പർ નંબર ਨੰਬਰ ନମ୍ବର`;

/** These make a header with a word for numbers say something else of them, or that they are somebody else's. */
export const NO_NUMBER = `type typ tipo label status state verified verify verification valid validity model brand make fax pager
  app version opt optin optout opted consent dnd country code prefix extension ext carrier operator provider os date time
  count calls call total id name price plan bill network company assistant secretary`;
