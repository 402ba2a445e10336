import type { Decided, Explanation } from '../../src/http/api/policy-shapes.ts';
import type { Requirement } from '../../src/http/api/shapes.ts';
import { plural } from './words.ts';

/** What each action of the rules lets somebody do: “Bob may …”. */
const doing: Record<string, string> = {
  'jar.create': 'create jars',
  'jar.discover': 'see that this jar exists',
  'jar.read': 'read this jar',
  'jar.query': 'search in this jar',
  'jar.upload': 'upload to this jar',
  'jar.edit': 'edit this jar',
  'jar.approve': 'approve uploads to this jar',
  'jar.share': 'share this jar',
  'jar.export': 'export this jar',
  'jar.delete': 'delete this jar',
  'jar.administer': 'change who may see this jar',
  'jar.oversee': 'see which jars there are',
  'person.read': 'look at people',
  'person.change': 'change the details of people',
  'person.classify': 'say what rules know of people',
  'person.suspend': 'suspend people',
  'person.end_sessions': 'sign people out',
  'person.reset_factors': 'take proofs away from people',
  'person.invite': 'invite people',
  'role.assign': 'give and take roles',
  'role.define': 'make roles',
  'team.read': 'look at teams',
  'team.manage': 'manage teams',
  'audit.read': 'read the audit trail',
  'audit.verify': 'verify the audit trail',
  'audit.export': 'export the audit trail',
  'policy.read': 'look at the rules',
  'policy.manage': 'change the rules',
  'break_glass.seal': 'make sealed codes',
  'break_glass.open': 'open sealed codes',
  'break_glass.read': 'see what was done by sealed codes',
  'break_glass.review': 'review what was done by sealed codes',
  'installation.read_profile': 'read the profile of this installation',
};

export const doingOf = (permission: string) => doing[permission] ?? `do “${permission}”`;

/** Whether an action is done to one jar, which then has to be named. */
export const aboutJar = (permission: string) =>
  permission.startsWith('jar.') && permission !== 'jar.create' && permission !== 'jar.oversee';

function proofWord(needs: Requirement): string {
  if (needs.device_bound) return 'a key bound to its device';
  if (needs.phishing_resistant || needs.user_verified) return 'a passkey';
  return needs.level === 'aal1' ? 'a proof' : 'a second proof';
}

/** The missing proof: “a passkey, with PIN or biometric, given within the last 5 minutes”. */
export function needsWords(needs: Requirement): string {
  const verified = needs.user_verified ? ', with PIN or biometric' : '';
  return `${proofWord(needs)}${verified}${givenWords(needs)}`;
}

/** When and for what a proof is given: “, given within the last 5 minutes”; empty where that does not matter. */
export function givenWords({ max_age_seconds: seconds, action_bound }: Requirement): string {
  const age = seconds === undefined ? '' : `, given within the last ${spoken(seconds)}`;
  return `${age}${action_bound ? ', for exactly this action' : ''}`;
}

const spoken = (seconds: number) =>
  seconds < 60 ? plural(seconds, 'second') : plural(Math.round(seconds / 60), 'minute');

/** An answer in a word or two. */
export function answerLabel({ effect, needs }: Pick<Decided, 'effect' | 'needs'>): string {
  if (effect === 'allow') return 'Allowed';
  if (effect === 'deny') return 'Refused';
  return `Asked for ${needs ? proofWord(needs) : 'a stronger proof'}`;
}

/** What the rules that are listed under an answer did. */
export const deciding: Record<Decided['effect'], string> = {
  allow: 'Permitted by',
  step_up: 'Asked for by',
  deny: 'Forbidden by',
};

/** The answer to “Why?”, as sentences. */
export function explained(answer: Explanation): string[] {
  const { effect, permission, needs, visible, relation, policies } = answer;
  const name = answer.person.name ?? 'This person';
  const act = doingOf(permission);
  const held = answer.ways.find((each) => each.relation === relation);
  if (effect === 'deny') {
    return [
      `${name} may not ${act}.`,
      ...(visible || !aboutJar(permission) ? [] : ['They do not even learn that it exists.']),
      ...(aboutJar(permission)
        ? [held ? `The most that they hold is “${relation}”: ${wayWords(held)}.` : unreached]
        : []),
      policies.length === 0 ? 'No rule permits it, whatever they prove.' : 'No stronger proof would change that.',
    ];
  }
  const because = held ? `: ${wayWords(held)}` : '';
  if (effect === 'allow') return [`${name} may ${act}${because}.`];
  return [
    `${name} may ${act}${because}.`,
    `First they are asked for ${needs ? needsWords(needs) : 'a stronger proof'}.`,
  ];
}

const unreached = 'It was not shared with them, nor with a team or a role of theirs.';

const day = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long' });

/** By what somebody reaches a jar: “the team Bees was given “editor” until 1 March 2026”. */
export function wayWords({ relation, by, expires_at }: Explanation['ways'][number]): string {
  const until = expires_at === null ? '' : ` until ${day.format(new Date(expires_at))}`;
  if (by.type === 'everyone') return `everybody who is signed in is a ${relation} of it`;
  if (by.type === 'team') return `the team ${by.name ?? 'of theirs'} was given “${relation}”${until}`;
  if (by.type === 'role') return `the role ${by.name ?? 'of theirs'} was given “${relation}”${until}`;
  return relation === 'owner' ? 'it is theirs' : `they were given “${relation}”${until}`;
}

/** `document.content` as `Document content`. */
export function operationLabel(operation: string): string {
  const words = operation.replaceAll(/[._-]/g, ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}
