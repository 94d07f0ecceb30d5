/** The number in the link or id of a messaging app, or a phrase about a link without one; none for other text. */
type Linked = { number: string } | { is: string } | undefined;

/** Links and ids in which the number has its country code, be it with a + or without. */
const NUMBERED: readonly RegExp[] = [
  /^(?:https?:\/\/)?(?:www\.)?wa\.me\/(?:c\/)?([^/?#]*)/i,
  /^(?:https?:\/\/)?(?:(?:api|web|www)\.)?whatsapp\.com\/send\/?\?(?:[^#]*&)?phone=([^&#]*)/i,
  /^whatsapp:\/\/send\/?\?(?:[^#]*&)?phone=([^&#]*)/i,
  /^viber:\/\/[a-z]+\/?\?(?:[^#]*&)?number=([^&#]*)/i,
  /^tg:\/\/resolve\/?\?(?:[^#]*&)?phone=([^&#]*)/i,
  /^(?:https?:\/\/)?(?:t|telegram)\.me\/(\+\d+)/i,
  /^(?:https?:\/\/|sgnl:\/\/)?signal\.me\/#p\/([^/?]*)/i,
  /^([^@\s:._]*)(?:[:._]\d+)*@(?:c\.us|s\.whatsapp\.net)$/i,
];
const WHOLE = /^\+?\d{7,17}$/;

const NO_NUMBER: readonly (readonly [RegExp, string])[] = [
  [/@g\.us$|^(?:https?:\/\/)?chat\.whatsapp\.com\//i, 'leads to a group, not to a person'],
  [/@(?:broadcast|newsletter)$/i, 'leads to a list or channel, not to a person'],
  [/@lid$/i, 'is an id by which WhatsApp hides the number'],
  [/:\/\/|^www\.|^[a-z\d-]+(?:\.[a-z\d-]+)*\.[a-z]{2,}\//i, 'is a link without a number'],
  [/^[^\s@]+@[^\s@]+$/, 'is an address, not a number'],
];
/** Behind the number such a link has a message or an action, and a SIP address the server. */
const CALLED = /^(tel|sms|smsto|mms|mmsto|callto|whatsapp|skype|facetime|facetime-audio|imessage):([^?]*)\?/i;
const SIP = /^sips?:([^@]*)(?:@[^\s]*)?$/i;

export function linkedNumber(text: string): Linked {
  const link = decoded(text);
  const found = NUMBERED.map((form) => form.exec(link)?.[1]).find((part) => part !== undefined);
  const number = found?.replace(/[\s().-]/g, '').replace(/^00/, '');
  if (number !== undefined && WHOLE.test(number)) return { number: number.replace('+', '') };
  const is = NO_NUMBER.find(([form]) => form.test(link) && !SIP.test(link))?.[1];
  return is === undefined ? undefined : { is };
}

/** The addressee of a link to call or to write; other text stays. */
export function calledIn(text: string): string {
  const link = decoded(text);
  return SIP.exec(link)?.[1] ?? CALLED.exec(link)?.[2] ?? link;
}

/** The text with the signs that links encode, such as + as %2B. */
function decoded(text: string): string {
  return text.replace(/%(2b|20|28|29|2d|3d|3f|40)/gi, (sign) => decodeURIComponent(sign));
}
