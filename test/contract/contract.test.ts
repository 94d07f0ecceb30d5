import { describe, expect, test } from 'vitest';
import { OPEN } from './open.ts';
import { withNumber } from './own.ts';
import { READING } from './reading.ts';
import { WORLDS } from './worlds.ts';
import { WRITING } from './writing.ts';

describe.each(WORLDS)('the contract: $name', ({ open, number = '' }) => {
  test.each(READING)('$says', async ({ shows }) => shows(await open()));

  describe.skipIf(number === '')('with a number that may be written to', () => {
    test.each(WRITING)('$says', async ({ shows }) => withNumber((await open()).api, number, shows));

    test.for(OPEN)('answers the open question of $name', async ({ name, answers, ask }, { annotate }) => {
      const { api, dialect } = await open();
      await withNumber(api, number, async (own) => {
        const answer = await ask(own);
        await annotate(`${name}=${answer}`);
        expect(dialect ? [dialect[name]] : answers).toContain(answer);
      });
    });
  });
});
