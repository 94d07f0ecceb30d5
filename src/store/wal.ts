import { chmodSync, closeSync, copyFileSync, existsSync, fstatSync, openSync, readSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import { withOwnUmask } from './folder.ts';
import { isBroken } from './sqlite.ts';

/** https://www.sqlite.org/fileformat2.html#walformat, as are all numbers below. */
const HEADER = 32;
const FRAME_HEADER = 24;
const MAGIC = 0x377f0682;

/** Moves the log into the file, which then holds everything, and cuts the log off, as far as other readers let it. */
export const EMPTY_LOG = 'PRAGMA wal_checkpoint(TRUNCATE)';

/** A fault that keeps the log from being emptied, such as a full disk, shows at the next write. */
export function emptyLog(database: DatabaseSync): void {
  try {
    database.exec(EMPTY_LOG);
  } catch (error) {
    if (isBroken(error)) throw error;
  }
}

type Sum = readonly [number, number];

/** One change of one page, as it lies in the log. */
interface Frame {
  /** Pages of the store after it, where it ends a transaction; else 0. */
  commits: number;
  salts: string;
  stored: Sum;
  bytes: DataView;
}

/**
 * Keeps a copy of the log under that name if the log is damaged: SQLite reads it up to the damage, and says nothing. Nobody
 * may have the store open.
 */
export function keepDamagedLog(file: string, copy: string): void {
  const log = `${file}-wal`;
  if (!existsSync(log) || !isDamaged(log)) return;
  withOwnUmask(() => copyFileSync(log, copy));
  chmodSync(copy, 0o600);
}

/**
 * Tells damage from the log of a process that died, whose last transaction may be cut short, perhaps written over an earlier
 * one that was cut short as well. In such a log no end of a transaction follows the first frame that cannot be read.
 */
export function isDamaged(log: string): boolean {
  const descriptor = openSync(log, 'r');
  try {
    return isCut(descriptor, fstatSync(descriptor).size);
  } finally {
    closeSync(descriptor);
  }
}

function isCut(descriptor: number, size: number): boolean {
  if (size <= HEADER) return false;
  const header = read(descriptor, 0, HEADER);
  // The lowest bit says in which order the bytes are summed.
  const little = (header.getUint32(0) & 1) === 0;
  const begin = sum(header, 0, 24, little, [0, 0]);
  if (header.getUint32(0) >>> 1 !== MAGIC >>> 1 || !isSame(begin, sumAt(header, 24))) return true;
  const salts = saltsAt(header, 16);
  const length = FRAME_HEADER + header.getUint32(8);
  let last = begin;
  let broken: Sum | undefined;
  for (let at = HEADER; at + length <= size; at += length) {
    const frame = frameOf(read(descriptor, at, length));
    const ours = frame.salts === salts;
    const next = sumOf(frame, little, last);
    if (broken === undefined && ours && isSame(next, frame.stored)) {
      last = next;
      continue;
    }
    // Of the frame before, either the bytes that are summed were hit, or the sum that it holds.
    const follows =
      broken !== undefined &&
      (isSame(next, frame.stored) || isSame(sumOf(frame, little, broken), frame.stored));
    if (ours && follows && frame.commits > 0) return true;
    last = next;
    broken = frame.stored;
  }
  return false;
}

function read(descriptor: number, at: number, length: number): DataView {
  const bytes = new DataView(new ArrayBuffer(length));
  readSync(descriptor, bytes, 0, length, at);
  return bytes;
}

function frameOf(bytes: DataView): Frame {
  return { commits: bytes.getUint32(4), salts: saltsAt(bytes, 8), stored: sumAt(bytes, 16), bytes };
}

function saltsAt(bytes: DataView, at: number): string {
  return `${bytes.getUint32(at)} ${bytes.getUint32(at + 4)}`;
}

function sumAt(bytes: DataView, at: number): Sum {
  return [bytes.getUint32(at), bytes.getUint32(at + 4)];
}

function isSame(one: Sum, other: Sum): boolean {
  return one[0] === other[0] && one[1] === other[1];
}

/** Over the page's number and the commit, then the page; each frame goes on from the one before. */
function sumOf({ bytes }: Frame, little: boolean, before: Sum): Sum {
  return sum(bytes, FRAME_HEADER, bytes.byteLength, little, sum(bytes, 0, 8, little, before));
}

function sum(bytes: DataView, from: number, to: number, little: boolean, [a, b]: Sum): Sum {
  let first = a;
  let second = b;
  for (let at = from; at < to; at += 8) {
    first = (first + bytes.getUint32(at, little) + second) >>> 0;
    second = (second + bytes.getUint32(at + 4, little) + first) >>> 0;
  }
  return [first, second];
}
