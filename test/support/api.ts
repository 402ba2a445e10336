import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { InjectOptions, LightMyRequestResponse } from 'fastify';
import { fingerprint } from '../../src/assurance/action.ts';
import { compose } from '../../src/compose.ts';
import { type Config, type ConfigKey, loadConfig } from '../../src/config/config.ts';
import { createPublicServer } from '../../src/http/server.ts';
import { uuid } from '../../src/kernel/ids.ts';
import { localOrigin } from '../../src/kernel/request.ts';
import type { PublicKeyCredentialRecord } from '../../src/webauthn/webauthn.ts';
import { proof } from './evidence.ts';
import { movingClock, seededRandom } from './temporary.ts';

interface Scope {
  after(work: () => Promise<void>): void;
}

// biome-ignore lint/suspicious/noExplicitAny: tests read the members that they assert
export type Answer = Omit<LightMyRequestResponse, 'json'> & { body: any };
type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** Somebody who is signed in, and what they send. */
export interface Caller {
  id: string;
  email: string;
  token: string;
  sessionId: string;
  send(
    method: Method,
    url: string,
    payload?: InjectOptions['payload'],
    headers?: Record<string, string>,
  ): Promise<Answer>;
  /** The same, and once more with a proof for exactly what the first answer names. */
  proven(method: Method, url: string, payload?: InjectOptions['payload']): Promise<Answer>;
  upload(jarId: string, content: string | Buffer, file?: { name?: string; type?: string }): Promise<Answer>;
}

const record = (credentialId: string): PublicKeyCredentialRecord => ({
  credentialId,
  publicKey: 'pQ',
  algorithm: -7,
  signCount: 0,
  aaguid: '00000000-0000-0000-0000-000000000000',
  backupEligible: true,
  backupState: true,
  uvInitialized: true,
  transports: ['internal'],
  attestationFormat: 'none',
  attested: false,
  residentKey: true,
});

/** The whole public server on a database of its own, with a clock that the test moves; requests are handed to it. */
export async function publicServer(scope: Scope, settings: Partial<Record<ConfigKey, Config[ConfigKey]>> = {}) {
  const clock = movingClock();
  const random = seededRandom();
  const data = await mkdtemp(join(tmpdir(), 'sting-'));
  const limits = { 'serve.requests_per_minute': 1_000_000, 'serve.flow_starts_per_minute': 1_000_000 };
  const flags = { data, ...limits, ...settings };
  const { app, pages, close } = await compose(loadConfig({ environment: {}, flags }), { clock, random });
  const server = await createPublicServer(app, pages);
  scope.after(async () => {
    await server.close();
    await close();
    await rm(data, { recursive: true, force: true });
  });

  /** Adds a passkey as its owner would have; answers the id of the credential. */
  async function addPasskey(identityId: string, name = 'Passkey'): Promise<string> {
    const data = record(random(16).toString('base64url'));
    const init = { identityId, type: 'passkey', identifier: data.credentialId, name, data } as const;
    return (await app.store.write((tx) => app.identities.addCredential(tx, init))).id;
  }

  /** Opens a session for a person with these proofs, by default one user-verified passkey right now. */
  async function signIn(
    id: string,
    email: string,
    evidence = [proof('passkey', { user_verified: true, at: clock() })],
  ) {
    const init = { identityId: id, kind: 'token', evidence, origin: localOrigin } as const;
    const { session, token } = await app.store.write((tx) => app.sessions.open(tx, init));
    const send: Caller['send'] = async (method, url, payload, headers = {}) => {
      const answer = await server.inject({
        method,
        url,
        headers: { 'x-session-token': token, ...headers },
        ...(payload === undefined ? {} : { payload }),
      });
      const json =
        /json\b/.test(String(answer.headers['content-type'])) && !/jsonl/.test(String(answer.headers['content-type']));
      return Object.assign(answer, { body: json ? JSON.parse(answer.payload) : answer.payload }) as unknown as Answer;
    };
    const proven: Caller['proven'] = async (method, url, payload) => {
      const first = await send(method, url, payload);
      if (first.body?.code !== 'step_up_required') return first;
      const { operation, resource = null, parameters } = first.body;
      const action = fingerprint({ operation, resource, parameters });
      const proofs = [proof('passkey', { user_verified: true, at: clock() })];
      const grant = await app.store.write((tx) =>
        app.stepUpGrants.issue(tx, { sessionId: session.id, action, evidence: proofs }),
      );
      return send(method, url, payload, { 'sting-step-up': grant.token });
    };
    const upload: Caller['upload'] = (jarId, content, { name = 'a.txt', type = 'text/plain' } = {}) => {
      const { payload, headers } = multipart([{ field: 'file', name, type, content }]);
      return send('POST', `/api/jars/${jarId}/documents`, payload, headers);
    };
    return { id, email, token, sessionId: session.id, send, proven, upload };
  }

  /** A person with one passkey and one session. */
  async function person(name: string): Promise<Caller> {
    const email = `${name}@example.org`;
    const id = uuid(random);
    const init = {
      id,
      userHandle: `handle of ${name}`,
      schemaId: 'default',
      traits: { email },
      addressesVerified: true,
    };
    await app.store.write((tx) => app.identities.create(tx, init));
    await addPasskey(id);
    return signIn(id, email);
  }

  return { app, server, clock, random, person, signIn, addPasskey };
}

/** A multipart body; a part without a name is a field. */
export function multipart(parts: { field: string; name?: string; type?: string; content: string | Buffer }[]) {
  const boundary = '----sting-test-boundary';
  const pieces = parts.flatMap(({ field, name, type, content }) => [
    `--${boundary}\r\ncontent-disposition: form-data; name="${field}"${name === undefined ? '' : `; filename="${name.replaceAll('"', '%22')}"`}\r\n`,
    `${type === undefined ? '' : `content-type: ${type}\r\n`}\r\n`,
    content,
    '\r\n',
  ]);
  return {
    payload: Buffer.concat([...pieces, `--${boundary}--\r\n`].map((piece) => Buffer.from(piece as string))),
    headers: { 'content-type': `multipart/form-data; boundary=${boundary}` },
  };
}
