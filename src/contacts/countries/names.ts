import type { iso31661 } from 'iso-3166';
import { lettersOf, withoutAccents } from '../../lib/letters.ts';

type Codes = typeof iso31661;

/** The languages of names, loaded line by line until a name is found: each costs some milliseconds once. */
const LANGUAGES: readonly string[] = [
  'en',
  'hi es pt fr de it id ar',
  'nl tr ru pl uk ja ko zh zh-Hant vi th ms bn ta te mr gu kn ml pa ur ne si fa he sv da nb fi cs sk hu ro el bg hr sr sl lt lv et sw fil my km am ca',
];

/** Names in use that neither the standard nor Intl has, except those that several countries share. */
const BY_NAMES: Readonly<Record<string, string>> = {
  AE: `UAE,Emirates,United Arab Emirate,VAE,EAU,Emirate,Emiratos,Emiratos Árabes,Emirados,Emirados Árabes,Émirats,
    Émirats arabes,Emirati,Emirati Arabi,UEA,यूएई,الإمارات`,
  BA: 'Bosnia,Bosnien',
  CD: 'DRC,DR Congo,Democratic Republic of the Congo',
  CG: 'Republic of the Congo',
  CI: 'Ivory Coast,Elfenbeinküste',
  CN: "People's Republic of China,PRC,Mainland China",
  CZ: 'Czech Republic,Tschechische Republik,República Checa,República Tcheca,République tchèque,Repubblica Ceca',
  DE: 'Federal Republic of Germany,Bundesrepublik Deutschland,BRD,Allemagne,Almanya',
  DO: 'Dominican Rep',
  GB: `UK,Great Britain,Britain,England,Scotland,Wales,Northern Ireland,Großbritannien,Schottland,Nordirland,Gran Bretaña,
    Inglaterra,Escocia,Reino Unido de Gran Bretaña,Grã-Bretanha,Escócia,Grande-Bretagne,Angleterre,Écosse,Gran Bretagna,
    Inghilterra,Scozia,Inggris,Britania Raya,ब्रिटेन,इंग्लैंड,यूके,بريطانيا,إنجلترا,انكلترا`,
  GR: 'EL,Hellas',
  HK: 'Hong Kong,Hongkong',
  IE: 'Republic of Ireland,Eire',
  IN: 'Republic of India,Bharat,Hindustan,हिंदुस्तान,हिन्दुस्तान',
  KR: 'South Korea,Republic of Korea,Korea South,ROK',
  KP: 'DPRK,Korea North',
  LA: 'Lao',
  MK: 'Macedonia',
  MM: 'Burma',
  MO: 'Macao,Macau',
  MX: 'Estados Unidos Mexicanos',
  NL: 'Holland,Holanda,Hollande,Olanda,The Netherlands',
  PS: 'Palestine',
  RU: 'Russian Fed',
  SA: 'KSA,Saudi,Kingdom of Saudi Arabia,Arabia Saudita,السعودية',
  SZ: 'Swaziland',
  TR: 'Turkey',
  TW: 'Taiwan R O C',
  US: `USA,United States of America,America,EE UU,EEUU,EUA,États-Unis d'Amérique,Amerika,Vereinigte Staaten von Amerika,
    Estados Unidos de América,Estados Unidos da América,Stati Uniti d'America,अमरीका,अमेरिका,यूएसए,أمريكا,امريكا,
    الولايات المتحدة الأمريكية`,
  VN: 'Viet Nam',
};

/** Names that two countries share. */
const SHARED = ['congo', 'kongo', 'korea', 'virginislands', 'stmartin'];

/**
 * Finds the ISO code of a country by a code of two or three letters, or by a name in any language; none for other texts.
 * `code` reads codes of two letters.
 */
export function countryFinder(codes: Codes, code: (text: string) => string | undefined) {
  const known = new Map<string, string>();
  for (const { alpha2, alpha3, name } of codes) {
    known.set(alpha3.toLowerCase(), alpha2);
    known.set(nameKey(name), alpha2);
  }
  for (const [country, names] of Object.entries(BY_NAMES))
    for (const name of names.split(',')) known.set(nameKey(name), country);
  const waiting = LANGUAGES.map((line) => line.split(' '));
  return (text: string): string | undefined => {
    const key = nameKey(text);
    if (key === '' || SHARED.includes(key)) return undefined;
    const ownCode = code(text.replaceAll('.', ''));
    if (ownCode !== undefined) return ownCode;
    while (!known.has(key)) {
      const languages = waiting.shift();
      if (languages === undefined) return undefined;
      // A name keeps its first meaning.
      for (const [name, country] of namesIn(languages, codes)) if (!known.has(name)) known.set(name, country);
    }
    return known.get(key);
  };
}

function namesIn(languages: readonly string[], codes: Codes): [string, string][] {
  const countries = [...codes.map(({ alpha2 }) => alpha2), 'XK'];
  return languages.flatMap((language) =>
    (['long', 'short'] as const).flatMap((style) => {
      const names = new Intl.DisplayNames(language, { type: 'region', style, fallback: 'none' });
      return countries.flatMap((country): [string, string][] => {
        const name = names.of(country);
        const key = nameKey(name ?? '');
        // `AS` is short for the United States in Indonesian, and the code of American Samoa.
        return /^[a-z]{0,2}$/.test(key) ? [] : [[key, country]];
      });
    }),
  );
}

/** The letters of a name, without the article and `and`, and with `St` for `Saint`. */
function nameKey(name: string): string {
  const words = withoutAccents(name)
    .replace(/\b(?:and|the)\b/g, ' ')
    .replace(/\bsaint\b/g, 'st');
  return lettersOf(words);
}
