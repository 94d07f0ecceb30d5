// Tables of words between spaces; `_` is a space inside a word. Accents, case, digits and signs do not count.

/** Kinds of columns that are known by a whole header. */
export type Kind =
  | 'name'
  | 'full'
  | 'first'
  | 'middle'
  | 'last'
  | 'company'
  | 'email'
  | 'country_code'
  | 'tags';

/**
 * Headers that people and programs write. `name` is the whole name or, beside a column of first or of last names alone, the
 * other part, as in German, French and Portuguese.
 */
export const HEADERS: Readonly<Record<Kind, string>> = {
  name: `name nom nome nombre customer client नाम names naam namn navn nimi nama имя імя име фио піб ime jméno meno imię
    név nume isim adı όνομα الاسم اسم نام שם 姓名 名前 氏名 お名前 이름 성명 성함 ชื่อ tên নাম பெயர் పేరు ಹೆಸರು പേര് નામ ਨਾਮ ନାମ නම`,
  full: `fullname contactname displayname customername clientname leadname personname profilename yourname whatsappname
    nombrecompleto nomcomplet nomecompleto vollstandigername पूरानाम ad_soyad adı_soyadı isim_soyisim imię_i_nazwisko
    jméno_a_příjmení celé_jméno teljes_név họ_và_tên họ_tên nama_lengkap volledige_naam fullt_navn fullständigt_namn
    полное_имя الاسم_الكامل שם_מלא ชื่อ_นามสกุล nome_e_cognome cognome_e_nome nombre_y_apellidos nombres_y_apellidos
    nom_et_prénom nom_prénom vor_und_nachname contact_person ansprechpartner student_name pupil_name child_name
    patient_name member_name guest_name candidate_name applicant_name employee_name staff_name subscriber_name
    attendee_name participant_name buyer_name tenant_name resident_name donor_name volunteer_name teacher_name
    doctor_name driver_name party_name borrower_name visitor_name recipient_name`,
  first: `firstname givenname forename fname vorname prenom primeironome primernombre namefirst पहलानाम voornaam förnamn
    fornavn etunimi keresztnév prenume nama_depan الاسم_الأول שם_פרטי 名 nombres`,
  middle: `middlename additionalname secondname segundonombre mname zweitervorname`,
  last: `lastname familyname surname lname nachname familienname nomdefamille apellido apellidos sobrenome apelido cognome
    namelast उपनाम achternaam efternamn etternavn efternavn sukunimi vezetéknév családnév nazwisko příjmení
    priezvisko prezime soyad soyadı soyisim επώνυμο фамилия прізвище фамилно_име nama_belakang اسم_العائلة שם_משפחה 姓
    นามสกุล`,
  company: `company companyname organization organisation organizationname organisationname business businessname account
    accountname firma unternehmen empresa entreprise societe कंपनी`,
  email: `email emailaddress emailvalue mail mailid emailid correo correoelectronico courriel emailadresse ईमेल`,
  country_code: `countrycode phonecountrycode mobilecountrycode callingcode countrycallingcode dialcode dialingcode isdcode
    landesvorwahl indicatif codigopais codigodepais codigodopais`,
  tags: `tag tags label labels group groups groupmembership category categories list lists segment segments etiqueta
    etiquetas etiquette etiquettes kategorie kategorien grupo grupos gruppe gruppen टैग customer_tags contact_tags
    lead_tags client_tags customer_groups contact_groups etichetta etichette tagi znaczniki štítky címkék etiketter
    etiketten etiket etiketler kelompok nhãn метки теги тег группа группы וסם תגיות תגים وسوم الوسوم 标签 標籤 タグ グループ 태그
    แท็ก ট্যাগ குறிச்சொற்கள் gruppi`,
};

/**
 * Parts of headers of numbers. A header that is made of several (`Cep Telefonu`, `携帯電話番号`, `رقم الجوال`) need not stand
 * here.
 */
export const PHONE = {
  /** In front of all others: `Número de teléfono`, `No. HP`. */
  leading: `numero numero_de numero_do numero_di no no_de n n_de nr numer nummer nomor nombor číslo broj numar номер
  αριθμός رقم شماره מספר หมายเลข เบอร์ số`,
  before: `contact customer client lead your my user personal private primary main registered billing valid
  контактный 联系 聯絡 連絡先 संपर्क kontakt`,
  /** Before a number at which one does not reach the person first. */
  elsewhere: `home work business office other alternate alternative alt secondary second landline
  casa domicile maison privat trabajo oficina trabalho ufficio lavoro bureau travail büro geschäftlich arbeit rumah kantor
  домашний рабочий домашній робочий المنزل العمل घर कार्यालय 家庭 工作 单位 自宅 会社 勤務先 집 회사`,
  whatsapp: `whatsapp wanumber wano wa_nomor nowa nomorwa ватсап вотсап вацап واتساب واتس_اب ווטסאפ וואטסאפ
  व्हाट्सएप व्हाट्सऐप व्हाट्सअप व्हाट्सप्प হোয়াটসঅ্যাপ வாட்ஸ்அப் వాట్సాప్ વોટ્સએપ`,
  mobile: `mobile cellphone cell cel handy movil celular celulares telemovel portable mobil mobiltelefon mob मोबाइल
  cellulare cellulari smartphone handphone mobilephone mobilfunk mobiltlf mobilu mobilní mobilný mobilni mobitel mobitela mobiel
  mobiele gsm cep hp ponsel seluler telefon_bimbit komórka komórkowy komórkowego komórki kom matkapuhelin kännykkä
  κινητό κινητού мобильный мобильного мобилка сотовый сотового моб мобільний мобільного мобилен
  جوال الجوال موبايل الموبايل محمول المحمول نقال النقال خلوي الخلوي متحرك المتحرك موبایل همراه موبائل נייד הנייד מובייל סלולרי
  手机 手機 移动电话 行動電話 携帯 ケータイ スマホ 휴대폰 휴대전화 핸드폰 모바일 มือถือ di_động
  मोबाईल मो মোবাইল মুঠোফোন மொபைல் கைபேசி அலைபேசி మొబైల్ ಮೊಬೈಲ್ മൊബൈൽ મોબાઇલ મોબાઈલ ਮੋਬਾਈਲ ਮੋਬਾਇਲ ମୋବାଇଲ୍ ජංගම`,
  /** A telephone of any kind. */
  plain: `telephone phone phones tel telefono telefone telefon fon fone fono msisdn ph फोन telefoon telefonu
  telefonní telefonszám telepon telpon telp telf tlf tlfno tfno puhelin τηλέφωνο τηλεφώνου телефон телефона тел
  هاتف الهاتف تليفون التليفون تلفون تلفن فون טלפון הטלפון 电话 電話 联系方式 전화 연락처 โทรศัพท์ โทร điện_thoại sđt
  दूरभाष ফোন தொலைபேசி ఫోన్ ಫೋನ್ ഫോൺ ફોન ਫੋਨ ଫୋନ୍ දුරකථන`,
  contact: 'contactnumber contactno rufnummer telefonnummer संपर्क_नंबर',
  landline:
    'festnetz fijo fixe fixo fisso landline стационарный ثابت الثابت ارضي الارضي 固定电话 固定電話 座机 집전화',
  behind: `phone mobile whatsapp number nummer numero no nr num nos numbers value digits नंबर
  nummern telefon telefonu tel telefoon τηλέφωνο телефон телефона номер тел numarası numarasi szám száma numeris
  电话 電話 号 号码 號碼 番号 전화 번호 नम्बर नं নম্বর நம்பர் எண் నంబర్ నెంబర్ ಸಂಖ್ಯೆ നമ്പർ નંબર ਨੰਬਰ ନମ୍ବର`,
};

/** Beside a word for numbers these say that the column holds something else, or the numbers of others. */
export const NO_NUMBER = `type typ tipo label status state verified verify verification valid validity model brand make fax pager
  app version opt optin optout opted consent dnd country code prefix extension ext carrier operator provider os date time
  count calls call total id name price plan bill network company assistant secretary`;

/** Parts of headers of countries, but not of a country of birth, origin or destination. */
export const COUNTRY = {
  /** In front of all others: `Código de país`. */
  leading: 'codigo codigode codigodo codigodel code codede kode رمز كود مفتاح',
  /** Besides the words before a number. */
  before: `whatsapp number shipping mailing delivery postal default address adresse company organization current
  permanent residence residential person iso wohn wohnsitz`,
  country: `country nation land lander pays pais paese nazione negara देश البلد الدولة بلد دولة ulke страна 国家 国 국가
  orszag krajina drzava ประเทศ quocgia bansa`,
  behind: `region code codes kode kurzel kennung iso alpha name calling dialing dial isd phone number no prefix
  of de di residence residencia residenza deresidence deresidencia diresidenza tempattinggal कोड का नाम الاقامة`,
};

const LABELS_OF_MOBILES =
  'mobiel|telemóvel|gsm|cep|ponsel|kom[oó]r|мобил|мобіл|сотов|κινητ|मोबा|মোবা|மொபை|మొబై|ಮೊಬೈ|മൊബൈ|મોબા|ਮੋਬਾ|جوال|موبايل|موبائل|محمول|נייד|手机|手機|携帯|휴대|มือถือ|di động';
/** Labels of numbers, the best to reach a person first. */
export const LABELS: readonly RegExp[] = [
  /whatsapp/i,
  new RegExp(`mobil|cell|handy|movil|móvil|celular|portable|iphone|मोबाइल|${LABELS_OF_MOBILES}`, 'i'),
  /^(main|primary|phone|)$/i,
];
/** Nobody reads a message at these. */
export const NO_PERSON = /fax|pager|telex|\btty\b/i;

/** Things with names of their own: `Product Name`. */
export const THINGS = `user login file product item company organisation organization business shop store school college bank branch
  ad adset ads form campaign page site domain host event course class batch plan city state country district village street
  area project group list tag template brand model car vehicle sheet app server account field column type code`;
