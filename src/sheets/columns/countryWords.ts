// What stands around a word for country; not where somebody was born, comes from or wants to go. Tables as in `phoneWords.ts`.

/** In front of all: `Código de país`. */
export const LEADING = 'codigo codigode codigodo codigodel code codede kode رمز كود مفتاح';

/** Before the word, besides what stands before a number. */
export const BEFORE = `whatsapp number shipping mailing delivery postal default address adresse company organization current
  permanent residence residential person iso wohn wohnsitz`;

export const COUNTRY = `country nation land lander pays pais paese nazione negara देश البلد الدولة بلد دولة ulke страна 国家 国 국가
  orszag krajina drzava ประเทศ quocgia bansa`;

/** Behind it. */
export const AFTER = `region code codes kode kurzel kennung iso alpha name calling dialing dial isd phone number no prefix
  of de di residence residencia residenza deresidence deresidencia diresidenza tempattinggal कोड का नाम الاقامة`;
