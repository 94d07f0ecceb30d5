import { describe, expect, test } from 'vitest';
import { askedDelay, backoff } from '../../src/http/retry.ts';

const NOW = Date.parse('2026-05-01T12:00:00Z');
const inSeconds = (seconds: number) => new Date(NOW + seconds * 1000).toUTCString();

type Row = readonly [string, Record<string, string | string[]>, number | undefined];
const ASKED: readonly Row[] = [
  ['nothing', {}, undefined],
  ['Retry-After in seconds', { 'retry-after': '7' }, 7000],
  ['Retry-After in parts of a second', { 'retry-after': '0.5' }, 500],
  ['Retry-After of none', { 'retry-after': '0' }, 0],
  ['Retry-After as a date', { 'retry-after': inSeconds(30) }, 30_000],
  ['Retry-After as a date in the past', { 'retry-after': inSeconds(-30) }, 0],
  ['Retry-After below zero', { 'retry-after': '-5' }, 0],
  ['Retry-After that is no time', { 'retry-after': 'soon' }, undefined],
  ['Retry-After that is empty', { 'retry-after': ' ' }, undefined],
  ['Retry-After twice', { 'retry-after': ['3', '9'] }, 3000],
  ['a reset in seconds from now', { 'x-ratelimit-reset': '12' }, 12_000],
  ['a reset as an epoch in seconds', { 'x-ratelimit-reset': String(NOW / 1000 + 40) }, 40_000],
  ['a reset as an epoch in milliseconds', { 'x-ratelimit-reset': String(NOW + 1500) }, 1500],
  ['a reset that is past', { 'x-ratelimit-reset': String(NOW / 1000 - 40) }, 0],
  ['the reset of the draft standard', { 'ratelimit-reset': '4' }, 4000],
  ['the reset as Twitter writes it', { 'x-rate-limit-reset': '5' }, 5000],
  ['a reset that is no number', { 'x-ratelimit-reset': 'never' }, undefined],
  ['Retry-After of a day', { 'retry-after': '86400' }, 86_400_000],
  ['Retry-After of 31 years', { 'retry-after': '1000000000' }, undefined],
  ['Retry-After as a date in two days', { 'retry-after': inSeconds(172_800) }, undefined],
  ['a reset in 2999', { 'x-ratelimit-reset': '32472144000' }, undefined],
  [
    'a Retry-After that nobody can mean, and a reset',
    { 'retry-after': '1e9', 'x-ratelimit-reset': '6' },
    6000,
  ],
  ['both', { 'retry-after': '2', 'x-ratelimit-reset': '60' }, 2000],
];

describe('the wait that a service asks for', () => {
  test.each(ASKED)('by %s', (_what, headers, ms) => {
    expect(askedDelay(headers, NOW)).toBe(ms);
  });
});

test('pauses double with each failure, up to 32 times the first, a tenth more or less', () => {
  for (const [attempt, factor] of [
    [1, 1],
    [2, 2],
    [3, 4],
    [6, 32],
    [50, 32],
  ] as const) {
    const pauses = Array.from({ length: 200 }, () => backoff(attempt, 1000) / 1000);
    expect(Math.min(...pauses)).toBeGreaterThanOrEqual(0.9 * factor);
    expect(Math.max(...pauses)).toBeLessThanOrEqual(1.1 * factor);
    expect(new Set(pauses).size).toBeGreaterThan(1);
  }
});
