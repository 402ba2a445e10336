import type { Call } from './call.ts';

export const closeBreakGlass: Call = { method: 'POST', path: '/api/break-glass/close' };
