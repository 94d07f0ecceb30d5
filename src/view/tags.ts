import type { Refused, Source, Tags } from './contract.ts';
import { h, small, some } from './dom.ts';
import { barsOf } from './facts.ts';
import { show } from './frame.ts';
import { heading } from './gone.ts';
import { isRefused } from './source.ts';
import { prose } from './text.ts';

const AT_FIRST = 200;

/** Nothing is changed here: no buttons but the one that shows the rest. */
export async function showTags(source: Source): Promise<Refused | undefined> {
  const answer = await source.tags();
  if (isRefused(answer)) return answer;
  const { text, tags, alike } = answer;
  const all = h(
    'section.case',
    { 'aria-label': 'All tags' },
    part(
      'All tags',
      tags.filter(({ optOut }) => !optOut),
    ),
    part(
      'These say that somebody opted out',
      tags.filter(({ optOut }) => optOut),
    ),
  );
  const body = alike.length > 0 ? h('div.two', lookAlikes(answer), all) : all;
  show(
    'Tags',
    h('header', heading('Tags'), small(prose(text))),
    tags.length > 0 ? body : h('p', 'No tags yet.'),
  );
  return undefined;
}

function lookAlikes({ alike, tags }: Tags): HTMLElement {
  const groups = alike.map((group) => {
    const same = group.tags.flatMap((name) => tags.filter(({ tag }) => tag === name));
    return h('div.case', bars(same, 'Look-alikes'), small(prose(group.say)));
  });
  const hint = small('A campaign to one of them does not reach the others.');
  return h('section.stack', { 'aria-label': 'Look-alikes' }, h('h2', 'Look-alikes'), hint, groups);
}

function part(title: string, tags: Tags['tags']) {
  return (
    tags.length > 0 && [
      h('h2', title),
      some(tags, AT_FIRST, (shown) => bars(shown, title, tags[0]?.contacts)),
    ]
  );
}

function bars(tags: readonly Tags['tags'][number][], label: string, most?: number): HTMLElement {
  const same = tags.map(({ tag, contacts }) => ({ tag, before: contacts, after: contacts }));
  return barsOf(same, label, most);
}
