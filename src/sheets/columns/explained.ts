import { lettersOf } from '../../lib/letters.ts';
import { keysOf, wordsIn } from './keys.ts';

/** Longer headers are texts. */
const LONGEST = 500;
/** `1. `, `(2) `, `B) `, `Q3: `. */
const NUMBERING = /^\s*[([]?(?:\p{Lu}|\p{Lu}?\d{1,3})[.):\]]+\s/u;
const BRACKETS = /[([{<（【［][^()[\]{}<>（）【】［］]*(?:[)\]}>）】］]|$)/gu;

/** With one of these in its explanation a column holds something else: `Phone (verified)`, `Name (father)`. */
const MEANS = new Set(
  keysOf(`type typ tipo label status state verified consent opt optin optout opted dnd
    date time company firma empresa business organisation organization school shop product campaign bank father mother
    guardian parent spouse husband wife son daughter emergency assistant secretary manager referrer nominee fax pager
    extension ext birth origin old previous former yomi phonetic kana furigana prefix suffix nickname maiden carrier operator
    model count home work office other alternate second secondary`),
);
/** The same where the explanation is that word alone: `Phone (Y/N)`. */
const MEANS_ALONE = new Set(keysOf('id valid y_n yes_no ja_nein si_no oui_non'));
/** An explanation without brackets begins with one of these: `Nombre - obligatorio`, `Tags: comma separated`. */
const EXPLAINS = new Set(
  keysOf(`required mandatory must optional compulsory preferred recommended separated separate comma semicolon with without
    incl including include eg example format in as digits only please enter text string
    obligatorio obligatoria opcional requerido requerida separado separados separadas con sin formato ejemplo
    obrigatório obrigatória com sem exemplo obligatoire facultatif optionnel séparé séparés séparées avec sans
    pflicht pflichtfeld erforderlich getrennt mit ohne zb beispiel obbligatorio obbligatoria facoltativo opzionale separati
    separate wajib opsional dipisahkan dengan verplicht optioneel zorunlu wymagane obowiązkowe opcjonalne
    обязательно обязательное необязательно через अनिवार्य आवश्यक वैकल्पिक إلزامي مطلوب اختياري 必填 选填 必須 任意 필수 선택`),
);

/**
 * The header without its numbering and its explanations, in brackets or behind a word that begins one. None where an
 * explanation makes the column something else.
 */
export function withoutExplanation(header: string): string | undefined {
  if (header.length > LONGEST) return undefined;
  const explanations: string[] = [];
  const bare = header.replace(NUMBERING, ' ').replace(BRACKETS, (brackets) => {
    explanations.push(brackets);
    return ' ';
  });
  const words = wordsIn(bare);
  const end = words.findIndex((word, index) => index > 0 && EXPLAINS.has(lettersOf(word)));
  if (end > 0) explanations.push(...words.splice(end));
  const means = explanations.some(
    (text) => MEANS_ALONE.has(lettersOf(text)) || wordsIn(text).some(isMeaning),
  );
  return means ? undefined : words.join(' ');
}

function isMeaning(word: string): boolean {
  return MEANS.has(lettersOf(word));
}
