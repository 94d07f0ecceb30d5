/** A kind of file that people take for a sheet. */
interface Kind {
  /** `a PDF`. */
  what: string;
  /** In lower case and without the dot. */
  extensions: readonly string[];
  /** Beginnings of such files, one character a byte, case aside. */
  starts: readonly string[];
  /** How such a file becomes a sheet. */
  how: string;
}

const KINDS: readonly Kind[] = [
  {
    what: 'an Apple Numbers file',
    extensions: ['numbers'],
    starts: [],
    how: 'In Numbers, choose File > Export To > CSV, with the encoding Unicode (UTF-8).',
  },
  {
    what: 'an OpenDocument sheet',
    extensions: ['ods'],
    starts: [],
    how: 'In LibreOffice, choose File > Save As > Text CSV, with the character set UTF-8.',
  },
  {
    what: 'an Excel file or another zipped one',
    extensions: ['xlsx', 'xlsm', 'xlsb', 'xls'],
    starts: ['PK\u0003\u0004', '\u00d0\u00cf\u0011\u00e0'],
    how: 'Open it in Excel, choose File > Save As and the type "CSV UTF-8 (Comma delimited)".',
  },
  {
    what: 'a file of address cards',
    extensions: ['vcf'],
    starts: ['BEGIN:VCARD'],
    how: 'Import it into Google Contacts or Outlook, and export it from there as CSV.',
  },
  {
    what: 'a PDF',
    extensions: [],
    starts: ['%PDF'],
    how: 'Get the list as a sheet from where it came from, and save that as CSV.',
  },
  {
    what: 'a web page or XML, which some programs save as .xls',
    extensions: [],
    starts: ['<html', '<!doctype', '<table', '<?xml', '<meta'],
    how: 'Open it in Excel, choose File > Save As and the type "CSV UTF-8 (Comma delimited)".',
  },
  {
    what: 'JSON',
    extensions: [],
    starts: ['[{"', '{"'],
    how: 'Give the rows as CSV: a line that names the columns, then one contact a line.',
  },
];

/** The kind of a file by its name; none when it may be a sheet. */
export function kindOfName(name: string): Kind | undefined {
  const extension = name.slice(name.lastIndexOf('.') + 1).toLowerCase();
  return KINDS.find(({ extensions }) => extensions.includes(extension));
}

/** The kind of a file by its first bytes; none when it may be a sheet. */
export function kindOfStart(bytes: Uint8Array): Kind | undefined {
  const start = Buffer.from(bytes.subarray(0, 64)).toString('latin1').replace('\u00ef\u00bb\u00bf', '');
  const text = start.replace(/\s+/g, '').toLowerCase();
  return KINDS.find(({ starts }) => starts.some((begin) => text.startsWith(begin.toLowerCase())));
}
