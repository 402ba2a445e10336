import { linkOptions } from '@tanstack/react-router';

/** Every address inside the console; nothing else writes one. */
export const to = {
  jars: (q = '') => linkOptions({ to: '/jars', search: q === '' ? {} : { q } }),
  jar: (jarId: string) => linkOptions({ to: '/jars/$jarId', params: { jarId } }),
  audit: () => linkOptions({ to: '/audit', search: {} }),
};
