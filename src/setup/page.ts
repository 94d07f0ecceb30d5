import type { Context } from '../context.ts';
import { noBrowser } from '../lib/browser.ts';
import { type Finding, fails, works } from './finding.ts';
import type { SeenFrom } from './origin.ts';

/** Whether plans come before the person on a page, and how. */
export function pageFindings(context: Context, from: SeenFrom): Finding[] {
  const { review, hasScreen } = context.settings;
  switch (review) {
    case 'off':
      return [works('Page: off (VOBIZ_REVIEW)')];
    case 'link':
      return [linkFinding(context)];
    case 'auto': {
      const missing = noBrowser(hasScreen);
      if (missing !== undefined) return [works(`Page: none opens here, since ${missing}`)];
      return [from !== 'terminal' && pageDoor(context) === undefined ? NOT_OPENED : OPENS];
    }
  }
}

/** How the page of this server comes before the person, as far as can be known before it is shown. */
export function pageDoor({ review, settings }: Context): 'window' | 'link' | undefined {
  const way = review.way();
  return way === 'window' && noBrowser(settings.hasScreen) !== undefined ? undefined : way;
}

function linkFinding({ rules }: Context): Finding {
  return rules.approval === 'form'
    ? works(
        'Page: none; VOBIZ_REVIEW=link gives its link in the chat, and VOBIZ_APPROVAL=form takes no such link',
      )
    : works('Page: the chat gives a link to it, for a browser of this computer');
}

const OPENS = works('Page: opens in the default browser of this computer');
const NOT_OPENED = fails(
  'Page: no browser opened it the last time, so this server does not try again',
  'See whether this computer has a default browser, then restart this server.',
);
