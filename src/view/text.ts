import { type Child, h } from './dom.ts';

const HIDDEN = /[\p{C}\p{Zl}\p{Zp}\p{DI}\u2800]/gu;
const JOINER = /\u200c|\u200d|\ufe0f/;
/** Behind these a joiner or variation selector is correct: emoji, and the letters of Arabic and of India. */
const JOINS = /[\p{ExtPict}\p{EMod}\p{VS}\p{sc=Arab}\u0900-\u0dff]$/u;

/** The text in pieces; each second one is a hidden character, written as `\u{202e}`. */
function piecesOf(text: string): string[] {
  const pieces: string[] = [];
  let from = 0;
  for (const { 0: char, index } of text.matchAll(HIDDEN)) {
    if (JOINER.test(char) && JOINS.test(text.slice(0, index))) continue;
    pieces.push(text.slice(from, index), `\\u{${char.codePointAt(0)?.toString(16)}}`);
    from = index + char.length;
  }
  return [...pieces, text.slice(from)];
}

/** For places that hold no elements, such as options and titles. */
export function plainly(text: string): string {
  return piecesOf(text).join('');
}

/** Text with its hidden characters marked; where it stands must isolate it. */
export function visibly(text: string): Child {
  return piecesOf(text).map((piece, index) => (index % 2 ? odd(piece) : piece));
}

function odd(text: string): HTMLElement {
  return h('span.odd', text);
}

/** What other people wrote: it turns nothing around but itself. */
export function told(text: string): HTMLElement {
  return h('bdi', { dir: 'auto' }, visibly(text));
}

/** A value of which a blank at an end must be seen; it is said outside of what is struck out. */
export function value(text: string, wrap: (text: string) => Child = told): Child {
  const trimmed = text.trim();
  if (trimmed && trimmed === text) return wrap(text);
  return [trimmed !== '' && [wrap(trimmed), ' '], odd('blank')];
}

export function struck(text: string): HTMLElement {
  return h('s', told(text));
}

export function nameOf(name: string): Child {
  return name.replace(HIDDEN, '').trim() ? visibly(name) : h('span.soft', 'no name ', visibly(name.trim()));
}

export function phone(number: string): HTMLElement {
  return h('bdi.nb', { dir: 'ltr' }, visibly(number));
}

const QUOTED_OR_PHONE = /("(?:\\.|[^"\\])*"|\+\d[\d ]{6,}\d)/;

/** A sentence of the program: its quotations are isolated, its phone numbers stay in one piece. */
export function prose(text: string): Child {
  return text.split(QUOTED_OR_PHONE).map((part, index) => {
    if (index % 2 === 0) return visibly(part);
    return part.startsWith('"') ? ['"', told(part.slice(1, -1)), '"'] : phone(part);
  });
}

export function thousands(count: number): string {
  return count.toLocaleString('en');
}

export function counted(count: number, one: string): string {
  return `${thousands(count)} ${one}${count === 1 ? '' : 's'}`;
}
