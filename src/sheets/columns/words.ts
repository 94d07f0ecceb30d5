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

const LABELS_OF_MOBILES =
  'mobiel|telemóvel|gsm|cep|ponsel|kom[oó]r|мобил|мобіл|сотов|κινητ|मोबा|মোবা|மொபை|మొబై|ಮೊಬೈ|മൊബൈ|મોબા|ਮੋਬਾ|جوال|موبايل|موبائل|محمول|נייד|手机|手機|携帯|휴대|มือถือ|di động';
/** Labels of numbers, in the order of `PHONES`; whoever answers a fax reads no message. */
export const LABELS: readonly RegExp[] = [
  /whatsapp/i,
  new RegExp(`mobil|cell|handy|movil|móvil|celular|portable|iphone|मोबाइल|${LABELS_OF_MOBILES}`, 'i'),
  /^(main|primary|phone|)$/i,
];
export const NO_PERSON = /fax|pager|telex|\btty\b/i;
