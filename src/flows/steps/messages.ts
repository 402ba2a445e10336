import type { Step } from '../steps.ts';

const sending = new Set<unknown>(['code', 'link', 'profile']);

/**
 * Looks whether messages can be sent at all, before anything is spent, so that “we cannot” is said in time and to
 * everybody alike. The courier looks only when nothing was sent lately.
 */
export const transportAnswers: Step = async ({ courier, body }) => {
  if (sending.has(body['method']) && !body['code']) await courier.probe();
  return undefined;
};
