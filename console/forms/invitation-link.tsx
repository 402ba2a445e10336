import type { ReactNode } from 'react';
import { useShownOnce } from './shown-once.tsx';

/** A dialog with the link of an invitation that no mail could carry, and the way to open it. */
export function useInvitationLink(): [dialog: ReactNode, show: (made: { email: string; link: string }) => void] {
  const [dialog, show] = useShownOnce();
  return [
    dialog,
    ({ email, link }) =>
      show({
        title: `Hand this link to ${email}`,
        description:
          'This installation sends no mail, so you pass the link on: over a channel on which you are sure of the person. Whoever has it becomes them here. It works once.',
        secret: link,
        noun: 'link',
      }),
  ];
}
