import { keysOf } from '../columns/keys.ts';

const among = (words: string): ReadonlySet<string> => new Set(keysOf(words));
const anyOf = (words: string) => new RegExp(keysOf(words).join('|'), 'u');

/** Below a header with one of these a yes means no messages. */
export const OUT = anyOf(`
  optout optedout optsout donotcall donotcontact donotdisturb donottext donotsms donotmail donotemail donotsend
  donotmessage donotwhatsapp donotmarket dontcall dontcontact dontdisturb dontsend dontmessage nomarketing
  unsubscri unsubbed unsubat unsubtime blacklist blocklist optouttime
  abgemeldet abmeldung abbestellt sperrvermerk kontaktsperre anrufsperre werbesperre sperrliste robinsonliste
  nichtkontaktieren nichtanrufen nichtstören nichtanschreiben keinewerbung keinekontakt werbewiderspruch kontaktverbot
  désabonn désinscri nepascontacter nepasappeler nepasdéranger nepassolliciter nepasenvoyer bloctel stoppub listenoire
  nocontactar nollamar nomolestar noenviar nopublicidad dadodebaja dadadebaja desuscri listanegra listarobinson
  nãocontatar nãocontactar nãoligar nãoperturb nãoincomod nãoenviar nãochamar descadastr desinscrit
  noncontattare nonchiamare nondisturbare noninviare disiscri opposizion listanera
  janganhubungi jangandihubungi jangantelepon janganganggu jangankirim berhentilangganan berhentiberlangganan
  tidakbolehdihubungi tidakmaudihubungi daftarhitam
  संपर्कनकर सम्पर्कनकर कॉलनकर फोननकर परेशाननकर मैसेजनकर संदेशनभेज डीएनडी अनसब्सक्राइब ऑप्टआउट सदस्यतासमाप्त
  عدمالاتصال لاتتصل لاتراسل عدمالإزعاج عدمالتواصل لاترسل إلغاءالاشتراك القائمةالسوداء`);

/** Below a header with one of these a yes means yes to messages. */
export const IN = anyOf(`
  optin optedin optsin opted consent agreedto agreesto acceptsmarketing acceptssms acceptsemail acceptswhatsapp acceptsmessages
  marketingallowed marketingpermission permissionstatus allowedtocontact maycontact cancontact oktocontact oktocall oktotext
  oktomessage contactpermission
  einwilligung einverständnis einverstanden zustimmung zugestimmt kontakterlaubnis werbeerlaubnis werbungerlaubt
  darfkontaktiert
  consentement accordde acceptederecevoir accepterecevoir autorisation autorise
  consentimiento autorización autoriza aceptarecibir aceptapublicidad aceptamensajes aceptamarketing
  consentimento autorização aceitareceber aceitamarketing aceitamensagens
  consenso autorizzazione autorizza accettamarketing acconsent
  persetujuan bersediadihubungi izinkontak
  सहमति अनुमति ऑप्टइन मंज़ूरी موافقة موافقه إذنالتواصل يوافق توافق`);

/** Headers with one of these are about messages only if their cells are: `Subscriptions` may hold a count. */
export const PERHAPS_OUT = anyOf(`
  blocked suppress revoked withdrawn gesperrt widerspr widerrufen blockiert opposition bloqué bloquead excluid bloccat
  diblokir blokir ब्लॉक अवरुद्ध محظور حظر nocall nocontact nosms`);
export const PERHAPS_IN = anyOf(`
  subscri permission permitted agree marketing newsletter promo gdpr dsgvo rgpd lgpd dpdp contactable erlaubnis abonn werbung
  datenschutz inscrit publicité publicidad suscrip suscrit permiso publicidade assinante inscrição permissão iscritt
  pubblicità privacy promosi setuju izin berlangganan सब्सक्राइब विज्ञापन इजाजत اشتراك مشترك إعلان تسويق`);
/** These must be whole words of the header, since many other words contain them. */
export const OUT_WORDS = among('dnd dnc ndnc');
export const PERHAPS_OUT_WORDS = among('stop stopped baja bajas block');
/** `Opt-in/Opt-out`: a yes there has no known meaning. */
export const EITHER = /opt(?:ed)?in(?:or|and)?(?:opt(?:ed)?)?out|opt(?:ed)?out(?:or|and)?(?:opt(?:ed)?)?in/u;

/** Cells with a meaning of their own, whatever their header asks. */
export const ALWAYS_NO = among(`
  unsubscribed unsubscribe unsub optedout optout blocked cleaned dnd dnc donotcontact donotcall donotdisturb nonsubscribed
  notsubscribed neversubscribed suppressed blacklisted blocklisted noconsent notconsented nopermission notoptedin notopted
  abgemeldet gesperrt keinewerbung nichtkontaktieren blockiert nichtabonniert keineeinwilligung
  désabonné désabonnée désinscrit désinscrite bloqué bloquée nonabonné
  desuscrito desuscrita dadodebaja dadadebaja baja bloqueado bloqueada nosuscrito nosuscrita
  descadastrado descadastrada nãoinscrito nãoinscrita disiscritto disiscritta bloccato bloccata noniscritto noniscritta
  berhentilangganan diblokir tidakberlangganan tidaksetuju
  अनसब्सक्राइब अवरुद्ध ब्लॉक असहमत محظور محظورة غيرمشترك غيرموافق`);
export const ALWAYS_YES = among(`
  subscribed subscribe optedin optin consented notblocked unblocked angemeldet abonniert eingewilligt zugestimmt
  abonné abonnée inscrit inscrite suscrito suscrita inscrito inscrita iscritto iscritta acconsentito berlangganan setuju
  सब्सक्राइब सहमत مشترك موافق`);

/** Cells that answer the question of their header. */
export const YES = among(`
  yes y true t on x ok ja j wahr si s verdadero v sim verdadeiro oui o vrai vero ya iya benar tak da evet
  granted given agreed accepted accept allowed allow permitted approved confirmed active enabled checked
  erteilt erlaubt akzeptiert bestätigt accepté autorisé autorisée aceptado aceptada autorizado autorizada aceito aceita
  accettato accettata autorizzato autorizzata diizinkan disetujui
  हा हां जी जीहा जीहां सही स्वीकृत نعم أجل صح صحيح مسموح`);
export const NO = among(`
  no n false f off never nein falsch nao non faux falso tidak tdk bukan salah nie нет hayir
  denied declined refused rejected revoked withdrawn disallowed notallowed inactive disabled unchecked notgiven notgranted
  abgelehnt verweigert widersprochen widerrufen nichterteilt refusé refusée rechazado rechazada denegado denegada revocado
  recusado recusada negado negada rifiutato rifiutata negato revocato ditolak menolak
  नही नहीं ना मना गलत अस्वीकृत لا كلا خطأ مرفوض مرفوضة رفض`);
/** Answers without a letter. */
export const YES_SIGNS: ReadonlySet<string> = new Set(['1', '✓', '✔', '☑', '✅', '👍']);
export const NO_SIGNS: ReadonlySet<string> = new Set(['0', '✗', '✘', '❌', '✖', '☒', '🚫', '👎']);
/** Programs write these into empty cells. */
export const BLANK = among('na nan null none nil undefined blank empty');
