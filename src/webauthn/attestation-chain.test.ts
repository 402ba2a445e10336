import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { test } from 'node:test';
import { createAuthenticator } from '../../test/support/authenticator.ts';
import { createCertificate } from '../../test/support/certificate.ts';
import { challengeFor, example, exampleOrigin } from '../../test/support/relying-party.ts';
import { seededRandom } from '../../test/support/temporary.ts';
import { chainsToRoot } from './attestation-chain.ts';
import { createWebAuthn } from './webauthn.ts';

const now = Date.parse('2030-01-01T00:00:00Z');
const past = { notBefore: new Date('2020-01-01T00:00:00Z'), notAfter: new Date('2029-12-31T00:00:00Z') };
const future = { notBefore: new Date('2030-01-02T00:00:00Z') };

const root = createCertificate({ name: 'root', ca: true, issuer: null });
const middle = createCertificate({ name: 'middle', ca: true, issuer: root });
const leaf = createCertificate({ name: 'leaf', ca: false, issuer: middle });
const direct = createCertificate({ name: 'direct', ca: false, issuer: root });
const selfSigned = createCertificate({ name: 'mallory', ca: true, issuer: null });
const namesake = createCertificate({ name: 'root', ca: true, issuer: null });
const forged = createCertificate({ name: 'forged', ca: false, issuer: namesake });
const belowLeaf = createCertificate({ name: 'below', ca: false, issuer: leaf });
const oldMiddle = createCertificate({ name: 'old middle', ca: true, issuer: root, ...past });
const oldLeaf = createCertificate({ name: 'old leaf', ca: false, issuer: root, ...past });
const earlyLeaf = createCertificate({ name: 'early leaf', ca: false, issuer: root, ...future });
const underOld = createCertificate({ name: 'under old', ca: false, issuer: oldMiddle });
const oldRoot = createCertificate({ name: 'old root', ca: true, issuer: null, ...past });
const underOldRoot = createCertificate({ name: 'under old root', ca: false, issuer: oldRoot });

const misnamed = createCertificate({ name: 'misnamed', ca: false, issuer: { ...root, name: 'somebody else' } });

const cases: [name: string, x5c: { der: Buffer }[], roots: { pem: string }[], trusted: boolean][] = [
  ['leaf and intermediate below a root', [leaf, middle], [root], true],
  ['the root is sent along', [leaf, middle, root], [root], true],
  ['the leaf is right below the root', [direct], [root], true],
  ['the leaf itself is configured', [leaf], [leaf], true],
  ['the intermediate is configured', [leaf, middle], [middle], true],
  ['one of several roots', [direct], [selfSigned, root], true],
  ['no roots', [leaf, middle, root], [], false],
  ['no certificates', [], [root], false],
  ['the intermediate is missing', [leaf], [root], false],
  ['a stranger between', [leaf, selfSigned, middle], [root], false],
  ['a self-signed certificate', [selfSigned], [root], false],
  ['a root of its own inside x5c', [forged, namesake], [root], false],
  ['a signature by a namesake of the root', [forged], [root], false],
  ['a signature by the root in another name', [misnamed], [root], false],
  ['the root follows a stranger', [selfSigned, root], [root], false],
  ['issued by a certificate that is no CA', [belowLeaf, leaf, middle], [root], false],
  ['an expired leaf', [oldLeaf], [root], false],
  ['a leaf of the future', [earlyLeaf], [root], false],
  ['an expired intermediate', [underOld, oldMiddle], [root], false],
  ['an expired root', [underOldRoot], [oldRoot], false],
  ['not a certificate', [{ der: Buffer.from('x') }], [root], false],
  ['more certificates than any chain has', Array(7).fill(direct), [root], false],
];

for (const [name, x5c, roots, trusted] of cases) {
  test(`${name}: ${trusted ? 'trusted' : 'not trusted'}`, () => {
    const certificates = roots.map(({ pem }) => new X509Certificate(pem));
    assert.equal(
      chainsToRoot(
        x5c.map(({ der }) => der),
        certificates,
        now,
      ),
      trusted,
    );
  });
}

const challenge = challengeFor('attestation');

async function register(
  roots: string[],
  attestation: { x5c: Buffer[]; privateKey: typeof leaf.privateKey },
  flip = false,
) {
  const webauthn = createWebAuthn({
    relyingParty: example,
    clock: () => now,
    random: seededRandom(),
    attestationRoots: roots,
  });
  const user = { handle: 'aGFuZGxl', name: 'alice', displayName: 'Alice' };
  const options = webauthn.creationOptions({ challenge, user, exclude: [] });
  const response = createAuthenticator().register(options, exampleOrigin, { attestation, flipSignature: flip });
  return { conveyance: options.attestation, result: await webauthn.verifyRegistration(response, challenge) };
}

const byLeaf = { x5c: [leaf.der, middle.der], privateKey: leaf.privateKey };

test('without roots nothing is attested, though a valid statement is accepted', async () => {
  const { conveyance, result } = await register([], byLeaf);
  assert.equal(conveyance, 'none');
  assert.partialDeepStrictEqual(result, { ok: true, record: { attested: false, attestationFormat: 'packed' } });
});

test('with roots statements are asked for, and attested when they lead to one', async () => {
  const { conveyance, result } = await register([root.pem], byLeaf);
  assert.equal(conveyance, 'direct');
  assert.partialDeepStrictEqual(result, { ok: true, record: { attested: true } });
});

test('a statement that leads elsewhere is accepted but not attested', async () => {
  const { result } = await register([selfSigned.pem], byLeaf);
  assert.partialDeepStrictEqual(result, { ok: true, record: { attested: false } });
});

for (const roots of [[], [root.pem]]) {
  test(`a statement whose signature is wrong is refused with ${roots.length} roots`, async () => {
    const { result } = await register(roots, byLeaf, true);
    assert.partialDeepStrictEqual(result, { ok: false, reason: 'bad_attestation' });
  });

  test(`a trusted certificate without its key is refused with ${roots.length} roots`, async () => {
    const { result } = await register(roots, { ...byLeaf, privateKey: selfSigned.privateKey });
    assert.partialDeepStrictEqual(result, { ok: false, reason: 'bad_attestation' });
  });
}
