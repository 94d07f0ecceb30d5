/** The sheets of the conversations, for their tests and for the replay that counts what an agent reads. */
import { crowd, numberOf } from '../tools/world.ts';

const HEADER = 'First Name,Middle Name,Last Name,Organization Name,Labels,Phone 1 - Label,Phone 1 - Value';

/**
 * Conversation 8: "import the Google export in my Downloads": 800 rows, 490 with local numbers, 10 without a name, 4 with
 * numbers that a spreadsheet ruined, 6 with the number of another; every fourth row has a label.
 */
export function googleExport(): string {
  const rows = crowd(800).map((_, index) => rowOf(index + 1));
  return `${HEADER}\n${rows.join('\n')}\n`;
}

function rowOf(n: number): string {
  const name = n > 780 && n <= 790 ? ',,' : `Asha ${n},,Rao`;
  return `${name},Acme,${isLabelled(n) ? 'Diwali ::: ' : ''}* myContacts,Mobile,${written(n)}`;
}

function isLabelled(n: number): boolean {
  return n % 4 === 0;
}

function written(n: number): string {
  if (n > 794) return written(n - 794);
  if (n > 790) return '9.19877E+11';
  return n <= 490 ? `98000 ${10_000 + n}` : `+91 98000 ${10_000 + n}`;
}

/** 25 contacts of the export exist, with curated names; those of them with a label opted out. */
export const CURATED = crowd(25, (n) => ({
  phone_number: stored(490 + n),
  name: `Curated ${n}`,
  tags: isLabelled(490 + n) ? ['opted-out'] : ['vip'],
}));

export function stored(n: number): string {
  return `+9198000${10_000 + n}`;
}

/** Conversation 9: "add these twelve people", pasted as somebody keeps them. */
export const PASTED = `Phone_Number,Name,Tags
+91 90000 00001,Asha Rao,expo
+91-90000-00002,"Iyer, Ravi","expo, lead"
98765 43210,Local Number,expo
9.19877E+11,From Excel,expo
+919000000005,,expo
+91 90000 00001,Asha again,expo
${crowd(6)
  .map((_, index) => `${numberOf(10 + index)},Guest ${index},expo`)
  .join('\n')}
`;
