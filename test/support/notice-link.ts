import assert from 'node:assert/strict';
import type { Mailbox } from './mailbox.ts';
import { type Answer, request } from './people.ts';
import type { TestServer } from './server.ts';

/** Presses the button of the page that the newest notice to this address leads to, each time that it is called. */
export async function noticeLink(server: TestServer, box: Mailbox, address: string): Promise<() => Promise<Answer>> {
  const texts = (await box.letters(address)).map(({ text }) => /https?:\/\/\S+\?token=\S+/.exec(text)?.[0]);
  const link = texts.findLast((each) => each !== undefined) ?? assert.fail(`no notice came to ${address}`);
  const { pathname, searchParams } = new URL(link);
  return () =>
    request(`${server.url}${pathname}`, {
      body: new URLSearchParams({ token: searchParams.get('token')! }).toString(),
      headers: { 'content-type': 'application/x-www-form-urlencoded', origin: server.url, accept: 'text/html' },
    });
}
