import type { Refused, Source, Tags } from './contract.ts';
import { type Child, h, small } from './dom.ts';
import { barsOf } from './facts.ts';
import type { Frame } from './frame.ts';
import { isRefused } from './source.ts';
import { prose, thousands } from './text.ts';

/** Nothing is changed here: no buttons but the one that shows the rest. */
export async function showTags(frame: Frame, source: Source): Promise<Refused | undefined> {
  const tags = await source.tags();
  if (isRefused(tags)) return tags;
  frame.show(
    'Tags',
    h('header', {}, h('h1', { tabindex: -1 }, 'Tags'), small(prose(tags.text))),
    tags.tags.length === 0
      ? h('p', {}, 'No tags yet.')
      : tags.alike.length === 0
        ? allTags(tags)
        : h('div', { class: 'two' }, lookAlikes(tags), allTags(tags)),
  );
  return undefined;
}

function lookAlikes({ alike, tags }: Tags): HTMLElement {
  const counts = new Map(tags.map(({ tag, contacts }) => [tag, contacts]));
  const groups = alike.map(({ tags, say }) => {
    const group = tags.map((tag) => ({ tag, contacts: counts.get(tag) ?? 0 }));
    return h('div', { class: 'case' }, bars(group, `Look-alikes of ${tags[0]}`), small(prose(say)));
  });
  const hint = small('A campaign to one of them does not reach the others.');
  return h(
    'section',
    { class: 'stack', 'aria-label': 'Look-alikes' },
    h('h2', {}, 'Look-alikes'),
    hint,
    groups,
  );
}

const AT_FIRST = 200;

function allTags({ tags }: Tags): HTMLElement {
  const sections = [
    { title: 'All tags', tags: tags.filter(({ optOut }) => !optOut) },
    { title: 'These say that somebody opted out', tags: tags.filter(({ optOut }) => optOut) },
  ];
  const shown = sections.filter(({ tags }) => tags.length > 0);
  return h(
    'section',
    { class: 'case', 'aria-label': 'All tags' },
    shown.map(({ title, tags }): Child => [h('h2', {}, title), long(tags, title)]),
  );
}

function long(tags: Tags['tags'], title: string): HTMLElement {
  const place = h('div', {}, bars(tags.slice(0, AT_FIRST), title));
  const rest = tags.length - AT_FIRST;
  if (rest > 0) {
    const all = () => place.replaceChildren(bars(tags, title));
    place.append(h('button', { on: { click: all } }, `Show the other ${thousands(rest)}`));
  }
  return place;
}

function bars(tags: readonly { tag: string; contacts: number }[], label: string): HTMLElement {
  return barsOf(
    tags.map(({ tag, contacts }) => ({ tag, before: contacts, after: contacts })),
    label,
  );
}
