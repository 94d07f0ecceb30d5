/** Words beside a number that name its kind or owner and do not change it. */
const WORDS = `phone ph telephone tel telf telefono teléfono telefone telefon téléphone telp fon mobile mob mobil movil
  móvil cell cel cellphone cellulare celular handy handphone hp portable gsm iphone whatsapp whats app wa wsp wpp viber
  telegram signal skype facetime facetime-audio imessage sms smsto mms mmsto callto call contact number num nr numero
  número numéro nummer nomor home work office personal private main मोबाइल मो फ़ोन फोन नंबर व्हाट्सएप جوال هاتف موبايل
  تلفون محمول رقم واتساب тел телефон моб мобильный номер 电话 手机 電話 手機 携帯 전화 휴대폰`;
const WORD = `(?:${WORDS.normalize('NFKC').trim().split(/\s+/).join('|')})(?![\\p{L}\\p{M}])`;
/** The sign behind `No.` and `p:` makes them labels: `no` alone may be an answer. */
const LABEL = String.raw`(?:${WORD}(?:[\s.]*no(?!\p{L}))?|no(?=\s*[.:#])|[ptmcwh](?=\s*[.:]))`;
/** Signs around numbers that are no part of them: quotation marks, bullets, pictures of telephones. */
const SIGN = String.raw`[\s"'\x60\p{Pi}\p{Pf}\u201a\u201e\p{So}\p{Sk}<>_|:;,.=/-]`;
const BEFORE = new RegExp(
  String.raw`^(?:${SIGN}|\((?:${LABEL}|[ptmcwh])\)|${LABEL}[.#]*(?:\s*\d\s*:)?)+`,
  'iu',
);
const BEHIND = new RegExp(String.raw`(?:${SIGN}|[\s,.-]${LABEL}|\((?:${LABEL}|[ptmcwh])\))+$`, 'iu');

/** The text between labels and signs. */
export function withoutLabels(text: string): string {
  return text.replace(BEFORE, '').replace(BEHIND, '');
}
