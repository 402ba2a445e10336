import { attributes, type Html, html } from '../html.ts';
import type { Texts } from '../texts/en.ts';
import { time } from '../time.ts';
import { fill } from '../wording.ts';
import type { AccountSession } from './account.ts';

/** Where a person is signed in, the current session first; ending one works by script. */
export function sessionSection(sessions: readonly AccountSession[], all: Texts): Html {
  const texts = all.account.sessions;
  const ordered = [...sessions].sort((a, b) => Number(b.current) - Number(a.current));
  const rows = ordered.map((session) => {
    const name = nameOf(session, all);
    const button = {
      type: 'button',
      'data-end': session.id,
      'aria-label': fill(texts.endThis, { session: name }),
      class: 'script',
    };
    return html`<li><div class="about"><p class="name">${name} ${session.current && html`<span class="badge here">${texts.current}</span>`}</p>
<p class="hint">${session.ip} · ${texts.signedIn} ${time(session.signedInAt, all)} · ${texts.lastSeen} ${time(session.lastSeenAt, all)}</p></div>
${!session.current && html`<button${attributes(button)}>${texts.end}</button>`}</li>`;
  });
  const others = sessions.some(({ current }) => !current);
  return html`<section id="sessions"><h2 id="sessions-title" tabindex="-1">${texts.title}</h2>
<ul class="rows">${rows}</ul>${others ? html`<button type="button" class="script" data-end-others>${texts.endOthers}</button>` : html`<p class="hint">${texts.alone}</p>`}</section>`;
}

function nameOf({ browser, system }: AccountSession, { account: { sessions: texts } }: Texts): string {
  return fill(texts.on, { browser, system }) ?? (browser || system || texts.unknown);
}
