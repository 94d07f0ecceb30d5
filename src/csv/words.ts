/** What a column may hold, as far as its header tells. */
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
 * The headers that people and programs write, without signs, spaces, digits, accents and case. `name` is the whole name
 * or, beside a column of first or of last names alone, the other part: so it is in German, French and Portuguese.
 */
export const HEADERS: Readonly<Record<Kind, string>> = {
  name: 'name nom nome nombre customer client नाम',
  full: `fullname contactname displayname customername clientname leadname personname profilename yourname
    whatsappname nombrecompleto nomcomplet nomecompleto vollstandigername पूरानाम`,
  first: 'firstname givenname forename fname vorname prenom primeironome primernombre namefirst पहलानाम',
  middle: 'middlename additionalname secondname segundonombre mname zweitervorname',
  last: `lastname familyname surname lname nachname familienname nomdefamille apellido apellidos sobrenome apelido
    cognome namelast उपनाम`,
  company: `company companyname organization organisation organizationname organisationname business businessname
    account accountname firma unternehmen empresa entreprise societe कंपनी`,
  email:
    'email emailaddress emailvalue mail mailid emailid correo correoelectronico courriel emailadresse ईमेल',
  country_code: `countrycode phonecountrycode mobilecountrycode callingcode countrycallingcode dialcode dialingcode
    isdcode landesvorwahl indicatif codigopais codigodepais codigodopais`,
  tags: `tag tags label labels group groups groupmembership category categories list lists segment segments
    etiqueta etiquetas etiquette etiquettes kategorie kategorien grupo grupos gruppe gruppen टैग`,
};

/** Words before what holds the number; those in `ELSEWHERE` say that it is not where one reaches the person first. */
const BEFORE =
  'contact customer client lead your my user personal private primary main registered billing valid';
const ELSEWHERE = 'home work business office other alternate alternative alt secondary second';
const MOBILE = 'mobile cellphone cell handy movil celular telemovel portable mobil mobiltelefon mob मोबाइल';
const PLAIN = 'telephone phone tel telefono telefone telefon fon fone msisdn ph फोन';
const AFTER = 'phone mobile whatsapp number nummer numero no nr num nos numbers value digits नंबर';
const LEADING = 'numerode numerodo numero';

const either = (words: string) => `(?:${words.trim().split(/\s+/).join('|')})`;
const phone = (before: string, word: string) =>
  new RegExp(`^${either(LEADING)}?${either(before)}*${either(word)}${either(AFTER)}*$`, 'u');

/** Headers of columns with numbers, best to reach a person first; `Customer Number` and the like are none. */
export const PHONES: readonly RegExp[] = [
  phone(BEFORE, 'whatsapp wanumber wano'),
  phone(`${BEFORE} ${PLAIN}`, MOBILE),
  phone(BEFORE, `${PLAIN} contactnumber contactno rufnummer telefonnummer`),
  phone(`${BEFORE} ${ELSEWHERE}`, `${MOBILE} ${PLAIN}`),
  phone(ELSEWHERE, 'number'),
];

/** What stands around a word for country; not where somebody was born, comes from or wants to go. */
const COUNTRY_LEADING = 'codigo codigode codigodo codigodel code codede kode رمز كود مفتاح';
const COUNTRY_BEFORE = `${BEFORE} ${ELSEWHERE} ${PLAIN} ${MOBILE} whatsapp number shipping mailing delivery postal default
  address adresse company organization current permanent residence residential person iso wohn wohnsitz`;
const COUNTRY = `country nation land lander pays pais paese nazione negara देश البلد الدولة بلد دولة ulke страна 国家 国 국가
  orszag krajina drzava ประเทศ quocgia bansa`;
const COUNTRY_AFTER = `region code codes kode kurzel kennung iso alpha name calling dialing dial isd phone number no prefix
  of de di residence residencia residenza deresidence deresidencia diresidenza tempattinggal कोड का नाम الاقامة`;

/** Headers of columns that say the country of a row, by name or code. */
export const COUNTRIES = new RegExp(
  `^${either(COUNTRY_LEADING)}?${either(COUNTRY_BEFORE)}*${either(COUNTRY)}${either(COUNTRY_AFTER)}*$`,
  'u',
);

/** Labels of numbers, in the order of `PHONES`; whoever answers a fax reads no message. */
export const LABELS: readonly RegExp[] = [
  /whatsapp/i,
  /mobil|cell|handy|movil|móvil|celular|portable|iphone|मोबाइल/i,
  /^(main|primary|phone|)$/i,
];
export const NO_PERSON = /fax|pager|telex|\btty\b/i;
